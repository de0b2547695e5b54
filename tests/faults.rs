//! Network faults on real sockets, one per test. Each ends in a typed error that says what happened,
//! or in the value.

mod support;

use std::io::Write as _;
use std::time::Duration;

use atlas_emulator::Fault;
use atlas_integrations::types::ThirdPartyIntegration;
use atlas_integrations::{Credentials, Error, ErrorKind};
use support::scripted::{Scripted, response};
use support::{api_key, client, emulator, get_datadog};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const DATADOG: &str = r#"{"type":"DATADOG","apiKey":"****a23c"}"#;

/// The error of a call that receives these bytes, after which the connection is closed.
async fn error_after(bytes: &[u8]) -> Error {
    let server = Scripted::start(vec![bytes.to_vec()]).await;
    get_datadog(&client(server.base_url(), Credentials::bearer("t")))
        .await
        .expect_err("must fail")
}

/// The error of a call that receives these bytes, after which the connection is reset.
async fn error_after_reset(bytes: &'static [u8]) -> Error {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(bytes).await;
        // Closing with a linger of zero sends RST instead of FIN.
        let socket = socket2::SockRef::from(&stream);
        socket.set_linger(Some(Duration::ZERO)).expect("sets");
    });
    get_datadog(&client(
        format!("http://{address}"),
        Credentials::bearer("t"),
    ))
    .await
    .expect_err("must fail")
}

fn assert_error(error: &Error, kind: ErrorKind, status: Option<u16>, transient: bool, words: &str) {
    assert_eq!(error.kind(), kind, "{error:?}");
    assert_eq!(
        error.status().map(|status| status.as_u16()),
        status,
        "{error:?}"
    );
    assert_eq!(error.is_transient(), transient, "{error:?}");
    assert!(error.to_string().contains(words), "{error}");
}

#[tokio::test]
async fn connection_refused() {
    let error = get_datadog(&client("http://127.0.0.1:1", Credentials::bearer("t"))).await;
    let error = error.expect_err("nothing is listening");
    assert_error(
        &error,
        ErrorKind::Connection,
        None,
        true,
        "cannot connect to 127.0.0.1: ",
    );
}

#[cfg(target_os = "linux")]
#[tokio::test(start_paused = true)]
async fn connection_timeout() {
    use socket2::{Domain, Socket, Type};

    // Linux does not respond to a connection attempt if the listener's queue is full.
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
    let any = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    listener.bind(&any.into()).expect("binds");
    listener.listen(0).expect("listens");
    let address = listener.local_addr().expect("an address");
    let queued: Vec<_> = (0..4)
        .map(|_| {
            let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
            socket.set_nonblocking(true).expect("sets");
            let _ = socket.connect(&address);
            socket
        })
        .collect();
    let port = address.as_socket().expect("an address").port();
    let client = client(format!("http://127.0.0.1:{port}"), Credentials::bearer("t"));
    let error = get_datadog(&client).await.expect_err("the queue is full");
    assert_error(
        &error,
        ErrorKind::Connection,
        None,
        true,
        "cannot connect to 127.0.0.1: ",
    );
    drop(queued);
}

#[tokio::test]
async fn closed_before_the_response() {
    assert_error(
        &error_after(b"").await,
        ErrorKind::Interrupted,
        None,
        true,
        "the connection to 127.0.0.1 broke: ",
    );
}

#[tokio::test]
async fn reset_before_the_response() {
    assert_error(
        &error_after_reset(b"").await,
        ErrorKind::Interrupted,
        None,
        true,
        "the connection to 127.0.0.1 broke: ",
    );
}

#[tokio::test]
async fn reset_in_the_status_line() {
    assert_error(
        &error_after_reset(b"HTTP/1.1 20").await,
        ErrorKind::Interrupted,
        None,
        true,
        "broke: ",
    );
}

#[tokio::test]
async fn reset_in_the_headers() {
    let error = error_after_reset(b"HTTP/1.1 200 OK\r\nContent-Ty").await;
    assert_error(&error, ErrorKind::Interrupted, None, true, "broke: ");
}

#[tokio::test]
async fn reset_in_the_body() {
    let error = error_after_reset(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"type\":").await;
    assert_error(
        &error,
        ErrorKind::Interrupted,
        Some(200),
        true,
        "the 200 OK response was interrupted: ",
    );
}

#[tokio::test]
async fn closed_in_the_body() {
    let error = error_after(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"type\":").await;
    assert_error(
        &error,
        ErrorKind::Interrupted,
        Some(200),
        true,
        "the 200 OK response was interrupted: ",
    );
}

#[tokio::test]
async fn silently_truncated_json() {
    let error = error_after(&response("200 OK", "application/json", "{\"type\":\"DATA")).await;
    assert_error(
        &error,
        ErrorKind::Unreadable,
        Some(200),
        false,
        "the JSON text is truncated",
    );
}

#[tokio::test]
async fn a_body_that_never_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let sent = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
        let mut sent: usize = 0;
        while stream.write_all(&vec![b' '; 65_536]).await.is_ok() {
            sent += 65_536;
        }
        sent
    });
    let client = client(format!("http://{address}"), Credentials::bearer("t"));
    let error = get_datadog(&client).await.expect_err("too long");
    assert_error(
        &error,
        ErrorKind::Unreadable,
        Some(200),
        false,
        "longer than 16777216 bytes",
    );
    let sent = sent.await.expect("no panic");
    assert!(sent < 64 << 20, "{sent} bytes were read");
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(text).expect("compresses");
    encoder.finish().expect("compresses")
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn gzip_is_decompressed() {
    let server = Scripted::start(vec![gzipped(&gzip(DATADOG.as_bytes()))]).await;
    let client = client(server.base_url(), Credentials::bearer("t"));
    let response = get_datadog(&client).await.expect("decompressed");
    assert_eq!(response.text(), DATADOG);
    assert!(matches!(*response, ThirdPartyIntegration::Datadog(_)));
}

