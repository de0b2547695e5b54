use std::time::{Duration, SystemTime};

use super::*;

const TOKEN: &str = "s3same-0123456789";

fn key(client_id: &str) -> TokenKey {
    TokenKey::new("https://cloud.mongodb.com", client_id)
}

fn token(value: &str) -> AccessToken {
    AccessToken::new(value, SystemTime::now() + Duration::from_secs(3_600))
}

/// A store in a directory that does not exist yet.
fn store() -> (tempfile::TempDir, FileTokenStore) {
    let parent = tempfile::tempdir().expect("a directory");
    let store = FileTokenStore::new(parent.path().join("a").join("tokens"));
    (parent, store)
}

async fn load(store: &FileTokenStore) -> Option<AccessToken> {
    store.load(&key("a")).await.expect("no failure")
}

#[tokio::test]
async fn a_token_comes_back_under_its_own_key_alone() {
    let (_parent, store) = store();
    assert_eq!(load(&store).await, None);
    let saved = token(TOKEN);
    store.save(&key("a"), &saved).await.expect("saved");
    assert_eq!(load(&store).await, Some(saved));

    let elsewhere = TokenKey::new("https://cloud.mongodbgov.com", "a");
    for other in [key("b"), key("A"), elsewhere] {
        assert_eq!(store.load(&other).await.expect("no failure"), None);
    }
    store.remove(&key("a")).await.expect("removed");
    assert_eq!(load(&store).await, None);
    store.remove(&key("a")).await.expect("nothing to remove");
}

#[tokio::test]
async fn a_damaged_file_counts_as_absent_and_is_replaced() {
    let (_parent, store) = store();
    store.save(&key("a"), &token("old")).await.expect("saved");
    let path = store.path(&key("a"));
    let huge = vec![b' '; 100_000];
    for garbage in [&b""[..], b"{", b"\xff\xfe", b"{\"access_token\":5}", &huge] {
        fs::write(&path, garbage).expect("written");
        assert_eq!(load(&store).await, None);
    }
    let new = token("new");
    store.save(&key("a"), &new).await.expect("saved");
    assert_eq!(load(&store).await, Some(new));
}

#[tokio::test]
async fn writers_at_the_same_time_leave_one_whole_token_and_nothing_else() {
    let (_parent, store) = store();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..32 {
        let store = store.clone();
        tasks.spawn(async move {
            let value = format!("{number}").repeat(2_000);
            store.save(&key("a"), &token(&value)).await.expect("saved");
            store
                .load(&key("a"))
                .await
                .expect("no failure")
                .expect("a whole token")
        });
    }
    tasks.join_all().await;
    assert!(load(&store).await.is_some());
    let files = fs::read_dir(&store.directory).expect("a directory");
    assert_eq!(files.count(), 1);
}

#[cfg(unix)]
mod on_unix {
    use std::fs::Permissions;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn mode(path: &Path) -> u32 {
        let entry = fs::symlink_metadata(path).expect("an entry");
        entry.permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("permissions");
    }

    async fn assert_refused(store: &FileTokenStore) {
        let error = store.load(&key("a")).await.expect_err("refused");
        let text = error.to_string();
        assert!(text.contains("other users may read it"), "{text}");
    }

    #[tokio::test]
    async fn only_the_owner_may_read() {
        let (_parent, store) = store();
        store.save(&key("a"), &token(TOKEN)).await.expect("saved");
        assert_eq!(mode(&store.directory), 0o700);
        assert_eq!(mode(&store.path(&key("a"))), 0o600);
    }

    #[tokio::test]
    async fn a_file_that_others_can_read_is_replaced_by_a_private_one() {
        let (_parent, store) = store();
        store.save(&key("a"), &token("old")).await.expect("saved");
        let path = store.path(&key("a"));
        set_mode(&path, 0o644);
        assert_refused(&store).await;
        store.save(&key("a"), &token("new")).await.expect("saved");
        assert_eq!(mode(&path), 0o600);
        assert_eq!(load(&store).await, Some(token("new")));
    }

    #[tokio::test]
    async fn a_link_is_neither_read_nor_written_through() {
        let (parent, store) = store();
        store.save(&key("a"), &token("old")).await.expect("saved");
        let (path, target) = (store.path(&key("a")), parent.path().join("target"));
        fs::rename(&path, &target).expect("moved");
        let before = fs::read(&target).expect("the target");
        symlink(&target, &path).expect("a link");
        assert_refused(&store).await;
        store.save(&key("a"), &token("new")).await.expect("saved");
        assert_eq!(load(&store).await, Some(token("new")));
        assert_eq!(fs::read(&target).expect("the target"), before);
    }

    #[tokio::test]
    async fn a_directory_that_others_may_write_to_is_refused() {
        let (_parent, store) = store();
        store.save(&key("a"), &token(TOKEN)).await.expect("saved");
        set_mode(&store.directory, 0o777);
        let saving = store
            .save(&key("a"), &token(TOKEN))
            .await
            .expect_err("refused");
        let loading = store.load(&key("a")).await.expect_err("refused");
        for error in [saving, loading] {
            let text = error.to_string();
            assert!(text.contains("give it the mode 0700"), "{text}");
            assert!(!text.contains(TOKEN), "{text}");
        }
    }

    #[tokio::test]
    async fn a_link_in_place_of_the_directory_is_refused() {
        let (parent, _) = store();
        let real = parent.path().join("real");
        fs::create_dir(&real).expect("a directory");
        set_mode(&real, 0o700);
        symlink(&real, parent.path().join("link")).expect("a link");
        let store = FileTokenStore::new(parent.path().join("link"));
        let error = store
            .save(&key("a"), &token(TOKEN))
            .await
            .expect_err("refused");
        assert!(error.to_string().contains("symbolic link"), "{error}");
        assert_eq!(fs::read_dir(&real).expect("a directory").count(), 0);
    }
}
