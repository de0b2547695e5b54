//! Access tokens in files that only their owner can read.

#[cfg(test)]
mod tests;

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{AccessToken, BoxError, TokenKey, TokenStore};
use crate::private_file::{self, Access};

/// The largest file that is read, in bytes. Atlas's tokens have about a thousand.
const LIMIT: u64 = 64 << 10;

/// A [`TokenStore`] that keeps each token in a file of its own.
///
/// Several programs may share a directory: a file is replaced as a whole, never written in place. On
/// Unix, the directory is created with mode 0700 and a file with mode 0600; a directory that others may
/// write to is refused, and no symbolic link is followed. A file that is damaged counts as absent; one
/// that others can read is refused. Either is replaced by the next token.
///
/// ```
/// use atlas_integrations::{Credentials, FileTokenStore};
///
/// let credentials = Credentials::service_account("mdb_sa_id_0123", "mdb_sa_sk_4567")
///     .token_store(FileTokenStore::new("/home/me/.cache/my-service/tokens"));
/// ```
#[derive(Clone, Debug)]
pub struct FileTokenStore {
    directory: PathBuf,
}

impl FileTokenStore {
    /// Creates a store that keeps its files in `directory`, which is created when it is first needed.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
        }
    }

    /// Returns the file that holds the token for `key`, whether or not there is one.
    #[must_use]
    pub fn path(&self, key: &TokenKey) -> PathBuf {
        self.directory.join(format!("{}.json", key.fingerprint()))
    }

    /// Runs `action` on the file for `key`, on a thread where it may block.
    async fn on<T: Send + 'static>(
        &self,
        key: &TokenKey,
        action: impl FnOnce(&Path, &Path) -> io::Result<T> + Send + 'static,
    ) -> Result<T, BoxError> {
        let (directory, path) = (self.directory.clone(), self.path(key));
        let outcome = move || {
            action(&directory, &path).map_err(|error| {
                io::Error::new(error.kind(), format!("{}: {error}", path.display()))
            })
        };
        Ok(tokio::task::spawn_blocking(outcome).await??)
    }
}

impl TokenStore for FileTokenStore {
    async fn load(&self, key: &TokenKey) -> Result<Option<AccessToken>, BoxError> {
        self.on(key, read).await
    }

    async fn save(&self, key: &TokenKey, token: &AccessToken) -> Result<(), BoxError> {
        let token = token.clone();
        self.on(key, move |directory, path| write(directory, path, &token))
            .await
    }

    async fn remove(&self, key: &TokenKey) -> Result<(), BoxError> {
        self.on(key, |_, path| found(fs::remove_file(path)).map(drop))
            .await
    }
}

fn read(directory: &Path, path: &Path) -> io::Result<Option<AccessToken>> {
    let Some(entry) = found(fs::symlink_metadata(path))? else {
        return Ok(None);
    };
    // In a directory of the owner's own, nobody else puts something in its place before it is opened.
    check(directory)?;
    if !entry.is_file() || !Access::of(&entry).is_private() {
        let reason = "it is a symbolic link or no file, or other users may read it: delete it";
        return Err(io::Error::new(ErrorKind::PermissionDenied, reason));
    }
    let Some(file) = found(File::open(path))? else {
        return Ok(None);
    };
    // A buffer that grows leaves a copy behind.
    let length = file.metadata()?.len().min(LIMIT);
    let mut text = Zeroizing::new(Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1));
    file.take(length).read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text).ok())
}

fn write(directory: &Path, path: &Path, token: &AccessToken) -> io::Result<()> {
    private_file::create_directory(directory)?;
    check(directory)?;
    let mut text = Zeroizing::new(Vec::with_capacity(
        2 * token.value().expose_secret().len() + 64,
    ));
    serde_json::to_writer(&mut *text, token)?;
    private_file::replace(path, &text)
}

/// Returns an error if others could place a file in `directory`.
fn check(directory: &Path) -> io::Result<()> {
    let entry = fs::symlink_metadata(directory)?;
    let reason = if !entry.is_dir() {
        "the token store's directory is a symbolic link or a file: name the directory itself"
    } else if !Access::of(&entry).is_written_by_owner_alone() {
        "other users may write to the token store's directory: give it the mode 0700"
    } else {
        return Ok(());
    };
    Err(io::Error::new(ErrorKind::PermissionDenied, reason))
}

/// Turns the error that there is no such file into `None`.
fn found<T>(outcome: io::Result<T>) -> io::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
