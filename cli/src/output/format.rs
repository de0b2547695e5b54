//! The formats of a result.

use clap::ValueEnum;

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// The response exactly as Atlas sent it, byte for byte, one document per page; Atlas masks
    /// most secrets, but not all
    Json,
    /// One JSON object per line, with all that Atlas sent
    Jsonl,
    /// Comma-separated values (RFC 4180), one column for each property; secrets are masked
    Csv,
    /// Aligned columns; secrets are masked
    Table,
    /// One name per line, as other commands take it
    Name,
}
