//! What an emulator is started with.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::emulator::Emulator;
use crate::state::EmulatorState;
use crate::state_file::StateFile;

/// Settings of an [`Emulator`], to be started with [`start`](Self::start).
#[derive(Clone, Debug)]
#[must_use]
pub struct EmulatorBuilder {
    address: SocketAddr,
    state_file: Option<PathBuf>,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            state_file: None,
        }
    }
}

impl Emulator {
    /// Settings to start an emulator with.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

impl EmulatorBuilder {
    /// Listens on this address instead of a free loopback port.
    pub fn address(mut self, address: impl Into<SocketAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Keeps the projects and their integrations in this file, so that the next emulator with the
    /// same file continues where this one stops.
    ///
    /// The file is created if it does not exist, and written after each change. To begin anew, delete
    /// it. It holds the secrets as they were sent, so that on Unix it is created for its owner alone to
    /// read; one that exists keeps its mode. Access tokens and faults are not kept.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("state.json");
    /// use atlas_emulator::Emulator;
    ///
    /// let emulator = Emulator::builder().state_file(&path).start().await?;
    /// if !emulator.is_restored() {
    ///     emulator.add_project("Payments", ["PAGER_DUTY", "DATADOG"]);
    /// }
    /// # drop(emulator);
    /// # let again = Emulator::builder().state_file(&path).start().await?;
    /// # assert!(again.is_restored());
    /// # Ok(())
    /// # }
    /// ```
    pub fn state_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.state_file = Some(path.into());
        self
    }

    /// Starts the emulator on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns the operating system's error if it cannot listen on the address, or read or write the
    /// state file. An error of the kind [`WouldBlock`](io::ErrorKind::WouldBlock) means that another
    /// emulator is using the state file, and [`InvalidData`](io::ErrorKind::InvalidData) that it is
    /// not one.
    pub async fn start(self) -> io::Result<Emulator> {
        let (file, projects) = match self.state_file {
            Some(path) => {
                let (file, projects) = StateFile::open(&path)?;
                (Some(file), projects)
            }
            None => (None, None),
        };
        let is_restored = projects.is_some();
        let state = EmulatorState::new(file, projects);
        if !is_restored {
            state.save()?;
        }
        Emulator::listen(self.address, state, is_restored).await
    }
}
