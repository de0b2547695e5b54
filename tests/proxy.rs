//! Proxies that fail, each in its own way.
#![cfg(any(feature = "native-tls", feature = "rustls"))]

mod support;

use atlas_integrations::{Client, ClientBuilder, Credentials, Error, ErrorKind};
use support::get_datadog;
use support::scripted::{Scripted, response};

/// A client that retries, for a server that is reached only through a proxy.
fn through(proxy: String) -> ClientBuilder {
    let credentials = Credentials::bearer("t");
    let builder = Client::builder().base_url("https://atlas.example");
    builder.credentials(credentials).proxy(proxy)
}

async fn error_of(builder: ClientBuilder) -> Error {
    let client = builder.build().expect("a client");
    get_datadog(&client).await.expect_err("no such server")
}

/// The URL of a proxy, with a password.
fn url_of(proxy: &Scripted) -> String {
    format!("http://user:s3ntinel@{}", proxy.address)
}

#[tokio::test(start_paused = true)]
async fn a_dead_proxy_is_named_and_tried_again() {
    // No server listens on this port.
    let error = error_of(through("http://user:s3ntinel@127.0.0.1:1".to_owned())).await;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    let fault = "cannot connect to atlas.example: the proxy 127.0.0.1:1 cannot be reached: ";
    assert!(error.to_string().starts_with(fault), "{error}");
    assert!(
        !format!("{error} {error:?}").contains("s3ntinel"),
        "{error:?}"
    );
    assert_eq!(error.attempts(), 4);
}

#[tokio::test]
async fn a_proxy_that_asks_for_a_password_is_asked_once() {
    let head = "407 Proxy Authentication Required";
    let proxy = Scripted::start(vec![response(head, "text/html", "no")]).await;
    let error = error_of(through(url_of(&proxy))).await;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    assert!(
        error
            .to_string()
            .contains("asks for a user name and a password"),
        "{error}"
    );
    assert!(
        error.to_string().contains(&proxy.address.to_string()),
        "{error}"
    );
    assert!(!error.is_transient());
    assert_eq!((error.attempts(), proxy.requests().len()), (1, 1));
}

#[tokio::test]
async fn whatever_the_credentials_a_proxy_that_asks_for_a_password_is_named() {
    for credentials in [
        Credentials::api_key("u", "p"),
        Credentials::service_account("id", "secret"),
    ] {
        let proxy = Scripted::start(vec![asking()]).await;
        let error = error_of(through(url_of(&proxy)).credentials(credentials)).await;
        assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
        let fault = format!("the proxy {} asks for a user name", proxy.address);
        assert!(error.to_string().contains(&fault), "{error}");
        assert_eq!((error.attempts(), proxy.requests().len()), (1, 1));
    }
}

/// The answer of a proxy that wants to know who asks.
fn asking() -> Vec<u8> {
    response("407 Proxy Authentication Required", "text/html", "no")
}

/// The error of a call to a server in whose place a proxy answers, and how many requests it got.
async fn error_behind(responses: Vec<Vec<u8>>, credentials: Credentials) -> (Error, usize) {
    let proxy = Scripted::start(responses).await;
    let client = Client::builder().base_url(proxy.base_url());
    let error = error_of(client.credentials(credentials)).await;
    (error, proxy.requests().len())
}

#[tokio::test]
async fn a_407_in_place_of_the_response_is_said_to_be_a_proxy_s() {
    let challenge = b"HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n\", \
                      qop=\"auth\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    for (responses, credentials) in [
        (vec![asking()], Credentials::bearer("t")),
        (vec![asking()], Credentials::api_key("u", "p")),
        (
            vec![challenge.to_vec(), asking()],
            Credentials::api_key("u", "p"),
        ),
    ] {
        let expected = responses.len();
        let (error, requests) = error_behind(responses, credentials).await;
        assert_eq!(error.kind(), ErrorKind::Status, "{error:?}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(407));
        let text = error.to_string();
        assert!(text.starts_with("a proxy, which asks for a user"), "{text}");
        assert!(!text.contains("Atlas"), "{text}");
        assert!(!error.is_transient() && !error.is_authentication());
        assert_eq!(requests, expected);
    }
}

#[tokio::test]
async fn a_407_in_place_of_a_token_says_nothing_against_the_credentials() {
    let account = Credentials::service_account("id", "secret");
    let (error, requests) = error_behind(vec![asking()], account).await;
    assert_eq!(error.kind(), ErrorKind::Status, "{error:?}");
    assert!(error.is_authentication() && !error.is_transient());
    assert_eq!(error.status().map(|it| it.as_u16()), Some(407));
    let text = error.to_string();
    let start = "authentication failed: a proxy answered 407";
    assert!(text.starts_with(start), "{text}");
    assert_eq!((error.attempts(), requests), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_proxy_that_refuses_is_named() {
    let proxy = Scripted::start(vec![response("502 Bad Gateway", "text/html", "no")]).await;
    let error = error_of(through(url_of(&proxy))).await;
    let fault = format!("the proxy {} refused to open a tunnel", proxy.address);
    assert!(error.to_string().contains(&fault), "{error}");
    assert!(error.is_transient());
}

#[tokio::test]
async fn a_tunnel_carries_the_proxy_s_password_and_not_the_client_s() {
    let proxy = Scripted::start(vec![response("407 X", "text/html", "no")]).await;
    error_of(through(url_of(&proxy))).await;
    let requests = proxy.requests();
    assert!(
        requests[0].starts_with("CONNECT atlas.example:443 "),
        "{requests:?}"
    );
    let authorization = requests[0].to_lowercase();
    // user:s3ntinel, encoded for HTTP Basic.
    assert!(
        authorization.contains("proxy-authorization: basic dxnlcjpzm250aw5lba=="),
        "{requests:?}"
    );
    assert!(!authorization.contains("bearer"), "{requests:?}");
}

#[cfg(feature = "socks")]
#[tokio::test]
async fn a_socks_proxy_is_asked_for_the_server() {
    use tokio::io::AsyncReadExt as _;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let address = listener.local_addr().expect("an address");
    let greeting = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        stream.read_u8().await.expect("a byte")
    });
    let builder = through(format!("socks5h://{address}"));
    let policy = atlas_integrations::RetryPolicy::none();
    let error = error_of(builder.retry(policy)).await;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    assert_eq!(greeting.await.expect("a greeting"), 5);
}
