//! TLS with the feature `rustls`, with and without a process-wide provider. The trusted certificates
//! come from the variable `SSL_CERT_FILE`, which is read on Linux, so the handshakes run in a child
//! process.

mod support;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use atlas_integrations::{Client, Credentials, ErrorKind};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
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

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    fn write(&self, path: &Path) {
        std::fs::write(path, self.0.pem()).expect("writes");
    }

    /// Returns the configuration of a server named localhost, with a certificate of this authority.
    fn server(&self) -> rustls::ServerConfig {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a pair")
    }
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
    ours.write(&trusted);
    theirs.write(&foreign);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(ours.server()));
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
