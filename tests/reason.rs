//! What a server reports about an error is kept, whatever else is in its body, except for the
//! secrets that it quotes.

mod support;

use atlas_integrations::reqwest::Method;
use atlas_integrations::types::{Datadog, DatadogRegion, PagerDuty, ThirdPartyIntegration};
use atlas_integrations::{CallOptions, Client, Credentials, Error, ErrorKind};
use serde_json::json;
use support::scripted::{Scripted, response};
use support::{GROUP, client, get_datadog};

async fn error_of(body: impl Into<Vec<u8>>) -> Error {
    let body = body.into();
    let head = format!(
        "HTTP/1.1 400 X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    let server = Scripted::start(vec![[head.into_bytes(), body].concat()]).await;
    let client = client(server.base_url(), Credentials::bearer("t"));
    get_datadog(&client).await.expect_err("must fail")
}

#[tokio::test]
async fn an_unreadable_member_does_not_cost_the_others() {
    for member in [
        r#""detail":"\ud800""#,
        r#""detail":"\udc00\ud800""#,
        r#""detail":7"#,
        r#""detail":["a"]"#,
        r#""detail":{}"#,
        r#""parameters":[1e999]"#,
        r#""parameters":{"a":1}"#,
        r#""parameters":"a""#,
        r#""parameters":["\ud800"]"#,
        r#""reason":7"#,
        r#""reason":"\ud800""#,
        r#""error":"400""#,
        r#""error":1e999"#,
        r#""error":null"#,
        r#""error":400.5"#,
        r#""badRequestDetail":7"#,
        r#""badRequestDetail":{"fields":7}"#,
        r#""badRequestDetail":{"fields":[7]}"#,
        r#""new":1e999"#,
        r#""n\ud800w":1"#,
        r#""errorCode":7,"errorCode":"X""#,
    ] {
        let rest = [
            r#""error":400"#,
            r#""errorCode":"X""#,
            r#""reason":"Bad Request""#,
            r#""newer":"n""#,
        ];
        let name = member.split(':').next().expect("a name");
        let rest = rest.into_iter().filter(|it| !it.starts_with(name));
        let body = format!("{{{}}}", rest.chain([member]).collect::<Vec<_>>().join(","));
        let error = error_of(body.clone()).await;
        let case = format!("{body}: {error:?}");
        assert_eq!(error.kind(), ErrorKind::Status, "{case}");
        assert_eq!(error.error_code(), Some("X"), "{case}");
        let api_error = error.api_error().expect(&case);
        assert_eq!(
            (api_error.error, &*api_error.error_code),
            (400, "X"),
            "{case}"
        );
        assert!(api_error.extra.get("newer").is_some(), "{case}");
        if name != "\"reason\"" {
            assert_eq!(api_error.reason.as_deref(), Some("Bad Request"), "{case}");
        }
        assert_eq!(error.body(), Some(body.as_bytes()), "{case}");
    }
}

#[tokio::test]
async fn what_is_legible_of_a_text_is_kept() {
    let error = error_of(r#"{"error":400,"errorCode":"X","detail":"no \ud800 here"}"#).await;
    let detail = error.detail().expect("legible");
    assert!(
        detail.starts_with("no ") && detail.ends_with(" here"),
        "{detail}"
    );
    let error =
        error_of(&b"{\"error\":400,\"errorCode\":\"X\",\"detail\":\"no \xff here\"}"[..]).await;
    assert_eq!(error.detail(), Some("no \u{fffd} here"));
    assert!(error.api_error().is_some());
    let error = error_of("{\"error\":400,\"errorCode\":\"X\",\"detail\":\"two\nlines\"}").await;
    assert_eq!(error.detail(), Some("two\nlines"));
    assert_eq!(
        error.to_string(),
        "Atlas answered 400 Bad Request, X: two lines"
    );
}

#[tokio::test]
async fn a_repeated_member_counts_as_its_last_one() {
    let error =
        error_of(r#"{"error":1,"errorCode":"X","detail":"a","detail":"b","error":400}"#).await;
    assert_eq!(error.detail(), Some("b"));
    let api_error = error.api_error().expect("readable");
    assert_eq!(
        (api_error.error, api_error.detail.as_deref()),
        (400, Some("b"))
    );
}

#[tokio::test]
async fn deep_nesting_costs_nothing_but_itself() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for name in ["parameters", "detail", "badRequestDetail", "new"] {
        let body = format!(r#"{{"error":400,"errorCode":"X","{name}":{deep}}}"#);
        let error = error_of(body).await;
        assert_eq!(error.error_code(), Some("X"), "{name}");
    }
}

#[tokio::test]
async fn the_fields_that_are_wrong_stand_in_the_message() {
    let field =
        |field: &str, description: &str| json!({"field": field, "description": description});
    let body = json!({
        "error": 400, "errorCode": "VALIDATION_ERROR", "detail": "Invalid.",
        "badRequestDetail": {"fields": [
            field("region", "must be one of US, EU"),
            field("apiKey", "must not\nbe null"),
        ]},
    });
    assert_eq!(
        error_of(body.to_string()).await.to_string(),
        "Atlas answered 400 Bad Request, VALIDATION_ERROR: Invalid. (region: must be one of US, EU; \
         apiKey: must not be null)"
    );
    let body = json!({"badRequestDetail": {"fields": [field("region", "must be one of US, EU")]}});
    assert_eq!(
        error_of(body.to_string()).await.to_string(),
        "Atlas answered 400 Bad Request: region: must be one of US, EU"
    );
}

#[tokio::test]
async fn an_unreadable_field_does_not_cost_the_others() {
    let body = r#"{"error":400,"errorCode":"X","badRequestDetail":{"fields":[
        7, null, {"field":"a","description":7}, {"description":"odd"}, {},
        {"field":"region","description":"must be one of US, EU","new":[1e999]}
    ]}}"#;
    let error = error_of(body).await;
    assert_eq!(
        error.to_string(),
        "Atlas answered 400 Bad Request, X: a; odd; region: must be one of US, EU"
    );
    let detail = error
        .api_error()
        .expect("readable")
        .bad_request_detail
        .as_ref();
    let fields = detail.and_then(|detail| detail.fields.as_ref());
    let fields = fields.expect("readable");
    assert_eq!(fields.len(), 1);
    assert_eq!(fields[0].field, "region");
}

