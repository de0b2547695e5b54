//! The log on standard error: with `-v` a line for each attempt, with `-vv` everything.

mod attempts;

use std::io;

use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

use self::attempts::Attempts;
use crate::diagnostics::print_lines;

/// Logs to standard error if `--verbose` was given.
pub(crate) fn init(verbosity: u8) {
    match verbosity {
        0 => {}
        1 => {
            let attempts = Attempts.with_filter(EnvFilter::new("atlas_integrations=debug"));
            tracing_subscriber::registry().with(attempts).init();
        }
        _ => {
            let filter = "atlas_integrations=debug,hyper_util=debug,reqwest=debug";
            tracing_subscriber::fmt()
                .with_env_filter(EnvFilter::new(filter))
                .with_writer(Stderr)
                .with_target(false)
                .init();
        }
    }
}

/// Standard error, as for any other message. Each write is a whole line.
struct Stderr;

impl MakeWriter<'_> for Stderr {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

impl io::Write for Stderr {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        print_lines(String::from_utf8_lossy(bytes).trim_end());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
