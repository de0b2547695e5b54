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
    assert_eq!(curls.len(), 4, "{text}");
    for (curl, expected) in curls.iter().zip([
        "\"apiKey\": \"****************************a23c\"",
        "\"apiKey\": \"****************************a23c\"",
        "\"expires_in\":3600",
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

#[test]
fn usage_errors_are_reported() {
    let output = binary().arg("http").output().expect("runs");
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.starts_with("error: \"http\" is not a port"),
        "{stderr}"
    );

    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let output = binary().arg(port.to_string()).output().expect("runs");
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains(&format!("cannot listen on 127.0.0.1:{port}")),
        "{stderr}"
    );
}