#[tokio::test]
async fn a_message_names_only_so_many_fields() {
    let fields: Vec<_> = (0..100)
        .map(|number| json!({"field": format!("f{number}"), "description": "d".repeat(5_000)}))
        .collect();
    let error = error_of(json!({"badRequestDetail": {"fields": fields}}).to_string()).await;
    let message = error.to_string();
    assert!(message.contains("f7: ddd") && !message.contains("f8: "));
    assert!(message.len() < 8_000);
}

#[tokio::test]
async fn an_error_gives_its_body_and_shows_it_nowhere() {
    let body = "<html>sesame-4711</html>";
    let server = Scripted::start(vec![
        response("502 X", "text/html", body),
        response("200 OK", "text/html", body),
    ])
    .await;
    let client = client(server.base_url(), Credentials::bearer("t"));
    for kind in [ErrorKind::Status, ErrorKind::Unreadable] {
        let error = get_datadog(&client).await.expect_err("must fail");
        assert_eq!(error.kind(), kind);
        assert_eq!(error.body(), Some(body.as_bytes()));
        let headers = error.headers().expect("a response");
        assert_eq!(headers["content-type"], "text/html");
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(!shown.contains("sesame"), "{shown}");
    }
}

/// A key with everything in it that an encoding changes.
const KEY: &str = "s3ntinel/\"k&y\" +é\\4711";

/// How a server may quote the key.
const QUOTES: [&str; 7] = [
    KEY,
    "s3ntinel%2F%22k%26y%22%20%2B%C3%A9%5C4711",
    "s3ntinel%2f%22k%26y%22+%2b%c3%a9%5c4711",
    r#"s3ntinel\/\"k\u0026y\" \u002b\u00e9\\4711"#,
    r#"s3ntinel/\\\"k&y\\\" +é\\4711"#,
    "s3ntinel&#x2F;&quot;k&amp;y&quot; +&eacute;\\4711",
    "s3ntinel/\"k&y\"…",
];

/// Asserts that the error quotes nothing of a secret, except in its body.
fn assert_masked(error: &Error, case: &str) {
    let api_error = error.api_error().expect("documented form");
    let shown = format!(
        "{error} {error:?} {:?} {:?} {api_error:?} {}",
        error.error_code(),
        error.detail(),
        serde_json::to_string(api_error).expect("JSON"),
    );
    assert!(!shown.contains("s3nt"), "{case}: {shown}");
    assert!(error.detail().expect("a detail").contains("***"), "{case}");
    let body = String::from_utf8_lossy(error.body().expect("a body"));
    assert!(body.contains("s3nt"), "{case}: {body}");
}

/// An error whose every part quotes the same text.
fn quoting(status: u16, quote: &str) -> Vec<u8> {
    let body = json!({
        "error": status, "errorCode": format!("X-{quote}"), "detail": format!("not valid: {quote}!"),
        "reason": quote, "parameters": [quote, {quote: [quote]}], quote: "new",
        "badRequestDetail": {"fields": [{"field": quote, "description": quote}]},
    });
    response(
        &format!("{status} X"),
        "application/json",
        &body.to_string(),
    )
}

/// The client of a server that answers with these errors.
async fn quoted_to(credentials: Credentials, responses: Vec<Vec<u8>>) -> (Scripted, Client) {
    let server = Scripted::start(responses).await;
    let client = client(server.base_url(), credentials);
    (server, client)
}

