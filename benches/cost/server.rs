//! A server of its own process that gives fixed answers, so that its work is not counted.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, ExitCode, Stdio};
use std::thread;

use super::reference::DATADOG;

/// The answer to every digest request that has no `Authorization`.
const CHALLENGE: &str = "HTTP/1.1 401 Unauthorized\r\nwww-authenticate: Digest realm=\"MMS Public API\", \
     domain=\"\", nonce=\"0123456789abcdef\", algorithm=MD5, qop=\"auth\", stale=false\r\ncontent-length: 0\r\n\r\n";

/// A running server; it ends when this is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: String,
}

impl Server {
    pub(crate) fn start() -> Self {
        let program = std::env::current_exe().expect("the path of this program");
        let mut process = Command::new(program)
            .arg("--serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let mut address = String::new();
        let stdout = process.stdout.take().expect("it is piped");
        BufReader::new(stdout)
            .read_line(&mut address)
            .expect("the server prints its address");
        let address = address.trim_end().to_owned();
        Self { process, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until standard input is closed.
pub(crate) fn serve() -> ExitCode {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    println!("{}", listener.local_addr().expect("bound"));
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            thread::spawn(move || answer(connection));
        }
    });
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    ExitCode::SUCCESS
}

fn answer(mut connection: TcpStream) {
    let reader = connection.try_clone().expect("a second handle");
    let mut reader = BufReader::new(reader);
    let _ = connection.set_nodelay(true);
    loop {
        let (mut first, mut is_authorized) = (String::new(), false);
        loop {
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) if line == "\r\n" => break,
                Ok(_) => is_authorized |= line.to_ascii_lowercase().starts_with("authorization:"),
            }
            if first.is_empty() {
                first = line;
            }
        }
        let response = match is_authorized {
            true => response_to(&first),
            false => CHALLENGE.to_owned(),
        };
        if connection.write_all(response.as_bytes()).is_err() {
            return;
        }
    }
}

fn response_to(request_line: &str) -> String {
    let (status, body) = if request_line.contains("PAGER_DUTY") {
        let error = r#"{"detail":"It is not there.","error":404,"errorCode":"INTEGRATION_NOT_CONFIGURED","parameters":["PAGER_DUTY"],"reason":"Not Found"}"#;
        ("404 Not Found", error.to_owned())
    } else if request_line.contains("envelope=true") {
        ("200 OK", format!(r#"{{"status":200,"content":{DATADOG}}}"#))
    } else {
        ("200 OK", DATADOG.to_owned())
    };
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/vnd.atlas.2023-01-01+json;charset=utf-8\r\n\
         ratelimit-limit: 1200\r\nratelimit-remaining: 1199\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
}
