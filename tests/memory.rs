//! What is left of secrets in this process's memory after a client is dropped.

#![cfg(target_os = "linux")]

mod support;

use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use atlas_integrations::Credentials;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use support::{client, get_datadog};

/// A secret to look for. This holds its complement, so as not to find itself.
struct Hidden(Vec<u8>);

impl Hidden {
    fn new(text: &str) -> Self {
        Self(text.bytes().map(|byte| !byte).collect())
    }

    /// Counts the copies in writable memory.
    fn copies(&self) -> usize {
        let maps = fs::read_to_string("/proc/self/maps").expect("the maps");
        let mut memory = File::open("/proc/self/mem").expect("the memory");
        let (mut copies, mut chunk) = (0, Vec::new());
        for line in maps.lines().filter(|line| line.contains(" rw-p ")) {
            let range = line
                .split(' ')
                .next()
                .and_then(|range| range.split_once('-'));
            let (start, end) = range.expect("a range");
            let number = |digits| u64::from_str_radix(digits, 16).expect("hexadecimal");
            let (start, end) = (number(start), number(end));
            chunk.resize(usize::try_from(end - start).expect("a size"), 0);
            // Some ranges cannot be read.
            let read = memory
                .seek(SeekFrom::Start(start))
                .and_then(|_| memory.read_exact(&mut chunk));
            if read.is_ok() {
                copies += self.count(&chunk);
            }
            // Nothing that has been read is left behind to be found again.
            chunk.fill(0);
        }
        copies
    }

    fn count(&self, memory: &[u8]) -> usize {
        let is_here = |window: &&[u8]| {
            window
                .iter()
                .zip(&self.0)
                .all(|(one, other)| *one == !*other)
        };
        memory.windows(self.0.len()).filter(is_here).count()
    }
}

/// A secret that is not in the program's text.
fn secret(seed: u64) -> String {
    let mut text = String::with_capacity(40);
    let mut state = seed;
    for _ in 0..40 {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        text.push(char::from(
            b'a' + u8::try_from(state >> 33 & 15).expect("a nibble"),
        ));
    }
    text
}

/// Answers requests, keeping nothing of them.
fn serve(listener: &TcpListener) {
    while let Ok((stream, _)) = listener.accept() {
        thread::spawn(move || answer(stream));
    }
}

fn answer(mut stream: TcpStream) {
    let mut buffer = vec![0; 8_192];
    while let Ok(1..) = stream.read(&mut buffer) {
        let is_token = buffer.starts_with(b"POST");
        let is_challenge =
            !is_token && !buffer.windows(14).any(|window| window == b"authorization:");
        buffer.fill(0);
        let body = if is_token {
            format!(r#"{{"access_token":"{}","expires_in":3600}}"#, secret(3))
        } else {
            r#"{"type":"SLACK"}"#.to_owned()
        };
        let status = match is_challenge {
            true => "401 X\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"",
            false => "200 OK",
        };
        let length = body.len();
        let mut response =
            format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\n\r\n{body}").into_bytes();
        let _ = stream.write_all(&response);
        response.fill(0);
        wipe(body);
    }
}

#[test]
fn a_dropped_client_leaves_no_copy_of_its_secrets() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let base_url = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || serve(&listener));
    let (private_key, client_secret) = (secret(1), secret(2));
    let pair = BASE64_STANDARD.encode(format!("id:{client_secret}"));
    let hidden = [
        ("private key", Hidden::new(&private_key)),
        ("client secret", Hidden::new(&client_secret)),
        ("base64(id:secret)", Hidden::new(&pair)),
    ];
    // What is still in memory is found, or finding nothing would mean nothing.
    assert!(hidden[0].1.copies() > 0, "the scan is blind");
    wipe(pair);

    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for credentials in [
            Credentials::api_key("public", private_key),
            Credentials::service_account("id", client_secret),
        ] {
            let client = client(base_url.as_str(), credentials);
            for _ in 0..3 {
                get_datadog(&client).await.expect("success");
            }
        }
    });
    drop(runtime);
    for (name, secret) in &hidden {
        assert_eq!(secret.copies(), 0, "copies of the {name}");
    }
}

fn wipe(text: String) {
    text.into_bytes().fill(0);
}
