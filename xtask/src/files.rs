//! Writes several files such that a failure leaves the old ones intact.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use tempfile::NamedTempFile;

/// Writes the files whose contents differ from the given text, and returns their paths. Every new
/// text is on disk, next to its file, before the first file is replaced.
pub(crate) fn write_all(texts: Vec<(PathBuf, String)>) -> Result<Vec<PathBuf>> {
    let mut staged = Vec::new();
    for (path, text) in texts {
        if std::fs::read(&path).is_ok_and(|present| present == text.as_bytes()) {
            continue;
        }
        let temporary =
            stage(&path, &text).with_context(|| format!("cannot write {}", path.display()))?;
        staged.push((path, temporary));
    }
    let mut written = Vec::new();
    for (path, temporary) in staged {
        temporary
            .persist(&path)
            .with_context(|| format!("cannot replace {}", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

fn stage(path: &Path, text: &str) -> Result<NamedTempFile> {
    let directory = path.parent().context("it has no parent directory")?;
    std::fs::create_dir_all(directory)?;
    let mut file = tempfile::Builder::new()
        .prefix(".xtask-")
        .tempfile_in(directory)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    {
        // Temporary files are private to their owner; committed files are not.
        use std::os::unix::fs::PermissionsExt as _;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_leaves_every_old_file_intact() {
        let directory = tempfile::tempdir().expect("a directory");
        let good = directory.path().join("good");
        std::fs::write(&good, "old").expect("writes");
        let blocked = good.join("below-a-file");
        let texts = vec![
            (good.clone(), "new".to_owned()),
            (blocked, "new".to_owned()),
        ];
        let error = write_all(texts).expect_err("must fail");
        assert!(error.to_string().starts_with("cannot write "), "{error:#}");
        assert_eq!(std::fs::read_to_string(&good).expect("reads"), "old");
        assert_eq!(
            std::fs::read_dir(directory.path()).expect("lists").count(),
            1
        );
    }

    #[test]
    fn only_files_that_differ_are_written() {
        let directory = tempfile::tempdir().expect("a directory");
        let (same, new) = (
            directory.path().join("same"),
            directory.path().join("sub/new"),
        );
        std::fs::write(&same, "text").expect("writes");
        let texts = vec![(same, "text".to_owned()), (new.clone(), "text".to_owned())];
        assert_eq!(write_all(texts).expect("writes"), [new]);
    }
}
