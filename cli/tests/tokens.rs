//! The access token that commands share.
#![cfg(unix)]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use atlas_emulator::{Emulator, GROUP_ID};
use support::{binary, run};
use tokio::process::Command;

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

fn with_state(emulator: &Emulator, folder: &Path) -> Command {
    let mut command = binary(emulator);
    command.env("XDG_STATE_HOME", folder).env("HOME", folder);
    command
}

fn token_requests(emulator: &Emulator) -> usize {
    let requests = emulator.received_requests();
    let tokens = requests
        .iter()
        .filter(|request| request.path.ends_with("/oauth/token"));
    tokens.count()
}

/// The files in a directory and below.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => files.extend(self::files(&path)),
            false => files.push(path),
        }
    }
    files
}

#[tokio::test]
async fn one_token_serves_many_commands() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..12 {
        let get = ["get", "SLACK", "--group-id", GROUP_ID];
        assert_eq!(
            run(with_state(&emulator, folder.path()), &get).await.code,
            0
        );
    }
    assert_eq!(token_requests(&emulator), 1);
    let files = files(folder.path());
    assert_eq!(files.len(), 1);
    let mode = std::fs::metadata(&files[0])
        .expect("metadata")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn no_token_is_kept_on_request() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    for _ in 0..2 {
        let projects = ["projects", "--no-token-cache"];
        assert_eq!(
            run(with_state(&emulator, folder.path()), &projects)
                .await
                .code,
            0
        );
    }
    assert_eq!(token_requests(&emulator), 2);
    assert_eq!(files(folder.path()).len(), 0);
}

#[tokio::test]
async fn a_token_is_printed_for_other_programs_and_revoked_at_logout() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    let token = run(with_state(&emulator, folder.path()), &["token"]).await;
    assert_eq!((token.code, token.err.as_str()), (0, ""));
    let with_token = async || {
        let mut command = support::binary_for(&emulator.base_url());
        command.env("MONGODB_ATLAS_ACCESS_TOKEN", token.out.trim_end());
        run(command, &["projects"]).await.code
    };
    assert_eq!(with_token().await, 0);
    let logout = run(with_state(&emulator, folder.path()), &["logout"]).await;
    assert_eq!(logout.code, 0, "{}", logout.err);
    assert_eq!(files(folder.path()).len(), 0);
    assert_eq!(with_token().await, 7);
}

#[tokio::test]
async fn a_logout_that_cannot_look_for_the_token_is_no_success() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(
        run(with_state(&emulator, folder.path()), &["projects"])
            .await
            .code,
        0
    );
    let without = ["logout", "--no-token-cache"];
    let refused = run(with_state(&emulator, folder.path()), &without).await;
    assert_eq!(refused.code, 2, "{}", refused.err);
    let file = &files(folder.path())[0];
    let readable = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(file, readable).expect("permissions");
    let failed = run(with_state(&emulator, folder.path()), &["logout"]).await;
    assert_eq!(failed.code, 7, "{}", failed.err);
    assert!(
        failed.err.contains("other users may read it"),
        "{}",
        failed.err
    );
    assert_eq!(files(folder.path()).len(), 0);
}
