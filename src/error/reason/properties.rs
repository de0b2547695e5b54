//! Error bodies, whole and damaged.

use proptest::prelude::*;
use serde_json::json;

use super::*;

const LIMITS: Limits = Limits {
    values: 1_000,
    string: 1_000,
};
const SECRET: &str = "SESAME-opens-it";

fn read(body: &str, form: &Form) -> Reason {
    let mut secrets = Secrets::default();
    secrets.add(SECRET.into());
    Reason::read(body, form, StatusCode::BAD_REQUEST, LIMITS, &secrets)
}

/// An error that quotes the secret here and there, with pieces of its text taken out or replaced.
fn bodies() -> impl Strategy<Value = String> {
    let atlas = json!({
        "badRequestDetail": {
            "fields": [{ "description": format!("{SECRET} is wrong"), "field": "apiKey" }, null],
        },
        "detail": format!("The key {SECRET} was rejected."),
        "error": 400,
        "errorCode": "INVALID_ATTRIBUTE",
        "parameters": [SECRET, 1, null],
        "reason": "Bad Request",
    });
    let oauth = json!({ "error": "invalid_client", "error_description": format!("not {SECRET}") });
    let change = (
        any::<prop::sample::Index>(),
        0..4_usize,
        "[ -~\u{e4}]{0,4}|\\\\ud800|1e999|[{}\\[\\]\",:]{1,3}",
    );
    let changes = prop::collection::vec(change, 0..4);
    (prop::sample::select(vec![atlas, oauth]), changes).prop_map(|(body, changes)| {
        let mut text: Vec<char> = body.to_string().chars().collect();
        for (index, removed, piece) in changes {
            let start = index.index(text.len() + 1);
            let end = (start + removed).min(text.len());
            text.splice(start..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_body_makes_a_message_show_a_secret(body in bodies()) {
        for form in [&ATLAS, &OAUTH] {
            let reason = read(&body, form);
            let api_error = serde_json::to_string(&reason.api_error).expect("JSON");
            let shown = format!("{:?} {:?} {api_error}", reason.sentence(), reason.error_code);
            prop_assert!(!shown.contains(SECRET), "{}\n{}", body, shown);
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(body in "\\PC{0,60}|[{}\\[\\]\",:\\\\a-f0-9 ]{0,60}") {
        let _ = read(&body, &ATLAS);
    }

    #[test]
    fn one_member_that_cannot_be_read_costs_no_other(name in "[a-z]{1,6}", at_start: bool) {
        let unreadable = format!(r#""{name}x":1e999"#);
        let readable = r#""errorCode":"CODE","detail":"why""#;
        let body = match at_start {
            true => format!("{{{unreadable},{readable}}}"),
            false => format!("{{{readable},{unreadable}}}"),
        };
        let reason = read(&body, &ATLAS);
        prop_assert_eq!(reason.error_code.as_deref(), Some("CODE"));
        prop_assert_eq!(reason.detail.as_deref(), Some("why"));
    }
}
