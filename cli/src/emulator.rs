//! The emulator of `--emulator`. It lives as long as the command; what it holds lasts until it is reset.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::time::Duration;

use atlas_emulator::Emulator;
use tokio::time::{Instant, sleep};

use crate::error::{CliError, CliResult};
use crate::state;

/// How long a command waits for another one that is using the emulator's state, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(30);
const INTERVAL: Duration = Duration::from_millis(50);

const RESET: &str = "to start over, run `atlas-integrations emulator reset`";

/// Starts an emulator as the last command left it or, at first, with a few sample projects.
pub(crate) async fn start() -> CliResult<Emulator> {
    let emulator = match path() {
        Some(path) => match start_with(path).await {
            // One that is in use or damaged is there.
            Err(error)
                if !matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::InvalidData) =>
            {
                note!("note: what is changed will be gone after this command: {error}");
                Emulator::start().await
            }
            started => started,
        },
        None => Emulator::start().await,
    };
    let emulator = emulator.map_err(|error| match error.kind() {
        ErrorKind::InvalidData => CliError::failure(format!("{error}; {RESET}")),
        _ => CliError::failure(format!("cannot start the emulator: {error}")),
    })?;
    if emulator.is_restored() {
        note!("using an Atlas emulator as the last command left it; {RESET}");
        return Ok(emulator);
    }
    add_samples(&emulator);
    note!("using an Atlas emulator with sample projects");
    Ok(emulator)
}

/// Deletes what the emulator holds.
pub(crate) fn reset() -> CliResult<()> {
    if let Some(path) = path() {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(CliError::failure(format!(
                    "cannot delete {}: {error}",
                    path.display()
                )));
            }
            _ => {}
        }
    }
    note!("the emulator starts over with its sample projects");
    Ok(())
}

/// The file that holds the emulator's state; none if there is no place for it.
fn path() -> Option<PathBuf> {
    state::directory().map(|directory| directory.join("emulator.json"))
}

/// Waits for the end of a command that is using the file, as in a pipeline.
async fn start_with(path: PathBuf) -> io::Result<Emulator> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let started = Emulator::builder().state_file(&path).start().await;
        match started {
            Err(error) if error.kind() == ErrorKind::WouldBlock && Instant::now() < deadline => {
                sleep(INTERVAL).await;
            }
            started => return started,
        }
    }
}

/// Adds a few projects, one of which the credentials cannot access.
fn add_samples(emulator: &Emulator) {
    emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG", "SLACK"]);
    emulator.add_project("Search", ["DATADOG", "PROMETHEUS"]);
    emulator.add_project("Warehouse", ["PAGER_DUTY"]);
    let forbidden = emulator.add_project("Vault", ["PAGER_DUTY", "DATADOG"]);
    emulator.forbid_project(&forbidden);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn only_a_state_in_use_is_waited_for_and_not_for_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("emulator.json");
        let holder = start_with(path.clone()).await.expect("an emulator");
        let started = Instant::now();
        let error = start_with(path.clone()).await.expect_err("it is in use");
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
        assert_eq!(started.elapsed(), PATIENCE);
        drop(holder);
        let damaged = folder.path().join("damaged.json");
        fs::write(&damaged, "no state").expect("it is written");
        let started = Instant::now();
        let error = start_with(damaged).await.expect_err("it is damaged");
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        assert_eq!(started.elapsed(), Duration::ZERO);
    }
}
