//! The memory that one response takes is at most four times the limit of its size, whatever it
//! contains. Every byte that is allocated is counted.

mod support;

use atlas_integrations::reqwest::Method;
use atlas_integrations::types::IntegrationType;
use atlas_integrations::{Client, Credentials, Json, RetryPolicy};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::StreamExt as _;
use support::GROUP;
use support::scripted::Scripted;

/// Small, so that what does not grow with a response counts as well.
const LIMIT: usize = 1 << 18;

/// What is repeated between a start and an end, up to the limit.
fn filled(start: &str, part: impl Fn(usize) -> String, end: &str) -> String {
    let mut text = String::with_capacity(LIMIT);
    text.push_str(start);
    for number in 0.. {
        let part = part(number);
        if text.len() + part.len() + end.len() > LIMIT {
            break;
        }
        text.push_str(&part);
    }
    text + end
}

#[allow(clippy::too_many_lines, reason = "a table")]
fn shapes() -> Vec<(&'static str, String)> {
    let same = |text: &'static str| move |_: usize| text.to_owned();
    vec![
        ("ones", filled(r#"{"results":["#, same("1,"), "1]}")),
        ("objects", filled(r#"{"results":["#, same("{},"), "{}]}")),
        (
            "integrations",
            filled(
                r#"{"results":["#,
                same(r#"{"type":"DATADOG","apiKey":"k"},"#),
                r#"{"type":"DATADOG","apiKey":"k"}]}"#,
            ),
        ),
        (
            "links",
            filled(r#"{"results":[],"links":["#, same("{},"), "{}]}"),
        ),
        (
            "members of a page",
            filled(
                r#"{"results":[],"#,
                |number| format!("\"{number}\":1,"),
                r#""x":1}"#,
            ),
        ),
        (
            "members of an integration",
            filled(
                r#"{"type":"DATADOG","apiKey":"k","#,
                |number| format!("\"{number}\":1,"),
                r#""x":1}"#,
            ),
        ),
        (
            "members of another type",
            filled(
                r#"{"type":"NEWER","#,
                |number| format!("\"{number}\":1,"),
                r#""x":1}"#,
            ),
        ),
        (
            "a long key",
            filled(r#"{"type":"DATADOG","apiKey":""#, same("k"), "\"}"),
        ),
        (
            "a long key with an escape",
            filled(r#"{"type":"DATADOG","apiKey":""#, same("k"), "\\n\"}"),
        ),
        (
            "escapes",
            filled(r#"{"type":"DATADOG","apiKey":""#, same("\\n"), "\"}"),
        ),
        (
            "long escapes",
            filled(r#"{"type":"DATADOG","apiKey":""#, same("\\u00e9"), "\"}"),
        ),
        (
            "a long unknown text",
            filled(
                r#"{"type":"DATADOG","apiKey":"k","x":""#,
                same("\\n"),
                "\"}",
            ),
        ),
        (
            "a long odd text",
            filled(r#"{"type":"DATADOG","apiKey":5,"x":""#, same("\\n"), "\"}"),
        ),
        (
            "a long number",
            filled(r#"{"type":"DATADOG","apiKey":"k","x":"#, same("1"), "}"),
        ),
        (
            "a long name",
            filled(r#"{"type":"DATADOG","apiKey":"k",""#, same("n"), "\":1}"),
        ),
        (
            "depth",
            filled(r#"{"type":"DATADOG","apiKey":"k","x":"#, same("["), ""),
        ),
        (
            "an envelope",
            filled(
                r#"{"status":200,"content":{"results":["#,
                same("1,"),
                "1]}}",
            ),
        ),
        (
            "members of an envelope",
            filled(
                r#"{"status":200,"#,
                |number| format!("\"{number}\":1,"),
                r#""content":{}}"#,
            ),
        ),
        (
            "a long envelope",
            filled(
                r#"{"status":200,"content":{"type":"DATADOG","apiKey":""#,
                same("k"),
                "\"}}",
            ),
        ),
        ("no JSON", filled("<", same("{,"), ">")),
        (
            "parameters of an error",
            filled(
                r#"{"error":404,"errorCode":"X","parameters":["#,
                same("1,"),
                "1]}",
            ),
        ),
        (
            "members of an error",
            filled(
                r#"{"error":404,"#,
                |number| format!("\"{number}\":1,"),
                r#""errorCode":"X"}"#,
            ),
        ),
    ]
}

fn gzip(status: &str, body: &[u8]) -> Vec<u8> {
    use std::io::Write as _;

    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(body).expect("compresses");
    let body = encoder.finish().expect("compresses");
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

async fn call(client: &Client, way: &str) {
    let get = client.get_third_party_integration().group_id(GROUP);
    let get = get.integration_type(IntegrationType::Datadog);
    let list = client.list_third_party_integrations().group_id(GROUP);
    let raw = client.request(Method::GET, "/api/atlas/v2/groups");
    match way {
        "send" => drop(get.send().await),
        "envelope" => drop(get.envelope(true).send().await),
        "pages" => drop(list.pages().next().await),
        "items" => drop(list.items().next().await),
        "projects" => drop(client.list_projects().items().next().await),
        "JSON" => drop(raw.send_for_json::<Json>().await),
        _ => drop(raw.send_for_json::<serde_json::Value>().await),
    }
}

const WAYS: [&str; 7] = [
    "send", "envelope", "pages", "items", "projects", "JSON", "values",
];

#[test]
fn a_response_takes_at_most_four_times_its_limit() {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().build().expect("a runtime");
    for (shape, text) in shapes() {
        for status in ["200 OK", "404 X"] {
            let response = gzip(status, text.as_bytes());
            let server = runtime.block_on(Scripted::start(vec![response]));
            let client = Client::builder()
                .base_url(server.base_url())
                .credentials(Credentials::bearer("t"))
                .retry(RetryPolicy::none())
                .response_limit(LIMIT)
                .build()
                .expect("a client");
            // An error is read in one way.
            let ways = if status == "200 OK" {
                &WAYS[..]
            } else {
                &WAYS[..1]
            };
            for way in ways {
                let call = || runtime.block_on(call(&client, way));
                let peak = allocation_counter::measure(call).bytes_max;
                assert!(
                    peak <= 4 * LIMIT as u64,
                    "{way}, {shape}, {status}: {peak} bytes"
                );
            }
        }
    }
}