async fn create(client: &Client, body: impl Into<ThirdPartyIntegration>) -> Error {
    let request = client.create_third_party_integration().group_id(GROUP);
    request.body(body).send().await.expect_err("must fail")
}

#[tokio::test]
async fn a_secret_of_the_body_is_masked_however_it_is_quoted() {
    for quote in QUOTES {
        let responses = vec![quoting(400, quote)];
        let (_server, client) = quoted_to(Credentials::bearer("t"), responses).await;
        let error = create(&client, Datadog::new(KEY).region(DatadogRegion::Us)).await;
        assert_masked(&error, quote);
    }
}

#[tokio::test]
async fn a_body_that_is_quoted_as_a_whole_keeps_what_is_not_secret() {
    let datadog = ThirdPartyIntegration::from(Datadog::new(KEY).region(DatadogRegion::Us));
    let whole = serde_json::to_string(&datadog).expect("JSON");
    let (_server, client) = quoted_to(Credentials::bearer("t"), vec![quoting(400, &whole)]).await;
    let error = create(&client, datadog).await;
    assert_masked(&error, &whole);
    let detail = error.detail().expect("a detail");
    assert!(detail.contains(r#""apiKey":"***""#), "{detail}");
    assert!(detail.contains(r#""region":"US""#), "{detail}");
}

#[tokio::test]
async fn a_secret_in_a_field_that_nobody_knows_is_masked() {
    let mut duty = PagerDuty::new("s3ntinel-0815");
    duty.extra.insert("accessToken", &KEY).expect("JSON");
    let (_server, client) = quoted_to(Credentials::bearer("t"), vec![quoting(400, KEY)]).await;
    assert_masked(&create(&client, duty).await, "unknown field");
}

#[tokio::test]
async fn a_secret_of_an_untyped_request_is_masked() {
    let (_server, client) = quoted_to(Credentials::bearer("t"), vec![quoting(400, KEY)]).await;
    let body = json!({"type": "NEWER", "settings": [{"licenseKey": KEY}]});
    let request = client
        .request(Method::POST, "/api/atlas/v2/things")
        .json(&body);
    let error = request.send().await.expect_err("must fail");
    assert_masked(&error, "untyped");
}

#[tokio::test]
async fn the_credentials_are_masked() {
    let token = "s3ntinel-token-4711";
    let (_server, bearer) = quoted_to(Credentials::bearer(token), vec![quoting(403, token)]).await;
    let error = get_datadog(&bearer).await.expect_err("must fail");
    assert_masked(&error, "a token");

    let key = "s3ntinel-private-4711";
    let credentials = Credentials::api_key("public", key);
    let (_server, digest) = quoted_to(credentials, vec![quoting(403, key)]).await;
    let error = get_datadog(&digest).await.expect_err("must fail");
    assert_masked(&error, "an API key");

    let secret = "s3ntinel-secret-4711";
    let issued = json!({"access_token": token, "expires_in": 3600, "token_type": "Bearer"});
    let issued = response("200 OK", "application/json", &issued.to_string());
    for quote in [secret, token] {
        let credentials = Credentials::service_account("id", secret);
        let responses = vec![issued.clone(), quoting(403, quote)];
        let (_server, account) = quoted_to(credentials, responses).await;
        let error = get_datadog(&account).await.expect_err("must fail");
        assert_masked(&error, "a service account");
    }
}

#[tokio::test]
async fn a_secret_of_the_body_is_masked_in_a_401_and_in_the_token_endpoints_error() {
    let (_server, digest) = quoted_to(
        Credentials::api_key("public", "private-4711"),
        vec![quoting(401, KEY)],
    )
    .await;
    let error = create(&digest, Datadog::new(KEY).region(DatadogRegion::Us)).await;
    assert_masked(&error, "a 401 without a challenge");

    let credentials = Credentials::service_account("id", "s3ntinel-secret-4711");
    let responses = vec![quoting(403, "s3ntinel-secret-4711")];
    let (_server, account) = quoted_to(credentials, responses).await;
    let error = get_datadog(&account).await.expect_err("must fail");
    assert!(error.is_authentication());
    assert_masked(&error, "the token endpoint");
}

#[tokio::test]
async fn the_value_of_an_additional_header_is_masked() {
    let value = "s3ntinel/\"k&y\" +4711";
    let (_server, client) = quoted_to(Credentials::bearer("t"), vec![quoting(400, value)]).await;
    let options = CallOptions::default().header("x-vault", value);
    let error = client.list_projects().with(options).send().await;
    assert_masked(&error.expect_err("must fail"), "a header");
}

#[tokio::test]
async fn a_short_secret_does_not_cost_the_message() {
    let (_server, client) = quoted_to(
        Credentials::bearer("t"),
        vec![quoting(400, "the region must be one of US and EU")],
    )
    .await;
    let error = create(&client, Datadog::new("e")).await;
    let detail = error.detail().expect("a detail");
    assert_eq!(detail, "not valid: the region must be one of US and EU!");
}