#[tokio::test]
async fn invalid_gzip() {
    let error = error_after(&gzipped(b"this is not gzip")).await;
    assert_error(
        &error,
        ErrorKind::Interrupted,
        Some(200),
        true,
        "the 200 OK response was interrupted: ",
    );
}

#[tokio::test]
async fn gzip_that_decompresses_to_more_than_the_limit() {
    let error = error_after(&gzipped(&gzip(&vec![b' '; 32 << 20]))).await;
    assert_error(
        &error,
        ErrorKind::Unreadable,
        Some(200),
        false,
        "longer than 16777216 bytes",
    );
}

#[tokio::test]
async fn html_with_status_200() {
    let error = error_after(&response("200 OK", "text/html", "<html>sign in</html>")).await;
    assert_error(
        &error,
        ErrorKind::Unreadable,
        Some(200),
        false,
        "with 20 bytes of text/html",
    );
}

#[tokio::test]
async fn status_204_where_a_body_is_expected() {
    let error = error_after(b"HTTP/1.1 204 No Content\r\n\r\n").await;
    assert_error(
        &error,
        ErrorKind::Unreadable,
        Some(204),
        false,
        "with an empty body",
    );
}

#[tokio::test]
async fn an_empty_body() {
    let error = error_after(&response("200 OK", "application/json", "")).await;
    assert_error(
        &error,
        ErrorKind::Unreadable,
        Some(200),
        false,
        "with an empty body",
    );
}

#[tokio::test]
async fn redirects_are_not_followed_and_credentials_do_not_leak() {
    let elsewhere = Scripted::start(vec![response("200 OK", "application/json", DATADOG)]).await;
    for location in [
        format!("{}/path?secret=1", elsewhere.base_url()),
        "https://evil.example/path?secret=1".to_owned(),
        "http://evil.example/path?secret=1".to_owned(),
    ] {
        let origin = location
            .split("/path")
            .next()
            .expect("an origin")
            .to_owned();
        let head = format!("HTTP/1.1 307 X\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        let error = error_after(head.as_bytes()).await;
        let words = format!("a redirect to {origin}, which is not followed");
        assert_error(&error, ErrorKind::Status, Some(307), false, &words);
        assert!(
            !format!("{error} {error:?}").contains("secret"),
            "{error:?}"
        );
    }
    assert!(elsewhere.requests().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_response_slower_than_the_timeout() {
    let emulator = emulator().await;
    emulator.inject_faults([Fault::Slow(Duration::from_secs(61))]);
    let error = get_datadog(&client(emulator.base_url(), api_key())).await;
    assert_error(
        &error.expect_err("too slow"),
        ErrorKind::Timeout,
        None,
        true,
        "no complete response was received in time",
    );
}

#[tokio::test(start_paused = true)]
async fn a_body_slower_than_the_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await;
        let _ = stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")
            .await;
        tokio::time::sleep(Duration::from_secs(3_600)).await;
        drop(stream);
    });
    let client = client(format!("http://{address}"), Credentials::bearer("t"));
    let error = get_datadog(&client).await.expect_err("too slow");
    assert_error(
        &error,
        ErrorKind::Timeout,
        Some(200),
        true,
        "the 200 OK response was interrupted: ",
    );
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
/// Runs the ignored test `child` of this file with these variables.
fn run_child(variables: &[(&str, &str)]) {
    let child = std::process::Command::new(std::env::current_exe().expect("this program"))
        .args(["--ignored", "--exact", "child", "--nocapture"])
        .envs(variables.iter().copied())
        .output();
    let output = child.expect("runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}"
    );
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_in_the_environment() {
    let proxy = Scripted::start(vec![response("502 Bad Gateway", "text/html", "no")]).await;
    let emulator = emulator().await;
    run_child(&[
        ("HTTP_PROXY", &proxy.base_url()),
        ("http_proxy", &proxy.base_url()),
        ("HTTPS_PROXY", &proxy.base_url()),
        ("CHILD_BASE_URL", &emulator.base_url()),
    ]);
    // The https call asked for a tunnel, without credentials; the loopback call bypassed the proxy.
    let requests = proxy.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert!(
        requests[0].starts_with("CONNECT atlas.example:443 "),
        "{requests:?}"
    );
    assert!(!requests[0].contains("sesame"), "{requests:?}");
}

#[cfg(any(feature = "rustls", feature = "native-tls"))]
#[tokio::test]
#[ignore = "run as a child process by the test above"]
async fn child() {
    let base_url = std::env::var("CHILD_BASE_URL").expect("set by the parent");
    get_datadog(&client(base_url, api_key()))
        .await
        .expect("bypasses the proxy");
    let tunnelled = client("https://atlas.example", Credentials::bearer("sesame"));
    let error = get_datadog(&tunnelled)
        .await
        .expect_err("the proxy refuses");
    assert_error(
        &error,
        ErrorKind::Connection,
        None,
        true,
        "cannot connect to atlas.example: ",
    );
}
