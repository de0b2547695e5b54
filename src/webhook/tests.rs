use super::*;

const SECRET: &str = "a secret of the webhook";

/// The test cases of RFC 2202, section 3, whose keys are text, as a secret is; and a key that is longer
/// than a block of SHA-1, which is hashed first (RFC 2104, section 2).
#[test]
fn signatures_are_those_of_the_rfcs() {
    let vectors = [
        (
            "\u{b}".repeat(20),
            "Hi There",
            "thcxhlUFcmTii8C2+zeMjvFGvgA=",
        ),
        (
            "Jefe".to_owned(),
            "what do ya want for nothing?",
            "7/zfauXrL6LSdBbV8YTfnCWafHk=",
        ),
        (
            "\u{c}".repeat(20),
            "Test With Truncation",
            "TBoDQktV4H/n8nvh1Yu5MkqaWgQ=",
        ),
        ("k".repeat(100), "a body", "fkng63eOWxOZl90IP6gHYR6CooE="),
    ];
    for (key, body, signature) in vectors {
        assert_eq!(sign(&key, body).as_deref(), Ok(signature), "{body}");
        assert_eq!(verify(&key, body, signature), Ok(()), "{body}");
    }
}

#[test]
fn a_body_may_be_empty_and_need_not_be_text() {
    for body in [&b""[..], &[0xff, 0x00, 0xfe]] {
        let signature = sign(SECRET, body).expect("a signature");
        assert_eq!(verify(SECRET, body, &signature), Ok(()));
        assert_eq!(verify(SECRET, body, signature.as_bytes()), Ok(()));
    }
}

#[test]
fn each_part_counts() {
    let signature = sign(SECRET, "body").expect("a signature");
    let mismatch = Err(SignatureError::Mismatch);
    assert_eq!(verify("another secret", "body", &signature), mismatch);
    assert_eq!(verify(SECRET, "body ", &signature), mismatch);
    let mut bytes = STANDARD.decode(&signature).expect("base64");
    for index in 0..bytes.len() {
        bytes[index] ^= 1;
        assert_eq!(
            verify(SECRET, "body", STANDARD.encode(&bytes)),
            mismatch,
            "byte {index}"
        );
        bytes[index] ^= 1;
    }
}

#[test]
fn what_is_no_signature_is_malformed() {
    let signature = sign(SECRET, "body").expect("a signature");
    let unpadded = signature.trim_end_matches('=');
    let hexadecimal = "0123456789abcdef0123456789abcdef01234567";
    let shorter = STANDARD.encode([0; HASH_LENGTH - 1]);
    let longer = STANDARD.encode([0; HASH_LENGTH + 1]);
    let long = "A".repeat(1 << 20);
    let spaced = format!(" {signature}");
    for malformed in [
        "",
        "=",
        "ü",
        unpadded,
        hexadecimal,
        &shorter,
        &longer,
        &long,
        &spaced,
    ] {
        let outcome = verify(SECRET, "body", malformed);
        assert_eq!(outcome, Err(SignatureError::Malformed), "{malformed:.60}");
    }
}

#[test]
fn nobody_can_sign_with_an_empty_secret() {
    let of_empty = "+9sdGxiqbAgyS31ktx+3Y3BpDh0=";
    assert_eq!(verify("", "", of_empty), Err(SignatureError::EmptySecret));
    assert_eq!(sign("", "body"), Err(SignatureError::EmptySecret));
}

#[test]
fn a_redacted_secret_is_named_as_the_cause() {
    let signature = sign(SECRET, "body").expect("a signature");
    let outcome = verify("****2101", "body", signature);
    assert_eq!(outcome, Err(SignatureError::RedactedSecret));
    let signature = sign("****2101", "body").expect("a signature");
    assert_eq!(verify("****2101", "body", signature), Ok(()));
}

#[test]
fn a_secret_that_the_model_holds_can_be_lent() {
    let webhook = crate::types::Webhook::new("https://example.com").secret(SECRET);
    let secret = webhook.secret.as_ref().expect("a secret");
    let signature = sign(secret, "body").expect("a signature");
    assert_eq!(verify(secret, "body", signature), Ok(()));
}
