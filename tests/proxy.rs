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
async fn a_service_account_reports_a_proxy_s_407_as_a_connection_failure() {
    let head = "407 Proxy Authentication Required";
    let proxy = Scripted::start(vec![response(head, "text/html", "no")]).await;
    let account = Credentials::service_account("id", "secret");
    let error = error_of(through(url_of(&proxy)).credentials(account)).await;
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    assert_eq!(proxy.requests().len(), 1);
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
