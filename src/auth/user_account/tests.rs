use super::*;

fn token(claims: &str) -> Secret {
    let payload = BASE64_URL_SAFE_NO_PAD.encode(claims);
    format!("e30.{payload}.signature").into()
}

#[test]
fn a_token_says_itself_when_it_ends() {
    for (claims, expected) in [
        (r#"{"exp":1}"#, true),
        (r#"{"exp":1.5}"#, true),
        (r#"{"exp":99999999999}"#, false),
        (r#"{"exp":-1}"#, false),
        (r#"{"exp":"soon"}"#, false),
        ("{}", false),
        ("[", false),
    ] {
        assert_eq!(has_ended(&token(claims)), expected, "{claims}");
    }
    for text in ["", "opaque", "a.b", "a.!!.c"] {
        assert!(!has_ended(&text.into()), "{text}");
    }
}
