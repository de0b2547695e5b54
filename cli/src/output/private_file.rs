//! Files that only their owner can read.

use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::error::{CliError, CliResult};

/// Writes `contents` to the file at `path`, with mode 0600 on Unix. A file that is there is replaced
/// as a whole; a symbolic link is refused.
pub(crate) fn write(path: &Path, contents: &[u8]) -> CliResult<()> {
    try_write(path, contents)
        .map_err(|error| CliError::failure(format!("cannot write {}: {error}", path.display())))
}

fn try_write(path: &Path, contents: &[u8]) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(entry) if entry.is_symlink() => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is a symbolic link, which is not followed; name the file itself",
        )),
        // A device or a pipe, such as /dev/null, is written to; it must not be replaced.
        Ok(entry) if !entry.is_file() => {
            let mut file = OpenOptions::new().write(true).open(path)?;
            file.write_all(contents)
        }
        Ok(_) => replace(path, contents),
        Err(error) if error.kind() == ErrorKind::NotFound => replace(path, contents),
        Err(error) => Err(error),
    }
}

fn replace(path: &Path, contents: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|parent| *parent != Path::new(""));
    // Created with mode 0600.
    let file = tempfile::NamedTempFile::new_in(parent.unwrap_or(Path::new(".")));
    let mut file = file.map_err(plain)?;
    file.as_file_mut().write_all(contents)?;
    file.persist(path)?;
    Ok(())
}

/// The error without the name of a temporary file, which says nothing to anybody.
fn plain(error: io::Error) -> io::Error {
    let text = error.to_string();
    match text.split_once(" at path ") {
        Some((fault, _)) => io::Error::new(error.kind(), fault),
        None => error,
    }
}
