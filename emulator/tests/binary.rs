//! The program: a shell runs the `export` and `curl` commands that it prints, just as they are.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn binary() -> Command {
    Command::new(env!("CARGO_BIN_EXE_atlas-emulator"))
}

/// The shell commands in the output: indented, and continued after a backslash.
fn commands(output: &str) -> Vec<String> {
    let joined = output.replace("\\\n", "");
    let lines = joined.lines().filter_map(|line| line.strip_prefix("  "));
    lines.map(str::to_owned).collect()
}

#[test]
fn the_printed_commands_work() {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("SKIPPED: curl is not installed");
        return;
    }
    let child = binary().stdout(Stdio::piped()).spawn().expect("starts");
    let mut running = Running(child);
    let stdout = running.0.stdout.take().expect("piped");
    let mut text = String::new();
    for line in BufReader::new(stdout).lines() {
        let line = line.expect("text");
        text.push_str(&line);
        text.push('\n');
        if line.starts_with("Integration types") {
            break;
        }
    }
    let (exports, curls): (Vec<_>, Vec<_>) = commands(&text)
        .into_iter()
        .partition(|command| command.starts_with("export "));
    assert_eq!(curls.len(), 5, "{text}");
    for (curl, expected) in curls.iter().zip([
        "\"apiKey\": \"****************************a23c\"",
        "\"apiKey\": \"****************************a23c\"",
        "\"expires_in\":3600",
        "\"serviceKey\": \"****************************cdef\"",
        "\"hecToken\": \"********************************8e52\"",
    ]) {
        let script = format!("{}\n{curl} --silent --noproxy '*'", exports.join("\n"));
        let output = Command::new("sh")
            .arg("-c")
            .arg(&script)
            .output()
            .expect("runs");
        let response = String::from_utf8_lossy(&output.stdout);
        assert!(response.contains(expected), "{script}\n{response}");
    }
}

/// Runs the program with a command that prints its environment.
fn environment_of_a_command(arguments: &[&str]) -> String {
    let output = binary()
        .args(arguments)
        .args(["--", "sh", "-c", "env; exit 3"])
        .env(
            "MONGODB_ATLAS_OPS_MANAGER_URL",
            "https://elsewhere.example.com",
        )
        .env("MCLI_PRIVATE_API_KEY", "real")
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(3), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_command_finds_only_the_emulator_in_its_environment() {
    let environment = environment_of_a_command(&[]);
    let mut names: Vec<_> = environment
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.starts_with("MONGODB_ATLAS_") || name.starts_with("MCLI_"))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        [
            "MONGODB_ATLAS_BASE_URL",
            "MONGODB_ATLAS_CLIENT_ID",
            "MONGODB_ATLAS_CLIENT_SECRET",
            "MONGODB_ATLAS_PRIVATE_API_KEY",
            "MONGODB_ATLAS_PROJECT_ID",
            "MONGODB_ATLAS_PUBLIC_API_KEY",
        ]
    );
    assert!(
        environment.contains("MONGODB_ATLAS_BASE_URL=http://127.0.0.1:"),
        "{environment}"
    );
}

#[test]
fn the_printed_environment_is_that_of_a_port() {
    let output = binary()
        .args(["7777", "--print-env"])
        .env_clear()
        .env("HOME", "/nowhere")
        .env("MCLI_ORG_ID", "real")
        .env("MONGODB_ATLAS_ACCESS_TOKEN", "real")
        .env("MONGODB_ATLAS_NO;NAME", "odd")
        .output()
        .expect("runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(
        lines.first_chunk(),
        Some(&[
            "unset MCLI_ORG_ID",
            "unset MONGODB_ATLAS_ACCESS_TOKEN",
            "export MONGODB_ATLAS_BASE_URL=http://127.0.0.1:7777",
            "export MONGODB_ATLAS_CLIENT_ID=mdb_sa_id_5f1b0e6c9a3d4b7e8c2f0a1d",
        ])
    );
    assert_eq!(lines.len(), 8, "{text}");
}

/// The statuses of `count` requests with curl, in a command that the program runs.
fn statuses(arguments: &[&str], count: usize, path: &str) -> Option<Vec<String>> {
    if Command::new("curl").arg("--version").output().is_err() {
        println!("SKIPPED: curl is not installed");
        return None;
    }
    let curl = format!(
        "curl --silent --noproxy '*' --digest --output /dev/null --write-out '%{{http_code}}\n' \
         --user $MONGODB_ATLAS_PUBLIC_API_KEY:$MONGODB_ATLAS_PRIVATE_API_KEY \
         --header 'Accept: application/vnd.atlas.2025-03-12+json' \
         $MONGODB_ATLAS_BASE_URL/api/atlas/v2/groups{path}"
    );
    let script = vec![curl; count].join("; ");
    let output = binary()
        .args(arguments)
        .args(["--", "sh", "-c", &script])
        .output();
    let output = output.expect("runs").stdout;
    let text = String::from_utf8(output).expect("text");
    Some(text.lines().map(str::to_owned).collect())
}

#[test]
fn faults_are_injected_in_order() {
    let faults = ["--fault", "status=503:2", "--fault", "html-page=502"];
    if let Some(statuses) = statuses(&faults, 4, "") {
        assert_eq!(statuses, ["503", "503", "502", "200"]);
    }
}

#[test]
fn projects_are_added_once_to_a_state_that_lasts() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("state.json");
    let arguments = [
        "--state-file",
        file.to_str().expect("text"),
        "--project",
        "Payments=SLACK,DATADOG",
        "--forbidden-project",
        "Vault=ALL",
    ];
    for _ in 0..2 {
        if let Some(statuses) = statuses(&arguments, 1, "/byName/Payments") {
            assert_eq!(statuses, ["200"]);
        }
    }
    let state = std::fs::read_to_string(&file).unwrap_or_default();
    if !state.is_empty() {
        assert_eq!(
            state.matches("\"name\": \"Payments\"").count(),
            1,
            "{state}"
        );
        assert_eq!(state.matches("\"forbidden\": true").count(), 1, "{state}");
    }
}

#[test]
fn usage_errors_say_what_would_be_right() {
    for (arguments, expected) in [
        (
            &["http"][..],
            "invalid value 'http' for '[PORT]': it is not a port number (0 to 65535)",
        ),
        (&["--print-env"], "<PORT>"),
        (
            &["--project", "A=NOPE"],
            "NOPE is not an integration type; these are PAGER_DUTY, SLACK",
        ),
        (&["--project", "=SLACK"], "the name is missing"),
        (
            &["--fault", "status"],
            "a fault is rate-limited, rate-limited=SECONDS, status=CODE",
        ),
        (
            &["--fault", "status=503:many"],
            "TIMES must be a number, as in status=503:2",
        ),
        (
            &["--latency", "fast"],
            "it is not a number of seconds, such as 0.2",
        ),
    ] {
        let output = binary().args(arguments).output().expect("runs");
        assert_eq!(output.status.code(), Some(2));
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.contains(expected), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_start_that_fails_is_reported() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let output = binary().arg(port.to_string()).output().expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains(&format!("cannot start on 127.0.0.1:{port}")),
        "{stderr}"
    );
    let output = binary()
        .args(["--", "/nonexistent/command"])
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(127));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("cannot run /nonexistent/command"),
        "{stderr}"
    );
}
