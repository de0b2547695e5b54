//! Who is logged in with the Atlas CLI is logged in here: keyring and user accounts. The keyring is a double of
//! `secret-tool` in `PATH`, with a file for each secret.
#![cfg(all(unix, not(target_os = "macos")))]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, PRIVATE_KEY, PUBLIC_KEY};
use support::scripted::{Scripted, response};
use support::{bare, page, run};
use tempfile::TempDir;
use tokio::process::Command;

/// Reads and writes `keyring/SERVICE/NAME` beside itself, as `secret-tool` does for items with these
/// attributes. It fails as without a keyring if there is a file `locked`.
const SECRET_TOOL: &str = r#"#!/bin/sh
folder=${0%/*}/keyring
[ -e "$folder/locked" ] && { echo "secret-tool: Cannot create an item in a locked collection" >&2; exit 1; }
case $1 in
lookup) [ "$2 $4" = "service username" ] && [ -e "$folder/$3/$5" ] && cat "$folder/$3/$5" ;;
store) [ "$2 $4 $6" = "--collection=login service username" ] && cat >"$folder/$5/$7" ;;
esac
"#;

/// A home directory with the Atlas CLI's file, and a keyring.
struct Home(TempDir);

impl Home {
    fn new(file: &str) -> Self {
        let home = Self(tempfile::tempdir().expect("a folder"));
        fs::create_dir_all(home.path("atlascli")).expect("creates");
        fs::write(home.file(), file).expect("writes");
        fs::create_dir_all(home.path("bin/keyring")).expect("creates");
        // Another process writes it: a file that anyone has open for writing cannot be run, and a child that
        // another test starts at this moment would inherit ours.
        let mut shell = std::process::Command::new("sh");
        let write = r#"printf %s "$1" >"$0" && chmod 755 "$0""#;
        shell.args(["-c", write, &home.text("bin/secret-tool"), SECRET_TOOL]);
        assert!(shell.status().expect("runs").success());
        home
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self) -> PathBuf {
        self.path("atlascli/config.toml")
    }

    fn secret(&self, profile: &str, name: &str) -> PathBuf {
        self.path(&format!("bin/keyring/atlascli_{profile}/{name}"))
    }

    fn keep(self, profile: &str, secrets: &[(&str, &str)]) -> Self {
        for (name, value) in secrets {
            let path = self.secret(profile, name);
            fs::create_dir_all(path.parent().expect("a parent")).expect("creates");
            fs::write(path, value).expect("writes");
        }
        self
    }

    fn binary(&self) -> Command {
        let mut command = bare();
        let path = format!("{}:/usr/bin:/bin", self.path("bin").display());
        command
            .env("HOME", self.0.path())
            .env("XDG_CONFIG_HOME", self.0.path());
        command.env("PATH", path);
        command
    }
}

fn profile(name: &str, base_url: &str, auth_type: &str) -> String {
    format!(
        "version = 2\n\n[{name}]\nauth_type = \"{auth_type}\"\nops_manager_url = \"{base_url}/\"\n"
    )
}

#[tokio::test]
async fn the_default_profile_and_its_keyring_are_used() {
    let emulator = Emulator::start().await.expect("an emulator");
    for (auth_type, secrets) in [
        (
            "service_account",
            [("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)],
        ),
        (
            "api_keys",
            [
                ("public_api_key", PUBLIC_KEY),
                ("private_api_key", PRIVATE_KEY),
            ],
        ),
    ] {
        let home = Home::new(&profile("default", &emulator.base_url(), auth_type));
        let home = home.keep("default", &secrets);
        let projects = run(home.binary(), &["projects"]).await;
        assert_eq!(projects.code, 0, "{}", projects.err);
    }
}

#[tokio::test]
async fn a_keyring_that_cannot_be_read_is_named() {
    let home = Home::new(&profile("ci", "https://atlas.example", "api_keys"));
    let empty = run(home.binary(), &["projects", "--profile", "ci"]).await;
    assert_eq!(empty.code, 2);
    assert!(
        empty
            .err
            .contains("are neither in the file nor in the operating system's keyring"),
        "{}",
        empty.err
    );
    fs::write(home.path("bin/keyring/locked"), "").expect("writes");
    let locked = run(home.binary(), &["projects", "--profile", "ci"]).await;
    assert_eq!(locked.code, 2);
    assert!(locked.err.contains("a locked collection"), "{}", locked.err);
    let mut without = home.binary();
    without.env("PATH", "/nowhere");
    let without = run(without, &["projects", "--profile", "ci"]).await;
    assert_eq!(without.code, 2);
    assert!(
        without.err.contains("there is no `secret-tool`"),
        "{}",
        without.err
    );
}

/// JSON Web Tokens that ended in 1970, and that end in the year 5138. They hold only that.
const ENDED: &str = "e30.eyJleHAiOjF9.old";
const VALID: &str = "e30.eyJleHAiOjk5OTk5OTk5OTk5fQ.new";

fn json(body: &str) -> Vec<u8> {
    response("200 OK", "application/json", body)
}

/// The response to a refresh token.
fn refreshed() -> Vec<u8> {
    json(&format!(
        "{{\"access_token\":\"{VALID}\",\"refresh_token\":\"next\",\"token_type\":\"Bearer\"}}"
    ))
}

/// Checks that the login was refreshed as the Atlas CLI does it.
fn check_refresh(request: &str) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a body");
    assert!(
        head.starts_with("POST /api/private/unauth/account/device/token "),
        "{head}"
    );
    assert!(!head.to_lowercase().contains("authorization"), "{head}");
    assert_eq!(
        body,
        "grant_type=refresh_token&scope=openid+profile+offline_access\
         &client_id=0oabtxactgS3gHIR0297&refresh_token=first"
    );
}

fn has_token(request: &str, token: &str) -> bool {
    let line = format!("authorization: bearer {}\r\n", token.to_lowercase());
    request.to_lowercase().contains(&line)
}

#[tokio::test]
async fn a_login_in_the_keyring_is_refreshed_and_kept_there() {
    let server = Scripted::start(vec![refreshed(), page("")]).await;
    let home = Home::new(&profile("me", &server.base_url(), "user_account"));
    let home = home.keep("me", &[("access_token", ENDED), ("refresh_token", "first")]);
    for _ in 0..2 {
        let projects = run(home.binary(), &["projects", "-P", "me"]).await;
        assert_eq!((projects.code, projects.err.as_str()), (0, ""));
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    check_refresh(&requests[0]);
    assert!(has_token(&requests[1], VALID) && has_token(&requests[2], VALID));
    let kept = |name| fs::read_to_string(home.secret("me", name)).expect("reads");
    assert_eq!(
        (
            kept("access_token").as_str(),
            kept("refresh_token").as_str()
        ),
        (VALID, "next")
    );
}

#[tokio::test]
async fn a_login_in_the_file_is_refreshed_and_the_rest_of_the_file_is_left() {
    let server = Scripted::start(vec![refreshed(), page("")]).await;
    let before = format!(
        "# Mine.\nversion = 1\n\n[me]\nservice = \"cloud\" # public\nops_manager_url = '{}/'\n\
         access_token = \"{ENDED}\"\nrefresh_token = 'first'\n",
        server.base_url()
    );
    let home = Home::new(&before);
    let projects = run(home.binary(), &["projects", "-P", "me"]).await;
    assert_eq!((projects.code, projects.err.as_str()), (0, ""));
    check_refresh(&server.requests()[0]);
    let after = fs::read_to_string(home.file()).expect("reads");
    assert_eq!(
        after,
        before.replace(ENDED, VALID).replace("'first'", "'next'")
    );
    let mode = fs::metadata(home.file())
        .expect("metadata")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_token_that_is_refused_is_refreshed_once() {
    let refused = response("401 Unauthorized", "application/json", "{}");
    let server = Scripted::start(vec![refused.clone(), refreshed(), refused]).await;
    let home = Home::new(&profile("me", &server.base_url(), "user_account"));
    let home = home.keep(
        "me",
        &[("access_token", "opaque"), ("refresh_token", "first")],
    );
    let projects = run(home.binary(), &["projects", "-P", "me"]).await;
    assert_eq!(projects.code, 7, "{}", projects.err);
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(has_token(&requests[0], "opaque") && has_token(&requests[2], VALID));
}

#[tokio::test]
async fn a_login_that_has_ended_says_what_to_do() {
    let refused = response(
        "400 Bad Request",
        "application/json",
        "{\"detail\":\"first\"}",
    );
    let server = Scripted::start(vec![refused]).await;
    let home = Home::new(&profile("me", &server.base_url(), "user_account"));
    let home = home.keep("me", &[("access_token", ENDED), ("refresh_token", "first")]);
    let projects = run(home.binary(), &["projects", "-P", "me"]).await;
    assert_eq!(projects.code, 7, "{}", projects.err);
    assert!(
        projects
            .err
            .contains("log in again with `atlas auth login`"),
        "{}",
        projects.err
    );
    assert!(!projects.err.contains("first"), "{}", projects.err);
}
