//! Where the program finds its credentials, the server and the project.

mod support;

use atlas_emulator::{Emulator, GROUP_ID, PRIVATE_KEY, PUBLIC_KEY};
use support::{bare, binary, run};
use tokio::process::Command;

async fn emulator() -> Emulator {
    Emulator::start().await.expect("an emulator")
}

/// The binary, with a file of the Atlas CLI.
struct Home(tempfile::TempDir);

impl Home {
    fn new(file: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let folder = match () {
            () if cfg!(target_os = "macos") => home.path().join("Library/Application Support"),
            () => home.path().to_owned(),
        };
        std::fs::create_dir_all(folder.join("atlascli")).expect("creates");
        std::fs::write(folder.join("atlascli/config.toml"), file).expect("writes");
        Self(home)
    }

    fn binary(&self) -> Command {
        let mut command = bare();
        for name in ["XDG_CONFIG_HOME", "HOME", "AppData"] {
            command.env(name, self.0.path());
        }
        command
    }
}

fn profile(emulator: &Emulator) -> String {
    format!(
        "[ci]\nops_manager_url = \"{}/\"\nproject_id = \"{GROUP_ID}\"\npublic_api_key = \
         \"{PUBLIC_KEY}\"\nprivate_api_key = \"{PRIVATE_KEY}\"\n",
        emulator.base_url(),
    )
}

#[tokio::test]
async fn the_project_of_a_profile_is_used() {
    let emulator = emulator().await;
    let home = Home::new(&profile(&emulator));
    let list = run(home.binary(), &["list", "--profile", "CI"]).await;
    assert_eq!(list.code, 0, "{}", list.err);
    assert!(list.out.contains("PAGER_DUTY"), "{}", list.out);
}

#[tokio::test]
async fn only_those_without_credentials_are_told_how_to_get_some() {
    let hint = "or try it out with --emulator";
    let home = Home::new("");
    let none = run(home.binary(), &["projects"]).await;
    assert_eq!(none.code, 2, "{}", none.err);
    assert!(none.err.contains(hint), "{}", none.err);
    let mut half = home.binary();
    half.env("MONGODB_ATLAS_CLIENT_ID", "mdb_sa_id_1");
    let half = run(half, &["projects"]).await;
    assert_eq!(half.code, 2, "{}", half.err);
    assert!(
        half.err.contains("MONGODB_ATLAS_CLIENT_SECRET"),
        "{}",
        half.err
    );
    assert!(!half.err.contains(hint), "{}", half.err);
}

#[tokio::test]
async fn a_variable_can_name_the_profile() {
    let emulator = emulator().await;
    let home = Home::new(&profile(&emulator));
    let mut command = home.binary();
    command.env("MONGODB_ATLAS_PROFILE", "ci");
    let list = run(command, &["list"]).await;
    assert_eq!(list.code, 0, "{}", list.err);
}

#[tokio::test]
async fn names_of_the_predecessor_are_read() {
    let emulator = emulator().await;
    let mut command = bare();
    command
        .env("MCLI_OPS_MANAGER_URL", format!("{}/", emulator.base_url()))
        .env("MCLI_PUBLIC_API_KEY", PUBLIC_KEY)
        .env("MCLI_PRIVATE_API_KEY", PRIVATE_KEY)
        .env("MCLI_PROJECT_ID", GROUP_ID);
    let list = run(command, &["list"]).await;
    assert_eq!(list.code, 0, "{}", list.err);
}

