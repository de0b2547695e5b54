use super::*;

fn base_url(text: &str) -> Result<String> {
    let builder = Client::builder().base_url(text);
    let builder = builder.http_client(tls::build(reqwest::Client::builder(), false)?);
    let client = builder.credentials(Credentials::bearer("t")).build()?;
    Ok(client.base_url().to_owned())
}

#[test]
fn a_base_url_may_have_a_path_and_end_with_a_slash() {
    for (given, kept) in [
        ("https://cloud.mongodb.com", "https://cloud.mongodb.com"),
        ("https://cloud.mongodb.com/", "https://cloud.mongodb.com"),
        (
            "https://gate.example:8443/atlas//",
            "https://gate.example:8443/atlas",
        ),
        ("http://localhost:1/a", "http://localhost:1/a"),
        ("http://127.0.0.9:1", "http://127.0.0.9:1"),
        ("http://[::1]:1/", "http://[::1]:1"),
    ] {
        assert_eq!(base_url(given).expect(given), kept);
    }
}

#[test]
fn a_base_url_that_would_leak_or_mislead_is_rejected() {
    for (given, rule) in [
        ("", "is not a URL"),
        ("cloud.mongodb.com", "is not a URL"),
        ("http://cloud.mongodb.com", "is plain http"),
        ("http://localhost.example", "is plain http"),
        ("http://128.0.0.1", "is plain http"),
        ("ftp://cloud.mongodb.com", "is neither https nor http"),
        ("unix:/run/atlas", "has no host"),
        ("https://cloud.mongodb.com/?a=b", "query or a fragment"),
        ("https://cloud.mongodb.com/#a", "query or a fragment"),
        (
            "https://user:sesame@cloud.mongodb.com",
            "use `credentials` for these",
        ),
    ] {
        let error = base_url(given).expect_err(given);
        assert_eq!(error.kind(), crate::ErrorKind::Configuration);
        assert!(error.to_string().contains(rule), "{error}");
        assert!(!error.to_string().contains("sesame"), "{error}");
    }
}

#[test]
fn missing_and_invalid_settings_are_named() {
    let error = Client::builder().build().expect_err("no credentials");
    assert!(
        error.to_string().contains("call `.credentials(…)`"),
        "{error}"
    );

    let builder = || Client::builder().credentials(Credentials::bearer("t"));
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
    let error = Client::builder()
        .credentials(Credentials::bearer("a\nb"))
        .build();
    let error = error.expect_err("not a header").to_string();
    assert!(
        error.contains("token") && !error.contains("a\nb"),
        "{error}"
    );
}

#[test]
fn a_client_can_be_shared() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Client>();
    shared::<Error>();
}
