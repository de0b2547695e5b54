//! `--emulator`, whose state lasts from command to command.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Run, bare, run};

async fn with_state(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = bare();
    for name in ["XDG_STATE_HOME", "HOME", "LOCALAPPDATA"] {
        command.env(name, folder);
    }
    run(command, arguments).await
}

/// The file that holds the state, in a folder that exists.
fn state_file(folder: &Path) -> PathBuf {
    let state = if cfg!(target_os = "macos") {
        folder.join("Library/Application Support/atlas-integrations")
    } else {
        folder.join("atlas-integrations")
    };
    fs::create_dir_all(&state).expect("creates");
    state.join("emulator.json")
}

#[tokio::test]
async fn a_whole_workflow_can_be_tried() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = async |arguments: &[&str]| with_state(folder.path(), arguments).await;
    let get = ["get", "SLACK", "--emulator"];
    let first = run(&get).await;
    assert_eq!(first.code, 0);
    assert_eq!(first.err, "using an Atlas emulator with sample projects\n");
    assert_eq!(run(&["delete", "SLACK", "--emulator"]).await.code, 0);
    let gone = run(&get).await;
    assert_eq!(gone.code, 4);
    assert!(
        gone.err
            .starts_with("using an Atlas emulator as the last command left it; "),
        "{}",
        gone.err
    );
    // The second time, there is nothing to delete.
    for _ in 0..2 {
        assert_eq!(run(&["emulator", "reset"]).await.code, 0);
    }
    let again = run(&get).await;
    assert_eq!((again.code, again.out), (0, first.out));
}

#[cfg(unix)]
#[tokio::test]
async fn its_state_is_private_since_it_holds_secrets() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(
        with_state(folder.path(), &["list", "--emulator"])
            .await
            .code,
        0
    );
    let metadata = fs::metadata(state_file(folder.path())).expect("metadata");
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn commands_at_the_same_time_wait_for_each_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let list = ["list", "--emulator", "-o", "name"];
    let runs = (0..4).map(|_| with_state(folder.path(), &list));
    for run in futures_util::future::join_all(runs).await {
        assert_eq!(run.code, 0, "{}", run.err);
    }
}

#[tokio::test]
async fn a_damaged_state_says_how_to_start_over() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(state_file(folder.path()), "{").expect("writes");
    let list = with_state(folder.path(), &["list", "--emulator"]).await;
    assert_eq!(list.code, 1);
    assert!(
        list.err.contains("run `atlas-integrations emulator reset`"),
        "{}",
        list.err
    );
    assert_eq!(
        with_state(folder.path(), &["emulator", "reset"]).await.code,
        0
    );
    assert_eq!(
        with_state(folder.path(), &["list", "--emulator"])
            .await
            .code,
        0
    );
}

#[tokio::test]
async fn a_state_that_cannot_be_deleted_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = state_file(folder.path());
    fs::create_dir(&path).expect("creates");
    let reset = with_state(folder.path(), &["emulator", "reset"]).await;
    assert_eq!(reset.code, 1);
    let expected = format!("error: cannot delete {}: ", path.display());
    assert!(reset.err.starts_with(&expected), "{}", reset.err);
}

#[cfg(unix)]
#[tokio::test]
async fn where_its_state_cannot_be_kept_it_lasts_for_one_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    fs::write(&file, "").expect("writes");
    let list = with_state(&file, &["list", "--emulator"]).await;
    assert_eq!(list.code, 0, "{}", list.err);
    let note = "note: what is changed will be gone after this command: ";
    assert!(list.err.starts_with(note), "{}", list.err);
}
