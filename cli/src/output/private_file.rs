//! Files that only their owner can read.

use std::fs::{self, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{CliError, CliResult};

/// Writes `contents` to the file at `path`, with mode 0600 on Unix. A file that is there is replaced
/// as a whole; a symbolic link is refused.
pub(crate) fn write(path: &Path, contents: &[u8]) -> CliResult<()> {
    try_write(path, contents).map_err(|error| failed(path, &error))
}

/// Finds out whether [`write`] could write to `path`, without a trace.
pub(crate) fn check(path: &Path) -> CliResult<()> {
    try_check(path).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &io::Error) -> CliError {
    CliError::failure(format!("cannot write {}: {error}", path.display()))
}

fn try_check(path: &Path) -> io::Result<()> {
    match entry(path)? {
        Some(entry) if entry.is_dir() => Err(ErrorKind::IsADirectory.into()),
        // To open a pipe would wait for its reader.
        Some(entry) if !entry.is_file() => Ok(()),
        _ => temporary(path).map(drop),
    }
}

fn try_write(path: &Path, contents: &[u8]) -> io::Result<()> {
    match entry(path)? {
        // A device or a pipe, such as /dev/null, is written to; it must not be replaced.
        Some(entry) if !entry.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.write_all(contents)
        }
        _ => {
            let mut file = temporary(path)?;
            file.as_file_mut().write_all(contents)?;
            file.persist(path)?;
            Ok(())
        }
    }
}

/// What is at `path`, if anything is.
fn entry(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(entry) if entry.is_symlink() => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is a symbolic link, which is not followed; name the file itself",
        )),
        Ok(entry) => Ok(Some(entry)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// A new file beside `path`, with mode 0600.
fn temporary(path: &Path) -> io::Result<NamedTempFile> {
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    NamedTempFile::new_in(parent.unwrap_or(Path::new("."))).map_err(plain)
}

/// The error without the name of a temporary file, which says nothing to anybody.
fn plain(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((fault, _)) => io::Error::new(error.kind(), fault),
        None => error,
    }
}
