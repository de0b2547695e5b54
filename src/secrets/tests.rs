use form_urlencoded::byte_serialize;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use super::*;

fn mask(secret: &str, text: &str) -> String {
    let mut secrets = Secrets::default();
    secrets.add(secret.into());
    secrets.mask(text.to_owned())
}

#[test]
fn a_secret_is_masked_in_every_encoding() {
    let secret = "k/e y&+\"é\\n😀";
    for quoted in [
        secret,
        "k%2Fe%20y%26%2B%22%C3%A9%5Cn%F0%9F%98%80",
        "k%2fe+y%26%2b%22%c3%a9%5cn%f0%9f%98%80",
        "k%252Fe%2520y%2526%252B%2522%25C3%25A9%255Cn%25F0%259F%2598%2580",
        r#"k\/e y&+\"é\\n😀"#,
        r#"k\/e y\u0026\u002b\"\u00e9\\n\ud83d\ude00"#,
        r#"k/e y&+\\\"é\\n😀"#,
        "k&#x2F;e y&amp;+&quot;&#233;\\n😀",
    ] {
        let text = format!("before {quoted} after");
        assert_eq!(mask(secret, &text), "before *** after", "{quoted}");
    }
    assert_eq!(mask("p%q+r s", "p%q+r s, p%25q%2Br+s"), "***, ***");
}

#[test]
fn a_secret_is_masked_wherever_it_is() {
    assert_eq!(mask("abab", "xababababy"), "x******y");
    assert_eq!(mask("0123456789abcdef", "0123456789abcdef"), "***");
    assert_eq!(mask("sésame", "«sésame»"), "«***»");
}

#[test]
fn a_quote_that_is_cut_short_is_masked() {
    let secret = "0123456789abcdef";
    assert_eq!(
        mask(secret, "it starts with 01234567…"),
        "it starts with ***…"
    );
    assert_eq!(mask(secret, "it starts with 0123…"), "it starts with 0123…");
    let url = "https://example.com/hook/0123456789";
    assert_eq!(
        mask(url, "see https://docs.example"),
        "see https://docs.example"
    );
}

#[test]
fn a_short_secret_does_not_cost_the_sentence() {
    let sentence = "a region must be one of US and EU";
    for secret in ["", "a", "be", "one", " "] {
        assert_eq!(mask(secret, sentence), sentence, "{secret}");
    }
}

#[test]
fn what_is_no_quote_stays_as_it_is() {
    for text in [
        "", "%", "%2", "%zz", "\\", "\\u", "\\u00", "&", "&;", "&#;", "&#x;", "😀%C3",
    ] {
        assert_eq!(mask("/é\"&-secret", text), text);
    }
}

#[test]
fn the_strings_of_json_are_masked() {
    let mut secrets = Secrets::default();
    secrets.add("s\"e/same".into());
    let json = r#"{"a": "s\u0022e\/same", "s\"e/same" :[1e999, "{\"k\":\"s\\\"e/same\"}"]}"#;
    let expected = r#"{"a": "***", "***" :[1e999, "{\"k\":\"***\"}"]}"#;
    assert_eq!(secrets.mask_json(json), expected);
    assert!(matches!(
        secrets.mask_json(r#"{"a":"b"}"#),
        Cow::Borrowed(_)
    ));
}

#[test]
fn a_header_is_masked_with_and_without_its_scheme() {
    let mut secrets = Secrets::default();
    secrets.add_header(&HeaderValue::from_static("Bearer eyJhbGciOi"));
    let text = "`Bearer eyJhbGciOi` and eyJhbGciOi".to_owned();
    assert_eq!(secrets.mask(text), "`***` and ***");
}

/// Every way in which the encoders of others write `secret`.
fn encodings(secret: &str) -> Vec<String> {
    let json = |text: &str| {
        let json = serde_json::to_string(text).expect("JSON");
        json[1..json.len() - 1].to_owned()
    };
    let percent = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let units = secret.encode_utf16();
    vec![
        secret.to_owned(),
        json(secret),
        json(&json(secret)),
        units.map(|unit| format!("\\u{unit:04x}")).collect(),
        percent.to_lowercase_escapes(),
        percent,
        byte_serialize(secret.as_bytes()).collect(),
    ]
}

trait LowercaseEscapes {
    fn to_lowercase_escapes(&self) -> String;
}

impl LowercaseEscapes for String {
    /// `%2F` as `%2f`.
    fn to_lowercase_escapes(&self) -> String {
        let mut parts = self.split('%');
        let mut lower = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (digits, rest) = part.split_at(2);
            lower.push_str(&format!("%{}{rest}", digits.to_lowercase()));
        }
        lower
    }
}

proptest! {
    #[test]
    fn no_encoding_of_a_secret_remains(secret in "[ -~\n\té😀]{4,40}") {
        for quoted in encodings(&secret) {
            prop_assert_eq!(mask(&secret, &format!("«{quoted}»")), "«***»", "{}", quoted);
        }
    }

    #[test]
    fn what_has_nothing_of_a_secret_stays(secret in "[0-9]{4,40}", text in "[a-z%&;\\\\ \"é+#]{0,60}") {
        prop_assert_eq!(mask(&secret, &text), text);
    }
}
