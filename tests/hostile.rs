//! Servers that do not keep to HTTP, or whose clock is wrong. Each ends in the right error, in bounded
//! time and after one attempt, even if the client retries.

mod support;

use std::time::Duration;

use atlas_integrations::{Credentials, Error, ErrorKind};
use support::scripted::{Scripted, response};
use support::{get_datadog, retrying_client};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, advance, sleep};

/// A server that does with each connection what `serve` does, and the error of a call to it.
async fn error_with<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Error
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 4096]).await;
            tokio::spawn(serve(stream));
        }
    });
    let client = retrying_client(format!("http://{address}"), Credentials::bearer("t"));
    let error = get_datadog(&client).await.expect_err("must fail");
    server.abort();
    error
}

async fn error_after(bytes: impl Into<Vec<u8>>) -> Error {
    let server = Scripted::start(vec![bytes.into()]).await;
    let client = retrying_client(server.base_url(), Credentials::bearer("t"));
    get_datadog(&client).await.expect_err("must fail")
}

/// Asserts that a response was not HTTP, which trying again does not change.
fn assert_malformed(error: &Error, case: &str) {
    assert_eq!(error.kind(), ErrorKind::Unreadable, "{case}: {error:?}");
    assert!(!error.is_transient(), "{case}: {error:?}");
    assert_eq!(error.attempts(), 1, "{case}: {error:?}");
    let message = error.to_string();
    let start = "the response cannot be read as HTTP: ";
    assert!(message.starts_with(start), "{case}: {message}");
}

/// Sends `part` for as long as the client takes it. After some megabytes, an hour has passed.
async fn flood(mut stream: TcpStream, head: &'static [u8], part: &'static [u8]) {
    let _ = stream.write_all(head).await;
    let part = part.repeat(1 + 65_536 / part.len());
    for _ in 0..64 {
        if stream.write_all(&part).await.is_err() {
            return;
        }
    }
    advance(Duration::from_secs(3_600)).await;
    while stream.write_all(&part).await.is_ok() {}
}

