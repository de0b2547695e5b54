use super::*;

fn pick(challenges: &[&str]) -> Result<(String, bool), String> {
    let mut headers = HeaderMap::new();
    for challenge in challenges {
        headers.append(
            WWW_AUTHENTICATE,
            HeaderValue::from_str(challenge).expect("ASCII"),
        );
    }
    let client = strongest(&headers)?.client;
    Ok((client.realm().to_owned(), client.session()))
}

#[test]
fn the_strongest_supported_challenge_is_picked() {
    let md5 = r#"Digest realm="md5", nonce="n", qop="auth", algorithm=MD5"#;
    let sha = r#"Digest realm="sha", nonce="n", qop="auth", algorithm=SHA-256"#;
    for challenges in [
        vec![md5, sha],
        vec![sha, md5],
        vec![&*format!("Basic realm=\"a, b\", {md5}, {sha}")],
    ] {
        assert_eq!(pick(&challenges), Ok(("sha".to_owned(), false)));
    }
    let odd =
        r#"Digest nonce="n,\"1", realm="MMS \"Public\", API", opaque="", qop="auth-int,auth""#;
    assert_eq!(pick(&[odd]), Ok((r#"MMS "Public", API"#.to_owned(), false)));
    let session = r#"Digest realm="s", nonce="n", algorithm=MD5-sess"#;
    assert_eq!(pick(&[session]).map(|(realm, _)| realm), Ok("s".to_owned()));
}

#[test]
fn unsupported_challenges_are_named() {
    for (challenges, words) in [
        (vec![], "has no challenge"),
        (vec!["Negotiate"], "requires the scheme Negotiate;"),
        (
            vec![r#"Digest realm="r", nonce="n", algorithm=SHA-1024"#],
            "SHA-1024",
        ),
        (vec![r#"Digest realm="r""#], "nonce"),
        (vec!["Digest realm=\"r"], "cannot be parsed"),
        (
            vec![r#"Digest realm="r", nonce="n", qop="auth-int""#],
            "only qop=auth-int",
        ),
    ] {
        let message = pick(&challenges).expect_err(words);
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn the_server_may_supply_the_next_nonce() {
    let mut headers = HeaderMap::new();
    let info = r#"qop=auth, rspauth="0a", cnonce="c", nc=00000001, nextnonce="a\"b==""#;
    headers.insert("authentication-info", HeaderValue::from_static(info));
    let nonce = next_nonce(&headers).expect("there is one");
    assert_eq!(nonce, r#"a\"b=="#);

    let challenge =
        r#"Basic realm="x", Digest realm="a, \"b\"", nonce="n", opaque="o", qop="auth""#;
    let mut headers = HeaderMap::new();
    headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    let first = strongest(&headers).expect("supported");
    let mut current = first;
    for nonce in [nonce.as_str(), "another"] {
        let next = current.with_nonce(nonce).expect("the same challenge");
        assert_eq!(next.client.nonce(), nonce.replace('\\', ""));
        assert_eq!(next.client.realm(), r#"a, "b""#);
        assert_eq!(next.client.opaque(), Some("o"));
        assert_ne!(next.cnonce, current.cnonce);
        current = next;
    }
    assert!(current.with_nonce("\u{7f}").is_none());
}
