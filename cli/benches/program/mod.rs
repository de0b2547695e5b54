//! What one run of the program costs.

#[path = "../../tests/support/mod.rs"]
mod support;

use std::fmt;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use atlas_emulator::Emulator;
use support::{binary, peak_memory};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::time::timeout;

/// How often the memory is read.
const INTERVAL: Duration = Duration::from_millis(20);

pub(crate) struct Cost {
    pub(crate) time: Duration,
    pub(crate) requests: usize,
    /// The peak of the program's memory in kilobytes, where the system tells.
    pub(crate) memory: Option<u64>,
}

impl Cost {
    /// Runs the program in `folder`, with `variables` beside those for the emulator.
    pub(crate) async fn of(
        emulator: &Emulator,
        folder: &Path,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Self {
        let sent = emulator.received_requests().len();
        let started = Instant::now();
        let mut command = binary(emulator);
        command
            .envs(variables.iter().copied())
            .current_dir(folder)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let process = child.id().expect("runs");
        let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
        let mut memory = None;
        // It is read again and again, since it is gone when the program has ended.
        loop {
            let line = timeout(INTERVAL, lines.next_line()).await;
            memory = peak_memory(process).or(memory);
            if matches!(line.map(|line| line.expect("reads")), Ok(None)) {
                break;
            }
        }
        let status = child.wait().await.expect("ends");
        assert!(
            matches!(status.code(), Some(0 | 3)),
            "{arguments:?}: {status}"
        );
        Self {
            time: started.elapsed(),
            requests: emulator.received_requests().len() - sent,
            memory,
        }
    }
}

/// The columns `time`, `requests` and `peak memory` of a table.
#[allow(
    clippy::cast_precision_loss,
    reason = "a program has far fewer kilobytes than a float holds"
)]
impl fmt::Display for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let memory = self.memory.map_or("unknown".to_owned(), |kilobytes| {
            format!("{:.1} MB", kilobytes as f64 / 1_024.0)
        });
        let seconds = self.time.as_secs_f64();
        write!(f, "{seconds:>8.2} s  {:>8}  {memory:>11}", self.requests)
    }
}