#[tokio::test(start_paused = true)]
async fn informational_responses_without_end() {
    let error = error_with(|stream| flood(stream, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")).await;
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert_eq!(error.status(), None);
}

#[tokio::test(start_paused = true)]
async fn headers_without_end() {
    let error = error_with(|stream| flood(stream, b"HTTP/1.1 200 OK\r\n", b"X-A: 1\r\n")).await;
    assert_malformed(&error, "many headers");
    let error = error_with(|stream| flood(stream, b"HTTP/1.1 200 OK\r\nX-A: ", b"a")).await;
    assert_malformed(&error, "a long header");
    let error = error_with(|stream| flood(stream, b"HTTP/1.1 200 ", b"a")).await;
    assert_malformed(&error, "a long reason phrase");
}

#[tokio::test(start_paused = true)]
async fn a_chunk_extension_or_a_trailer_without_end() {
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=";
    let error = error_with(|stream| flood(stream, head, b"a")).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
    let error = error_with(|stream| flood(stream, head, b"X-A: 1\r\n")).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
}

/// Sends `head`, and then a space a second.
async fn trickle(mut stream: TcpStream, head: &'static [u8]) {
    let _ = stream.write_all(head).await;
    while stream.write_all(b" ").await.is_ok() {
        sleep(Duration::from_secs(1)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_of_a_byte_a_second() {
    let started = Instant::now();
    let head = b"HTTP/1.1 403 X\r\nContent-Length: 9000\r\n\r\n";
    let error = error_with(|stream| trickle(stream, head)).await;
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(403));
    assert_eq!(started.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_head_of_a_byte_a_second() {
    let started = Instant::now();
    let error = error_with(|stream| trickle(stream, b"HTTP/1.1 200 OK\r\nX-A:")).await;
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
    assert_eq!(error.status(), None);
    assert!(started.elapsed() <= Duration::from_secs(121));
}

fn with_headers(headers: &str, body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{headers}\r\n\r\n{body}")
}

const DATADOG: &str = r#"{"type":"DATADOG","apiKey":"****a23c"}"#;

#[tokio::test(start_paused = true)]
async fn a_content_length_that_is_too_long() {
    let error = error_after(with_headers("Content-Length: 39", DATADOG)).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(error.body(), Some(DATADOG.as_bytes()));
}

#[tokio::test(start_paused = true)]
async fn a_content_length_of_an_error_that_is_too_long_costs_nothing_of_it() {
    let body = r#"{"error":404,"errorCode":"GONE","detail":"Not here."}"#;
    let head = "HTTP/1.1 404 X\r\nContent-Length: 900\r\n\r\n";
    let error = error_after(format!("{head}{body}")).await;
    assert_eq!(error.kind(), ErrorKind::Interrupted, "{error:?}");
    assert!(error.is_not_found() && !error.is_transient());
    assert_eq!(error.error_code(), Some("GONE"));
    assert_eq!(error.api_error().expect("all of it").error, 404);
}

#[tokio::test(start_paused = true)]
async fn a_content_length_that_is_too_short() {
    let error = error_after(with_headers("Content-Length: 5", DATADOG)).await;
    assert_eq!(error.kind(), ErrorKind::Unreadable, "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(error.body(), Some(&DATADOG.as_bytes()[..5]));
    assert!(error.to_string().contains("truncated"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_content_length_that_is_none() {
    for headers in [
        "Content-Length: 38\r\nContent-Length: 39",
        "Content-Length: 38, 39",
        "Content-Length: -38",
        "Content-Length: 0x26",
        "Content-Length: 99999999999999999999999",
        "Content-Length: many",
    ] {
        let error = error_after(with_headers(headers, DATADOG)).await;
        assert_malformed(&error, headers);
    }
}

#[tokio::test(start_paused = true)]
async fn chunks_that_are_none() {
    for body in [
        "xyz\r\n{}",
        "fffffffffffffffff\r\n{}",
        "2\r\n{}2\r\n",
        "-2\r\n{}",
    ] {
        let error = error_after(with_headers("Transfer-Encoding: chunked", body)).await;
        assert_eq!(error.kind(), ErrorKind::Interrupted, "{body}: {error:?}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(200), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_http() {
    for bytes in [
        "<html><body>Welcome</body></html>",
        DATADOG,
        "HTTP/0.9 200 OK\r\n\r\n{}",
        "HTTP/3.0 200 OK\r\n\r\n{}",
        "HTTP/1.1 20 OK\r\n\r\n{}",
        "HTTP/1.1 2000 OK\r\n\r\n{}",
        "HTTP/1.1 two OK\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nno header\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nA\0B: 1\r\n\r\n{}",
        "SSH-2.0-OpenSSH_9.6\r\n",
        "\u{15}\u{3}\u{1}\0\u{2}\u{2}\n",
    ] {
        assert_malformed(&error_after(bytes).await, bytes);
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_does_not_depend_on_what_the_clocks_show() {
    for (date, end) in [
        (
            "Wed, 02 Jan 1980 00:00:00 GMT",
            "Wed, 02 Jan 1980 00:00:07 GMT",
        ),
        (
            "Sat, 01 Jan 2050 00:00:00 GMT",
            "Sat, 01 Jan 2050 00:00:07 GMT",
        ),
    ] {
        let head = format!(
            "HTTP/1.1 429 X\r\nDate: {date}\r\nRetry-After: {end}\r\nContent-Length: 0\r\n\
             Connection: close\r\n\r\n"
        );
        let success = response("200 OK", "application/json", DATADOG);
        let server = Scripted::start(vec![head.into_bytes(), success]).await;
        let client = retrying_client(server.base_url(), Credentials::bearer("t"));
        let started = Instant::now();
        get_datadog(&client).await.expect("after the wait");
        assert_eq!(started.elapsed().as_secs(), 7, "{date}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_ever_is_not_begun() {
    for value in ["99999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let head = format!("HTTP/1.1 429 X\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n");
        let error = error_after(head).await;
        assert!(
            error.is_rate_limited() && error.attempts() == 1,
            "{error:?}"
        );
    }
}
