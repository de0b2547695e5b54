//! Digest challenges (RFC 7616, section 3.3), read as leniently as curl reads them. Whatever a server
//! quotes is kept as bytes, since it is hashed and sent back as it came.

use reqwest::header::{HeaderMap, WWW_AUTHENTICATE};

use super::hash::Algorithm;
use super::scanner::{Scheme, schemes};
use atlas_integrations_model::excerpt::one_line;

/// A digest challenge that can be answered.
#[derive(Clone, Debug)]
pub(super) struct Challenge {
    pub(super) realm: Vec<u8>,
    pub(super) nonce: Vec<u8>,
    pub(super) opaque: Option<Vec<u8>>,
    pub(super) algorithm: Algorithm,
    /// The name of the algorithm as the server spells it, if it does.
    pub(super) algorithm_name: Option<String>,
    /// Whether the response has a quality of protection, `auth`; if not, it has the older form of RFC
    /// 2069.
    pub(super) has_qop: bool,
    pub(super) is_stale: bool,
    /// Whether the user name is sent as a hash.
    pub(super) hashes_user: bool,
    /// Whether the server reads a user name in the extended form, `username*`. It does if it speaks of
    /// `charset` and of `userhash`; others that read UTF-8 read it as it is, which is how curl sends it.
    pub(super) reads_extended: bool,
}

impl Challenge {
    /// Reads a challenge, or says why it cannot be answered.
    fn new(scheme: &Scheme) -> Result<Self, String> {
        if !scheme.name.eq_ignore_ascii_case("digest") {
            return Err(format!("the scheme {}", one_line(&scheme.name)));
        }
        let text = |name| {
            scheme
                .parameter(name)
                .map(|value| String::from_utf8_lossy(value))
        };
        let is = |name, wanted| text(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted));
        let nonce = scheme.parameter("nonce").ok_or("Digest without a nonce")?;
        let algorithm_name = text("algorithm").filter(|name| !name.trim().is_empty());
        let algorithm = match &algorithm_name {
            None => Algorithm::default(),
            Some(name) => Algorithm::named(name.trim())
                .ok_or_else(|| format!("Digest with the algorithm {}", one_line(name)))?,
        };
        let qop = text("qop").unwrap_or_default();
        let offers = |wanted| {
            qop.split(',')
                .any(|qop| qop.trim().eq_ignore_ascii_case(wanted))
        };
        if offers("auth-int") && !offers("auth") {
            return Err("Digest with only qop=auth-int".to_owned());
        }
        Ok(Self {
            realm: scheme.parameter("realm").unwrap_or_default().to_vec(),
            nonce: nonce.to_vec(),
            opaque: scheme.parameter("opaque").map(<[u8]>::to_vec),
            algorithm,
            algorithm_name: algorithm_name.map(|name| name.trim().to_owned()),
            has_qop: offers("auth"),
            is_stale: is("stale", "true"),
            hashes_user: is("userhash", "true"),
            reads_extended: is("charset", "utf-8") && scheme.parameter("userhash").is_some(),
        })
    }
}

/// Returns the strongest digest challenge in the headers, or a message saying why none can be used.
pub(super) fn strongest(headers: &HeaderMap) -> Result<Challenge, String> {
    let mut best: Option<Challenge> = None;
    let mut unsupported = Vec::new();
    let headers = headers.get_all(WWW_AUTHENTICATE).into_iter();
    for scheme in headers.flat_map(|header| schemes(header.as_bytes())) {
        match Challenge::new(&scheme) {
            Ok(challenge) => {
                let is_better = |best: &Challenge| challenge.algorithm.is_stronger(best.algorithm);
                if best.as_ref().is_none_or(is_better) {
                    best = Some(challenge);
                }
            }
            Err(reason) => unsupported.push(reason),
        }
    }
    best.ok_or_else(|| match unsupported.as_slice() {
        [] => "the 401 response has no challenge in WWW-Authenticate".to_owned(),
        _ => format!(
            "the server requires {}; only Digest with MD5, SHA-256 or SHA-512-256, and with \
             qop=auth or none, is supported",
            unsupported.join(", or ")
        ),
    })
}

