//! The binary, followed to the letter: its own `export` and `curl` lines are run by a shell.

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

/// The shell commands of a text: indented, and going on after a backslash.
fn commands(text: &str) -> Vec<String> {
    let joined = text.replace("\\\n", "");
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
        if line.starts_with("It knows") {
            break;
        }
    }
    let (exports, curls): (Vec<_>, Vec<_>) = commands(&text)
        .into_iter()
        .partition(|command| command.starts_with("export "));
    assert_eq!(curls.len(), 3, "{text}");
    for (curl, expected) in curls.iter().zip([
        "\"apiKey\": \"****************************a23c\"",
        "\"apiKey\": \"****************************a23c\"",
        "\"expires_in\":3600",
    ]) {
        let script = format!("{}\n{curl} --silent --noproxy '*'", exports.join("\n"));
        let output = Command::new("sh")
            .arg("-c")
            .arg(&script)
            .output()
            .expect("runs");
        let answer = String::from_utf8_lossy(&output.stdout);
        assert!(answer.contains(expected), "{script}\n{answer}");
    }
}

#[test]
fn wrong_usage_is_told() {
    let output = binary().arg("http").output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.starts_with("error: \"http\" is not a port"),
        "{words}"
    );

    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let output = binary().arg(port.to_string()).output().expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(
        words.contains(&format!("cannot listen on port {port} of 127.0.0.1")),
        "{words}"
    );
}