#[tokio::test]
async fn what_cannot_be_heeded_is_a_usage_error() {
    let emulator = emulator().await;
    for (variable, value) in [
        ("MONGODB_ATLAS_SERVICE", "ops-manager"),
        (
            "MONGODB_ATLAS_OPS_MANAGER_URL",
            "https://user:s3ntinel@host:99999/",
        ),
        ("MONGODB_ATLAS_AUTH_TYPE", "s3ntinel"),
        ("ASSUME_ROLE_ARN", "arn:aws:iam::1:role/s3ntinel"),
    ] {
        let mut command = binary(&emulator);
        command.env(variable, value);
        let projects = run(command, &["projects"]).await;
        assert_eq!(projects.code, 2, "{variable}: {}", projects.err);
        assert!(projects.err.contains(variable), "{}", projects.err);
        assert!(!projects.err.contains("s3ntinel"), "{}", projects.err);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_default_profile_does_not_stand_in_for_what_cannot_be_heeded() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let emulator = emulator().await;
    let home = Home::new(&profile(&emulator).replace("[ci]", "[default]"));
    let odd = OsStr::from_bytes(b"t\xff");
    for (variable, value) in [
        ("MONGODB_ATLAS_AUTH_TYPE", "service_account".as_ref()),
        ("MCLI_AUTH_TYPE", "none".as_ref()),
        ("TF_VAR_ASSUME_ROLE_ARN", "arn:aws:iam::1:role/x".as_ref()),
        ("MONGODB_ATLAS_ACCESS_TOKEN", odd),
        ("MONGODB_ATLAS_PROFILE", odd),
    ] {
        let mut command = home.binary();
        command.env(variable, value);
        let projects = run(command, &["projects"]).await;
        assert_eq!(projects.code, 2, "{variable}: {}", projects.err);
        assert!(projects.err.contains(variable), "{}", projects.err);
    }
    assert_eq!(run(home.binary(), &["projects"]).await.code, 0);
}

#[tokio::test]
async fn a_dry_run_without_credentials_is_for_the_server_of_the_environment() {
    let delete = ["delete", "SLACK", "--dry-run"];
    for (variables, server) in [
        (&[][..], "https://cloud.mongodb.com"),
        (
            &[("MONGODB_ATLAS_SERVICE", "cloudgov")],
            "https://cloud.mongodbgov.com",
        ),
        (
            &[
                ("MCLI_OPS_MANAGER_URL", "https://three.example"),
                ("MONGODB_ATLAS_BASE_URL", "https://two.example"),
            ],
            "https://two.example",
        ),
    ] {
        let mut command = bare();
        command.env("MONGODB_ATLAS_PROJECT_ID", GROUP_ID);
        command.envs(variables.iter().copied());
        let dry = run(command, &delete).await;
        let path = format!("/api/atlas/v2/groups/{GROUP_ID}/integrations/SLACK\n");
        assert_eq!(dry.code, 0, "{}", dry.err);
        let expected = format!("DELETE {server}{path}");
        assert!(dry.out.starts_with(&expected), "{}", dry.out);
    }
}

#[tokio::test]
async fn a_proxy_that_cannot_be_used_is_a_usage_error() {
    let mut command = bare();
    command
        .env("MONGODB_ATLAS_ACCESS_TOKEN", "t")
        .env("HTTPS_PROXY", "htp://user:s3ntinel@proxy.example");
    let projects = run(command, &["projects"]).await;
    assert_eq!(projects.code, 2, "{}", projects.err);
    assert!(
        projects
            .err
            .contains("HTTPS_PROXY is not the URL of a proxy"),
        "{}",
        projects.err
    );
    assert!(!projects.err.contains("s3ntinel"), "{}", projects.err);
}

#[tokio::test]
async fn help_says_which_variables_are_read() {
    let help = run(bare(), &["--help"]).await;
    for variable in [
        "MONGODB_ATLAS_CLIENT_ID",
        "MONGODB_ATLAS_PROFILE",
        "MONGODB_ATLAS_OPS_MANAGER_URL",
        "MONGODB_ATLAS_SERVICE",
        "MCLI_",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
    ] {
        assert!(help.out.contains(variable), "{variable}: {}", help.out);
    }
}

#[tokio::test]
async fn a_default_profile_that_cannot_be_read_is_an_error_and_not_passed_over() {
    let home = Home::new("[default\n");
    for arguments in [
        &["projects"][..],
        &["delete", "SLACK", "--project", GROUP_ID, "--dry-run"],
    ] {
        let failed = run(home.binary(), arguments).await;
        assert_eq!(
            (failed.code, failed.out.as_str()),
            (2, ""),
            "{}",
            failed.err
        );
        let fault = "config.toml is not valid TOML (line 1)";
        assert!(failed.err.contains(fault), "{}", failed.err);
    }
    // Whoever has credentials in the environment does not need it.
    let emulator = emulator().await;
    let mut command = binary(&emulator);
    command.env("XDG_CONFIG_HOME", home.0.path());
    command.env("HOME", home.0.path());
    assert_eq!(run(command, &["projects"]).await.code, 0);
}
