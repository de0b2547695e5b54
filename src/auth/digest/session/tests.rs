use proptest::prelude::*;
use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};
use reqwest::{Method, Url};

use super::super::challenge::strongest;
use super::*;

/// The response to a challenge, for a request to `https://example.org` and `path`.
fn respond(challenge: &str, (user, password): (&str, &str), cnonce: &str, path: &str) -> String {
    let mut headers = HeaderMap::new();
    let value = HeaderValue::from_bytes(challenge.as_bytes()).expect("a header");
    headers.insert(WWW_AUTHENTICATE, value);
    let challenge = strongest(&headers).expect("supported");
    let key = Arc::new(Key::new(&challenge, user, &Secret::from(password)));
    let session = Session::with_cnonce(challenge, user, key, cnonce.to_owned());
    let url = format!("https://example.org{path}");
    let request = Request::new(Method::GET, Url::parse(&url).expect("a URL"));
    let header = session.authorization(&request);
    String::from_utf8(header.expect("a header").as_bytes().to_vec()).expect("UTF-8")
}

// RFC 7616, section 3.9.1.
#[test]
fn the_examples_of_the_standard_come_out() {
    for (algorithm, response) in [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        (
            "SHA-256",
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ] {
        let challenge = format!(
            r#"Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm}, nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
        );
        let mufasa = ("Mufasa", "Circle of Life");
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        assert_eq!(
            respond(&challenge, mufasa, cnonce, "/dir/index.html"),
            format!(
                r#"Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", algorithm={algorithm}, nc=00000001, cnonce="{cnonce}", qop=auth, response="{response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS""#
            )
        );
    }
}

// RFC 7616, section 3.9.2, with the hashes of erratum 4897.
#[test]
fn the_user_name_is_hashed_where_the_server_asks_for_it() {
    let challenge = r#"Digest realm="api@example.org", qop="auth", algorithm=SHA-512-256, nonce="5TsQWLVdgBdmrQ0XsxbDODV+57QdFR34I9HAbC/RVvkK", opaque="HRPCssKJSGjCrkzDg8OhwpzCiGPChXYjwrI2QmXDnsOS", charset=UTF-8, userhash=true"#;
    let doe = ("J\u{e4}s\u{f8}n Doe", "Secret, or not?");
    let cnonce = "NTg6RKcb9boFIAS3KrFK9BGeh+iDa/sm6jUMp2wds69v";
    let header = respond(challenge, doe, cnonce, "/doe.json");
    for part in [
        r#"username="793263caabb707a56211940d90411ea4a575adeccb7e360aeb624ed06ece9b0b""#,
        r#"response="3798d4131c277846293534c3edc11bd8a5e4cdcbff78b05db9d95eeb1cec68a5""#,
        "userhash=true",
    ] {
        assert!(header.contains(part), "{part} is not in {header}");
    }
}

// RFC 2069, section 2.4, with the hash of erratum 749.
#[test]
fn the_older_form_has_neither_count_nor_client_nonce() {
    let challenge = r#"Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41", qop="""#;
    let header = respond(
        challenge,
        ("Mufasa", "CircleOfLife"),
        "c",
        "/dir/index.html",
    );
    assert!(
        header.contains(r#"response="1949323746fe6a43ef61f9606e7febea""#),
        "{header}"
    );
    for absent in ["qop", "nc=0", "cnonce", "algorithm"] {
        assert!(!header.contains(absent), "{header}");
    }
}

#[test]
fn an_empty_opaque_is_sent_back_and_a_missing_one_is_not() {
    let with = respond(r#"Digest nonce="n", opaque="""#, ("u", "p"), "c", "/");
    assert!(with.contains(r#", opaque="""#), "{with}");
    let without = respond(r#"Digest nonce="n""#, ("u", "p"), "c", "/");
    assert!(!without.contains("opaque"), "{without}");
}

#[test]
fn quotation_marks_are_escaped_and_other_bytes_stay() {
    let challenge = r#"Digest realm="a \"b\" \\ Größe", nonce="n""#;
    let header = respond(challenge, (r#"u"1"#, "p"), "c", "/");
    assert!(header.contains(r#"realm="a \"b\" \\ Größe""#), "{header}");
    assert!(header.contains(r#"username="u\"1""#), "{header}");
}

#[test]
fn a_user_name_beyond_ascii_is_sent_as_it_is_or_in_the_extended_form() {
    for (challenge, user, expected) in [
        ("Digest nonce=n", "Jäsø", r#"username="Jäsø""#),
        (
            "Digest nonce=n, charset=UTF-8",
            "Jäsø",
            r#"username="Jäsø""#,
        ),
        (
            "Digest nonce=n, charset=UTF-8, userhash=false",
            "Jäs*ø",
            "username*=UTF-8''J%C3%A4s%2A%C3%B8",
        ),
        (
            "Digest nonce=n, charset=UTF-8, userhash=false",
            "ascii",
            r#"username="ascii""#,
        ),
    ] {
        let header = respond(challenge, (user, "p"), "c", "/");
        assert!(
            header.starts_with(&format!("Digest {expected},")),
            "{header}"
        );
    }
}

#[test]
fn a_session_keeps_its_key_and_counts() {
    let challenge = |nonce: &str| Challenge {
        nonce: nonce.as_bytes().to_vec(),
        realm: b"r".to_vec(),
        opaque: None,
        algorithm: super::super::hash::Algorithm::named("MD5-sess").expect("known"),
        algorithm_name: None,
        has_qop: true,
        is_stale: false,
        hashes_user: false,
        reads_extended: false,
    };
    let key = Arc::new(Key::new(&challenge("1"), "u", &Secret::from("p")));
    assert!(key.fits(&challenge("2")));
    let session = Session::new(challenge("1"), "u", Arc::clone(&key)).expect("random numbers");
    let next = session
        .with_nonce(b"2".to_vec(), "u")
        .expect("random numbers");
    assert!(Arc::ptr_eq(&session.key, &next.key));
    assert_ne!(session.session_key, next.session_key);
    assert_ne!(session.cnonce, next.cnonce);
    let url = Url::parse("https://example.org").expect("a URL");
    let request = Request::new(Method::GET, url);
    assert!(!session.was_used_once());
    for (count, is_only_one) in [("nc=00000001", true), ("nc=00000002", false)] {
        let header = session.authorization(&request).expect("a header");
        assert!(header.to_str().expect("ASCII").contains(count));
        assert_eq!(session.was_used_once(), is_only_one);
    }
}

/// A challenge with parameters of its own, whole or damaged.
fn challenges() -> impl Strategy<Value = String> {
    let names = vec![
        "realm",
        "nonce",
        "opaque",
        "qop",
        "algorithm",
        "stale",
        "userhash",
        "charset",
        "domain",
        "x",
    ];
    let value = prop_oneof![
        prop::sample::select(vec![
            "auth",
            "auth-int",
            "auth,auth-int",
            "MD5",
            "md5-sess",
            "SHA-256",
            "SHA-512-256-sess",
            "true",
            "UTF-8",
            "",
        ])
        .prop_map(str::to_owned),
        "[ -~\u{e4}]{0,12}",
    ];
    let parameter = (
        prop::sample::select(names),
        value,
        any::<bool>(),
        "[ ,;=]{0,3}",
    );
    prop::collection::vec(parameter, 0..9).prop_map(|parameters| {
        let parameters = parameters
            .into_iter()
            .map(|(name, value, is_quoted, separator)| {
                let quote = if is_quoted { "\"" } else { "" };
                format!("{name}={quote}{value}{quote}{separator},")
            });
        format!("Digest nonce=\"n\", {}", parameters.collect::<String>())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_understood_can_be_answered(
        challenge in challenges(),
        user in "\\PC{0,12}",
        path in "/[a-z0-9/?&=%+]{0,20}",
    ) {
        let password = "SESAME-opens-it";
        let mut headers = HeaderMap::new();
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_bytes(challenge.as_bytes()).expect("a header"));
        let Ok(understood) = strongest(&headers) else {
            return Ok(());
        };
        let key = Arc::new(Key::new(&understood, &user, &Secret::from(password)));
        let session = Session::new(understood, &user, key).expect("random numbers");
        let url = Url::parse(&format!("https://example.org{path}")).expect("a URL");
        let request = Request::new(Method::GET, url);
        // Twice, since the count of a response differs from that of the next.
        let answer = || session.authorization(&request).map(|header| header.as_bytes().to_vec());
        for header in [answer(), answer()] {
            let header = header.expect("a header");
            let text = String::from_utf8_lossy(&header);
            prop_assert!(text.starts_with("Digest username") && text.contains(", response=\""), "{}", text);
            prop_assert!(!text.contains(password), "{}", text);
        }
    }
}