/// Returns the `nextnonce` of `Authentication-Info` (RFC 7616, section 3.5).
pub(super) fn next_nonce(headers: &HeaderMap) -> Option<Vec<u8>> {
    // The grammar is that of a challenge's parameters.
    let text = [b"Digest ", headers.get("authentication-info")?.as_bytes()].concat();
    let schemes = schemes(&text);
    let nonce = schemes.first()?.parameter("nextnonce")?;
    (!nonce.is_empty()).then(|| nonce.to_vec())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use reqwest::header::HeaderValue;

    use super::*;

    fn pick(challenges: &[&str]) -> Result<Challenge, String> {
        let mut headers = HeaderMap::new();
        for challenge in challenges {
            let value = HeaderValue::from_bytes(challenge.as_bytes()).expect("a header");
            headers.append(WWW_AUTHENTICATE, value);
        }
        strongest(&headers)
    }

    fn one(challenge: &str) -> Challenge {
        pick(&[challenge]).expect(challenge)
    }

    #[test]
    fn the_strongest_supported_challenge_is_picked() {
        let md5 = r#"Digest realm="md5", nonce="n", qop="auth", algorithm=MD5"#;
        let sha = r#"Digest realm="sha", nonce="n", qop="auth", algorithm=SHA-256"#;
        let unknown = r#"Digest realm="new", nonce="n", algorithm=SHA-1024"#;
        for challenges in [
            vec![md5, sha],
            vec![sha, md5],
            vec![unknown, md5, sha],
            vec![&*format!("Basic realm=\"a, b\", {md5}, {sha}")],
            vec![&*format!("{sha}, Negotiate YII==, {md5}")],
        ] {
            assert_eq!(
                pick(&challenges).expect("one").realm,
                b"sha",
                "{challenges:?}"
            );
        }
    }

    #[test]
    fn a_challenge_is_found_whatever_surrounds_it() {
        for challenge in [
            r#"Digest realm="r", nonce="n", qop="auth""#,
            r#"Digest  realm="r",nonce="n",qop=auth"#,
            r#"dIGEST REALM="r", Nonce=n, QOP=AUTH"#,
            r#"Digest realm = "r" , nonce = "n" , qop = "auth" "#,
            r#"Digest realm="r" nonce="n" qop="auth""#,
            r#", ,Digest realm="r",, nonce="n", qop="auth","#,
            r#"Digest, realm="r", nonce="n", qop="auth""#,
            r#"Negotiate, Digest realm="r", nonce="n", qop="auth""#,
            r#"Negotiate YII==, Digest realm="r", nonce="n", qop="auth""#,
            r#"Negotiate YII=, Digest realm="r", nonce="n", qop="auth""#,
            r#"NTLM TlRMTVNTUAAC, Digest realm="r", nonce="n", qop="auth""#,
            r#"Digest realm="r", nonce="n", qop="auth", Negotiate"#,
            r#"Basic realm="a, Digest nonce=x", Digest realm="r", nonce="n", qop="auth""#,
            r#"Digest realm="r", qop=auth,auth-int, nonce="n""#,
            r#"Digest realm="r", qop="auth-int, auth", nonce="n""#,
            r#"Digest realm="r", nonce="n", qop="auth", domain="/ https://x", unknown=1"#,
            "Digest\trealm=\"r\",\tnonce=\"n\",\tqop=\"auth\"",
        ] {
            let found = one(challenge);
            let read = (&*found.realm, &*found.nonce, found.has_qop);
            assert_eq!(read, (&b"r"[..], &b"n"[..], true), "{challenge}");
        }
    }

    #[test]
    fn without_a_known_quality_of_protection_the_older_form_is_used() {
        for qop in [
            "",
            r#", qop="""#,
            r#", qop=" ""#,
            r#", qop="auth-conf""#,
            ", qop=",
        ] {
            let challenge = format!(r#"Digest realm="r", nonce="n"{qop}"#);
            assert!(!one(&challenge).has_qop, "{challenge}");
        }
    }

    #[test]
    fn what_is_quoted_is_unescaped_and_kept_to_the_byte() {
        let found = one(r#"Digest realm="a \"b\", c\\d", nonce="n,=\"1", opaque="""#);
        assert_eq!(found.realm, br#"a "b", c\d"#);
        assert_eq!(found.nonce, br#"n,="1"#);
        assert_eq!(found.opaque.as_deref(), Some(&b""[..]));
        assert_eq!(one(r#"Digest nonce="n""#).opaque, None);
        assert_eq!(
            one(r#"Digest realm="Größe", nonce="n""#).realm,
            "Größe".as_bytes()
        );
    }

    #[test]
    fn names_and_flags_are_read_in_any_case() {
        let found = one(
            r#"Digest nonce=n, algorithm=sha-256-SESS, stale=TRUE, userhash="True", charset=utf-8"#,
        );
        assert_eq!(Algorithm::named("SHA-256-sess"), Some(found.algorithm));
        assert_eq!(found.algorithm_name.as_deref(), Some("sha-256-SESS"));
        assert!(found.is_stale && found.hashes_user && found.reads_extended);
        let plain = one(r"Digest nonce=n, stale=false, userhash=false");
        assert!(!plain.is_stale && !plain.hashes_user && !plain.reads_extended);
        assert_eq!(one("Digest nonce=n, algorithm=\"\"").algorithm_name, None);
    }

    #[test]
    fn unsupported_challenges_are_named() {
        for (challenges, words) in [
            (vec![], "has no challenge"),
            (vec!["Negotiate"], "requires the scheme Negotiate;"),
            (vec!["NTLM TlRMTVNTUAAC"], "requires the scheme NTLM;"),
            (
                vec!["Digest realm=r, nonce=n, algorithm=SHA-1024"],
                "SHA-1024",
            ),
            (vec![r#"Digest realm="r""#], "without a nonce"),
            (vec!["Digest realm=\"r"], "without a nonce"),
            (
                vec![r#"Digest nonce=n, qop="auth-int""#],
                "only qop=auth-int",
            ),
        ] {
            let message = pick(&challenges).expect_err(words);
            assert!(message.contains(words), "{message}");
        }
    }

    #[test]
    fn the_server_may_supply_the_next_nonce() {
        let next = |info: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("authentication-info", info.parse().expect("a header"));
            next_nonce(&headers)
        };
        let info = r#"qop=auth, rspauth="0a", cnonce="c", nc=00000001, nextnonce="a\"b==""#;
        assert_eq!(next(info), Some(br#"a"b=="#.to_vec()));
        for without in ["qop=auth", r#"nextnonce="""#, ""] {
            assert_eq!(next(without), None, "{without}");
        }
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_a_panic(text in "[ -~\t\u{e4}]{0,80}") {
            let _ = pick(&[&text]);
            let _ = pick(&[&format!("Digest {text}")]);
        }

        #[test]
        fn any_quoted_realm_comes_back(realm in "[ -~\u{e4}\u{df}]{0,40}") {
            let escaped = realm.replace('\\', r"\\").replace('"', "\\\"");
            let found = one(&format!(r#"Digest realm="{escaped}", nonce="n""#));
            prop_assert_eq!(found.realm, realm.into_bytes());
        }
    }
}
