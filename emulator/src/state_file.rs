//! The file that keeps an emulator's projects from one run to the next.

use std::fs::{File, OpenOptions, TryLockError, create_dir_all};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::project::Project;

/// An open state file, locked against other emulators.
#[derive(Debug)]
pub(crate) struct StateFile {
    path: PathBuf,
    file: File,
}

#[derive(Deserialize)]
struct Content {
    projects: Vec<Project>,
}

#[derive(Serialize)]
struct ContentRef<'a> {
    projects: &'a [Project],
}

impl StateFile {
    /// Opens the file, or creates it and its folder. Returns the projects in it too, or `None` if it
    /// is empty.
    pub(crate) fn open(path: &Path) -> io::Result<(Self, Option<Vec<Project>>)> {
        let explain =
            |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
        let mut file = open_locked(path).map_err(explain)?;
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(explain)?;
        let projects = match text.trim() {
            "" => None,
            text => {
                let content: Content = serde_json::from_str(text).map_err(|error| {
                    let problem = format!("not the state of an emulator, or damaged: {error}");
                    explain(io::Error::new(io::ErrorKind::InvalidData, problem))
                })?;
                Some(content.projects)
            }
        };
        let path = path.to_owned();
        Ok((Self { path, file }, projects))
    }

    /// Replaces the content of the file.
    pub(crate) fn save(&mut self, projects: &[Project]) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(&ContentRef { projects })?;
        text.push(b'\n');
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(&text)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Opens a file, or creates one that only its owner may read, since the secrets in it are not redacted.
fn open_locked(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::Error::new(
            io::ErrorKind::WouldBlock,
            "another emulator is using this file",
        )),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
