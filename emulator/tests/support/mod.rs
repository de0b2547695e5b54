//! Requests over a bare socket, so that a test decides on every header.

#![allow(dead_code, reason = "each test file uses its own part")]

use atlas_emulator::Emulator;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) const ACCEPT: &str = "Accept: application/vnd.atlas.2025-03-12+json";
pub(crate) const JSON: &str = "Content-Type: application/json";

/// A response, as it came.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Response {
    /// The value of a header, if the response has it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let (_, value) = lines.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The status, and the error code if there is one.
    pub(crate) fn error(&self) -> (u16, String) {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let code = body["errorCode"].as_str().unwrap_or_default();
        (self.status, code.to_owned())
    }
}

/// Sends one request: `GET /path`, with these headers and this body.
pub(crate) async fn send(
    emulator: &Emulator,
    method_and_path: &str,
    headers: &[&str],
    body: &str,
) -> Response {
    let address = emulator.base_url().replace("http://", "");
    let mut stream = TcpStream::connect(&address).await.expect("connects");
    let mut request =
        format!("{method_and_path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for header in headers {
        request.push_str(&format!("{header}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    stream.write_all(request.as_bytes()).await.expect("sends");
    let mut response = String::new();
    stream.read_to_string(&mut response).await.expect("reads");
    let (head, body) = response.split_once("\r\n\r\n").expect("a response");
    let status = head.split(' ').nth(1).expect("a status");
    Response {
        status: status.parse().expect("a number"),
        head: head.to_owned(),
        body: body.to_owned(),
    }
}

/// Sends a request for something in the groups, with a valid token and headers that Atlas accepts.
pub(crate) async fn call(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Response {
    let token = format!("Authorization: Bearer {}", emulator.access_token());
    let method_and_path = format!("{method} /api/atlas/v2/groups{path}");
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    send(emulator, &method_and_path, &[&token, ACCEPT, JSON], &body).await
}
