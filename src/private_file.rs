//! Files that only their owner can read.
//!
//! On Unix, that is what their mode says. On Windows, a file has the access list of its folder, which in
//! a user's profile names nobody else: there is no mode to set or to look at.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Replaces the file at `path` as a whole: a reader sees the old content or the new, and a link in its
/// place is replaced rather than followed.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension(format!("{:016x}.tmp", fastrand::u64(..)));
    let mut file = create_new(&temporary)?;
    let written = file
        .write_all(content)
        .and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Replaces a file of the user's own as a whole. A link to it stays one. It holds secrets, so that it
/// becomes private even if it was not.
#[cfg(feature = "atlas-cli-profile")]
pub(crate) fn rewrite(path: &Path, content: &[u8]) -> io::Result<()> {
    replace(&fs::canonicalize(path)?, content)
}

fn create_new(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.write(true).create_new(true).open(path)
}

/// Creates a directory for such files, and those above it, unless it is there.
pub(crate) fn create_directory(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// What other users may do with a file or a directory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Access {
    /// The mode; none where there are no modes.
    mode: Option<u32>,
}

impl Access {
    pub(crate) fn of(entry: &Metadata) -> Self {
        #[cfg(unix)]
        let mode = Some(std::os::unix::fs::MetadataExt::mode(entry));
        #[cfg(not(unix))]
        let mode = {
            let _ = entry;
            None
        };
        Self { mode }
    }

    /// Whether the owner alone may do anything with it.
    pub(crate) fn is_private(self) -> bool {
        self.lacks(0o077)
    }

    /// Whether the owner alone may write to it.
    pub(crate) fn is_written_by_owner_alone(self) -> bool {
        self.lacks(0o022)
    }

    fn lacks(self, bits: u32) -> bool {
        self.mode.is_none_or(|mode| mode & bits == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_may_do_what_the_mode_says_if_there_is_one() {
        for (mode, is_private, is_written_by_owner_alone) in [
            (Some(0o100_600), true, true),
            (Some(0o040_700), true, true),
            (Some(0o100_640), false, true),
            (Some(0o100_604), false, true),
            (Some(0o040_755), false, true),
            (Some(0o040_770), false, false),
            (Some(0o040_702), false, false),
            // Windows.
            (None, true, true),
        ] {
            let access = Access { mode };
            let found = (access.is_private(), access.is_written_by_owner_alone());
            assert_eq!(found, (is_private, is_written_by_owner_alone), "{mode:?}");
        }
    }

    #[cfg(all(unix, feature = "atlas-cli-profile"))]
    #[test]
    fn what_is_rewritten_becomes_private_and_a_link_to_it_stays() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};

        let directory = tempfile::tempdir().expect("a directory");
        let [file, link] = ["file", "link"].map(|name| directory.path().join(name));
        fs::write(&file, "old").expect("writes");
        symlink("file", &link).expect("links");
        for mode in [0o600, 0o644] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("sets");
            rewrite(&link, b"new").expect("rewrites");
            let entry = fs::symlink_metadata(&file).expect("an entry");
            assert!(Access::of(&entry).is_private());
            assert_eq!(fs::read_to_string(&file).expect("reads"), "new");
            assert_eq!(fs::read_link(&link).expect("a link"), Path::new("file"));
        }
        assert_eq!(fs::read_dir(directory.path()).expect("reads").count(), 2);
    }

    #[test]
    fn what_is_made_here_is_private_on_every_system() {
        let parent = tempfile::tempdir().expect("a directory");
        let directory = parent.path().join("a").join("b");
        create_directory(&directory).expect("creates");
        create_directory(&directory).expect("is there");
        let path = directory.join("file");
        for content in ["old", "new"] {
            replace(&path, content.as_bytes()).expect("writes");
            assert_eq!(fs::read_to_string(&path).expect("reads"), content);
        }
        for path in [&directory, &path] {
            let access = Access::of(&fs::symlink_metadata(path).expect("an entry"));
            assert!(access.is_private(), "{access:?}");
        }
        // Nothing else is left behind, and nothing of what fails.
        assert!(replace(&directory.join("none").join("file"), b"").is_err());
        assert!(replace(&directory, b"").is_err());
        assert_eq!(fs::read_dir(&directory).expect("reads").count(), 1);
        let above = fs::read_dir(directory.parent().expect("a parent"));
        assert_eq!(above.expect("reads").count(), 1);
    }
}
