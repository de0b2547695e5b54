//! TLS with the feature `rustls`, with and without a process-wide provider. The trusted certificates
//! come from the variable `SSL_CERT_FILE`, which is read on Linux, so the handshakes run in a child
//! process.

#[path = "support/authority.rs"]
mod authority;
mod support;

use std::process::Command;
use std::sync::Arc;

use atlas_integrations::{Client, ClientBuilder, Credentials, ErrorKind, RetryPolicy};
use authority::Authority;
use rustls::crypto::CryptoProvider;
use support::{get_datadog, scripted};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// One test, since all tests would share the process-wide provider.
#[test]
fn no_provider_is_installed_and_an_installed_one_is_accepted() {
    let build = || {
        Client::builder()
            .credentials(Credentials::bearer("t"))
            .build()
    };
    assert!(CryptoProvider::get_default().is_none());
    build().expect("without a provider");
    assert!(CryptoProvider::get_default().is_none());
    let theirs = rustls::crypto::ring::default_provider();
    theirs
        .install_default()
        .expect("no other provider is installed");
    build().expect("with a provider installed");
}

/// Starts a server that sends a Datadog integration on each connection, and returns its port.
async fn serve(config: Arc<rustls::ServerConfig>) -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let acceptor = tokio_rustls::TlsAcceptor::from(config);
    let body = r#"{"type":"DATADOG","apiKey":"k"}"#;
    let response = scripted::response("200 OK", "application/json", body);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            if let Ok(mut stream) = acceptor.accept(stream).await {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(&response).await;
                let _ = stream.shutdown().await;
            }
        }
    });
    port
}

/// A builder for a client of the server on this port.
fn builder(port: u16) -> ClientBuilder {
    let builder = Client::builder().credentials(Credentials::bearer("t"));
    builder.base_url(format!("https://localhost:{port}"))
}

#[tokio::test]
async fn a_root_certificate_is_trusted_besides_those_of_the_system() {
    let (ours, other) = (Authority::new(), Authority::new());
    let port = serve(ours.server(&[])).await;
    let builder = builder(port).root_certificate(other.pem());
    let client = builder.root_certificate(ours.pem()).build();
    get_datadog(&client.expect("a client"))
        .await
        .expect("trusted");
}

#[tokio::test]
async fn a_certificate_that_is_not_trusted_is_not_tried_again() {
    let port = serve(Authority::new().server(&[])).await;
    let client = builder(port)
        .root_certificate(Authority::new().pem())
        .build();
    let error = get_datadog(&client.expect("a client"))
        .await
        .expect_err("unknown");
    assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
    assert!(
        error.to_string().contains("invalid peer certificate"),
        "{error}"
    );
    assert_eq!(error.attempts(), 1);
    assert!(!error.is_transient());
}

#[tokio::test]
async fn a_client_certificate_is_presented() {
    let authority = Authority::new();
    let mut roots = rustls::RootCertStore::empty();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    roots.add(authority.der()).expect("a certificate");
    let verifier =
        rustls::server::WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
    let port = serve(authority.server_with(verifier.build().expect("a verifier"))).await;

    let trusting = || builder(port).root_certificate(authority.pem());
    let (certificate, key) = authority.issue("client");
    let client = trusting().client_certificate(certificate.pem(), key.serialize_pem());
    let client = client.build().expect("a client");
    get_datadog(&client).await.expect("presented");

    let client = trusting().retry(RetryPolicy::none()).build();
    let error = get_datadog(&client.expect("a client")).await;
    assert!(error.expect_err("no certificate").status().is_none());
}

#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_is_accepted_if_the_system_trusts_its_issuer() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let folder = tempfile::tempdir().expect("a temporary directory");
    let (trusted, foreign) = (
        folder.path().join("ours.pem"),
        folder.path().join("theirs.pem"),
    );
    std::fs::write(&trusted, ours.pem()).expect("writes");
    std::fs::write(&foreign, theirs.pem()).expect("writes");

    let port = serve(ours.server(&[])).await;
    for (certificates, expected) in [(&trusted, "accepted"), (&foreign, "rejected")] {
        let child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--ignored", "--exact", "child", "--nocapture"])
            .env("SSL_CERT_FILE", certificates)
            .env_remove("SSL_CERT_DIR")
            .env("CHILD_BASE_URL", format!("https://localhost:{port}"))
            .env("CHILD_EXPECTED", expected)
            .output();
        let output = child.expect("runs");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && text.contains("1 passed"),
            "{expected}: {text}"
        );
    }
}

#[tokio::test]
#[ignore = "run as a child process by the test above"]
async fn child() {
    let builder = Client::builder().credentials(Credentials::bearer("t"));
    let base_url = std::env::var("CHILD_BASE_URL").expect("set by the parent");
    let client = builder.base_url(base_url).build().expect("a client");
    match std::env::var("CHILD_EXPECTED")
        .expect("set by the parent")
        .as_str()
    {
        "accepted" => assert!(get_datadog(&client).await.is_ok()),
        _ => {
            let base_url = client.base_url();
            let builder = Client::builder().base_url(base_url);
            let builder = builder.credentials(Credentials::service_account("id", "secret"));
            let account = builder.build().expect("a client");
            for (client, is_authentication) in [(&client, false), (&account, true)] {
                let error = get_datadog(client).await.expect_err("not trusted");
                assert_eq!(error.kind(), ErrorKind::Connection, "{error:?}");
                assert_eq!(error.is_authentication(), is_authentication, "{error:?}");
                assert!(
                    error.to_string().contains("invalid peer certificate"),
                    "{error}"
                );
            }
        }
    }
}

#[tokio::test]
async fn configure_http_does_not_turn_verification_off() {
    let port = serve(Authority::new().server(&[])).await;
    let builder = builder(port).root_certificate(Authority::new().pem());
    let client = builder
        .retry(RetryPolicy::none())
        .configure_http(|http| http.tls_danger_accept_invalid_certs(true))
        .build();
    let refused = get_datadog(&client.expect("a client")).await;
    let kind = refused.map_err(|error| error.kind());
    assert_eq!(kind.err(), Some(ErrorKind::Connection));
}
