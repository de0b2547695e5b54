use super::*;
use crate::environment::with_variables;

fn builder() -> ClientBuilder {
    Client::builder().credentials(Credentials::bearer("t"))
}

/// Builds a client in an environment of exactly these variables.
fn build(builder: ClientBuilder, variables: &[(&str, &str)]) -> Result<Client, String> {
    with_variables(variables, |env| builder.build_in(env)).map_err(|error| error.to_string())
}

#[test]
fn an_invalid_base_url_is_a_configuration_error() {
    let error = builder()
        .base_url("https://user:SESAME@host:99999/")
        .build();
    let error = error.expect_err("no URL");
    assert_eq!(error.kind(), crate::ErrorKind::Configuration);
    assert!(
        error
            .to_string()
            .starts_with("invalid base_url: it is not a URL"),
        "{error}"
    );
    assert!(!error.to_string().contains("SESAME"), "{error}");
}

#[test]
fn debug_shows_no_password() {
    for url in [
        "https://user:SESAME@host:99999/",
        "https://h/?token=SESAME",
        "https://a:SESAME@h",
    ] {
        let builder = builder()
            .base_url(url)
            .proxy("http://user:SESAME@proxy.example");
        let shown = format!("{builder:?}");
        assert!(!shown.contains("SESAME"), "{shown}");
    }
    let shown = format!("{:?}", builder().base_url("https://gate.example/atlas/"));
    assert!(shown.contains("https://gate.example/atlas"), "{shown}");
}

#[test]
fn credentials_with_something_copied_along_are_refused() {
    for value in ["sesame\n", " sesame", "'sesame'", ""] {
        for credentials in [
            Credentials::bearer(value),
            Credentials::service_account("id", value),
            Credentials::service_account(value, "secret"),
            Credentials::api_key("public", value),
            Credentials::api_key(value, "private"),
        ] {
            let builder = Client::builder()
                .credentials(credentials)
                .base_url("http://localhost");
            let error = builder.build().expect_err(value);
            assert_eq!(error.kind(), crate::ErrorKind::Configuration);
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
    }
}

#[test]
fn a_proxy_is_used_for_https_alone() {
    let https = || builder().base_url("https://localhost");
    let http = || builder().base_url("http://localhost");
    let dead = [("HTTPS_PROXY", "socks://user:SESAME@proxy.example")];
    let error = build(https(), &dead).expect_err("no such scheme");
    assert!(
        error.starts_with("HTTPS_PROXY is not the URL of a proxy"),
        "{error}"
    );
    build(http(), &dead).expect("loopback");
    let error = build(http().proxy("http://proxy.example"), &[]).expect_err("plain http");
    assert!(error.starts_with("invalid proxy: "), "{error}");
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[test]
fn an_explicit_proxy_replaces_that_of_the_environment() {
    let https = || builder().base_url("https://localhost");
    let dead = [("HTTPS_PROXY", "nonsense://proxy.example")];
    build(https().no_proxy(), &dead).expect("no proxy");
    build(
        https().proxy("http://user:SESAME@proxy.example:3128"),
        &dead,
    )
    .expect("a proxy");
    let error = build(https().proxy("nonsense://user:SESAME@proxy"), &[]).expect_err("no scheme");
    assert!(
        error.starts_with("invalid proxy: it is not the URL"),
        "{error}"
    );
    assert!(!error.contains("SESAME"), "{error}");
}

#[cfg(all(target_os = "linux", any(feature = "native-tls", feature = "rustls")))]
#[test]
fn a_file_of_certificates_that_cannot_be_used_is_named() {
    let folder = tempfile::tempdir().expect("a temporary directory");
    let garbage = folder.path().join("garbage.pem");
    std::fs::write(&garbage, "garbage").expect("writes");
    let garbage = garbage.to_str().expect("text");
    for (file, fault) in [
        ("/nowhere/ca.pem", "cannot be used"),
        (garbage, "no certificate"),
    ] {
        let builder = builder().base_url("https://localhost");
        let error = build(builder, &[("SSL_CERT_FILE", file)]).expect_err(fault);
        assert!(error.starts_with("SSL_CERT_FILE ("), "{error}");
        assert!(error.contains(fault) && error.contains(file), "{error}");
    }
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[test]
fn an_invalid_certificate_is_named() {
    let https = || builder().base_url("https://localhost");
    let error = build(https().root_certificate("garbage"), &[]).expect_err("no certificate");
    assert!(
        error.starts_with("invalid root_certificate: it contains no certificate"),
        "{error}"
    );
    let error = build(https().client_certificate("garbage", "SESAME"), &[]).expect_err("none");
    assert!(error.starts_with("invalid client_certificate: "), "{error}");
    assert!(!error.contains("SESAME"), "{error}");
}

#[cfg(any(feature = "native-tls", feature = "rustls"))]
#[test]
fn a_client_of_ones_own_takes_no_other_settings() {
    use crate::http::tls::http_client_builder;

    let http_client = || http_client_builder().map(|builder| builder.build().expect("builds"));
    let ours = || builder().http_client(http_client().expect("a client"));
    ours().build().expect("alone");
    for builder in [
        ours().no_proxy(),
        ours().root_certificate("pem"),
        ours().configure_http(|builder| builder),
    ] {
        let error = builder.build().expect_err("two masters").to_string();
        assert!(error.contains("leave out `proxy`"), "{error}");
    }
}

#[test]
fn missing_and_invalid_settings_are_named() {
    let error = Client::builder().build().expect_err("no credentials");
    assert!(
        error.to_string().contains("call `.credentials(…)`"),
        "{error}"
    );

    let error = builder()
        .user_agent("a\nb")
        .build()
        .expect_err("not a header");
    assert!(
        error.to_string().contains(r#"user_agent: "a\nb""#),
        "{error}"
    );
    let error = builder()
        .api_date("12.3.2025")
        .build()
        .expect_err("not a date");
    assert!(
        error.to_string().contains(r#"api_date: "12.3.2025""#),
        "{error}"
    );
}

#[test]
fn a_client_can_be_shared() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<Error>();
}
