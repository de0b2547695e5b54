//! How many connections calls need, with HTTP/2 and without it.

#[path = "support/authority.rs"]
mod authority;
mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use atlas_integrations::{Client, Credentials};
use authority::Authority;
use futures_util::future::join_all;
use h2::server::SendResponse;
use support::get_datadog;
use tokio::net::TcpListener;
use tokio_rustls::server::TlsStream;

/// A server with TLS that speaks HTTP/2, and HTTP/1.1 with those that do not.
struct Server {
    port: u16,
    connections: Arc<AtomicUsize>,
    authority: Authority,
}

impl Server {
    async fn start() -> Self {
        let authority = Authority::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&connections);
        let acceptor = tokio_rustls::TlsAcceptor::from(authority.server(&["h2", "http/1.1"]));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let acceptor = acceptor.clone();
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        serve(stream).await;
                    }
                });
            }
        });
        Self {
            port,
            connections,
            authority,
        }
    }

    fn client(&self, credentials: Credentials) -> Client {
        Client::builder()
            .base_url(format!("https://localhost:{}", self.port))
            .credentials(credentials)
            .root_certificate(self.authority.pem())
            .build()
            .expect("a client")
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn body(path: &str) -> &'static str {
    match path.ends_with("/oauth/token") {
        true => r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#,
        false => r#"{"type":"DATADOG","apiKey":"k"}"#,
    }
}

/// Answers each request after a while, as a server far away does.
async fn serve(stream: TlsStream<tokio::net::TcpStream>) {
    const DELAY: Duration = Duration::from_millis(30);
    if stream.get_ref().1.alpn_protocol() == Some(b"h2") {
        let Ok(mut connection) = h2::server::handshake(stream).await else {
            return;
        };
        while let Some(Ok((request, respond))) = connection.accept().await {
            tokio::spawn(async move {
                tokio::time::sleep(DELAY).await;
                answer(respond, body(request.uri().path()));
            });
        }
        return;
    }
    http1(stream, DELAY).await;
}

async fn http1(mut stream: TlsStream<tokio::net::TcpStream>, delay: Duration) {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    let mut request = [0; 8192];
    while let Ok(count @ 1..) = stream.read(&mut request).await {
        let head = String::from_utf8_lossy(&request[..count]).into_owned();
        tokio::time::sleep(delay).await;
        let body = body(head.split(' ').nth(1).unwrap_or_default());
        let length = body.len();
        let response = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        if stream.write_all(response.as_bytes()).await.is_err() {
            return;
        }
    }
}

fn answer(mut respond: SendResponse<bytes::Bytes>, body: &'static str) {
    let head = http::Response::builder().header("content-type", "application/json");
    let head = head.body(()).expect("a head");
    let mut stream = respond.send_response(head, false).expect("a stream");
    let _ = stream.send_data(body.into(), true);
}

async fn call_200_times(client: &Client) {
    let calls = join_all((0..200).map(|_| get_datadog(client))).await;
    for call in calls {
        call.expect("success");
    }
}

#[cfg(feature = "http2")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_calls_at_once_share_one_connection() {
    for credentials in [
        Credentials::bearer("t"),
        Credentials::api_key("public", "private"),
        Credentials::service_account("id", "secret"),
    ] {
        let server = Server::start().await;
        let kind = format!("{credentials:?}");
        call_200_times(&server.client(credentials)).await;
        assert_eq!(server.connections(), 1, "{kind}");
    }
}

#[cfg(not(feature = "http2"))]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_feature_calls_at_once_have_connections_of_their_own() {
    let server = Server::start().await;
    call_200_times(&server.client(Credentials::bearer("t"))).await;
    assert!(server.connections() > 100, "{}", server.connections());
}
