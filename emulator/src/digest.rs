//! The server side of HTTP Digest authentication (RFC 7616) with the parameters that Atlas uses:
//! realm "MMS Public API", MD5, `qop=auth`.

use axum::extract::Request;
use md5::{Digest as _, Md5};
use tokio::time::{Duration, Instant};

use crate::credentials::{PRIVATE_KEY, PUBLIC_KEY};
use crate::random;

const REALM: &str = "MMS Public API";

/// How long a nonce is valid.
const NONCE_LIFETIME: Duration = Duration::from_secs(300);

/// The nonces that have been issued and not expired.
#[derive(Debug, Default)]
pub(crate) struct Nonces(Vec<Nonce>);

#[derive(Debug)]
struct Nonce {
    value: String,
    issued_at: Instant,
    /// The nonce counts seen so far. A repeated count is a replay and is not accepted.
    used_counts: Vec<u32>,
}

/// The result of checking a request's digest credentials.
pub(crate) enum Verification {
    Accepted,
    /// The key is right, but the nonce has expired or the nonce count has been used before.
    Stale,
    Rejected,
}

impl Nonces {
    /// Issues a nonce and returns a challenge that carries it.
    pub(crate) fn challenge(&mut self, stale: bool) -> String {
        let value = random::hex_digits();
        let challenge = format!(
            r#"Digest realm="{REALM}", domain="", nonce="{value}", algorithm=MD5, qop="auth", stale={stale}"#
        );
        self.0.push(Nonce {
            value,
            issued_at: Instant::now(),
            used_counts: Vec::new(),
        });
        challenge
    }

    /// Verifies `authorization`, the value of the header `Authorization: Digest …` of `request`.
    pub(crate) fn verify(&mut self, authorization: &str, request: &Request) -> Verification {
        let Some((nonce, count)) = authenticated_nonce(authorization, request) else {
            return Verification::Rejected;
        };
        self.0
            .retain(|issued| issued.issued_at.elapsed() < NONCE_LIFETIME);
        match self.0.iter_mut().find(|issued| issued.value == nonce) {
            Some(issued) if !issued.used_counts.contains(&count) => {
                issued.used_counts.push(count);
                Verification::Accepted
            }
            _ => Verification::Stale,
        }
    }

    pub(crate) fn expire_all(&mut self) {
        self.0.clear();
    }
}

/// Returns the nonce and its count if `authorization` was computed with the private key for this
/// request.
fn authenticated_nonce(authorization: &str, request: &Request) -> Option<(String, u32)> {
    // Credentials have the grammar of a challenge (RFC 9110, section 11.4).
    let parsed = http_auth::parse_challenges(authorization).ok()?;
    let credentials = parsed.first()?;
    let parameter = |name: &str| {
        credentials
            .params
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_unescaped())
            .unwrap_or_default()
    };
    let requested_uri = request.uri().path_and_query()?.as_str();
    let (nonce, count) = (parameter("nonce"), parameter("nc"));
    let ha1 = md5_hex(&format!("{PUBLIC_KEY}:{REALM}:{PRIVATE_KEY}"));
    let ha2 = md5_hex(&format!("{}:{requested_uri}", request.method()));
    let response = md5_hex(&format!(
        "{ha1}:{nonce}:{count}:{}:auth:{ha2}",
        parameter("cnonce")
    ));
    let is_authentic = credentials.scheme.eq_ignore_ascii_case("digest")
        && parameter("username") == PUBLIC_KEY
        && parameter("realm") == REALM
        && parameter("qop") == "auth"
        && parameter("uri") == requested_uri
        && parameter("response") == response;
    if !is_authentic {
        return None;
    }
    let count = u32::from_str_radix(&count, 16).ok()?;
    Some((nonce, count))
}

fn md5_hex(text: &str) -> String {
    Md5::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computes_the_response_of_the_rfc_example() {
        // RFC 7616, section 3.9.1, the MD5 response.
        let ha1 = md5_hex("Mufasa:http-auth@example.org:Circle of Life");
        let ha2 = md5_hex("GET:/dir/index.html");
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let response = md5_hex(&format!("{ha1}:{nonce}:00000001:{cnonce}:auth:{ha2}"));
        assert_eq!(response, "8ca523f5e9506fed4657c9700eebdbec");
    }

    const URI: &str = "/api/atlas/v2/groups?pageNum=2";

    /// What a client sends.
    fn authorization(nonce: &str, count: u32) -> String {
        let ha1 = md5_hex(&format!("{PUBLIC_KEY}:{REALM}:{PRIVATE_KEY}"));
        let ha2 = md5_hex(&format!("GET:{URI}"));
        let response = md5_hex(&format!("{ha1}:{nonce}:{count:08x}:0a4f113b:auth:{ha2}"));
        format!(
            "Digest username=\"{PUBLIC_KEY}\", realm=\"{REALM}\", nonce=\"{nonce}\", uri=\"{URI}\", \
             qop=\"auth\", nc=\"{count:08x}\", cnonce=\"0a4f113b\", response=\"{response}\""
        )
    }

    fn verify(nonces: &mut Nonces, authorization: &str) -> &'static str {
        let request = Request::builder().uri(URI).body(axum::body::Body::empty());
        match nonces.verify(authorization, &request.expect("a request")) {
            Verification::Accepted => "accepted",
            Verification::Stale => "stale",
            Verification::Rejected => "rejected",
        }
    }

    fn issued(nonces: &mut Nonces) -> String {
        nonces.challenge(false);
        nonces.0.last().expect("a nonce").value.clone()
    }

    #[tokio::test]
    async fn the_scheme_and_each_parameter_must_be_right() {
        let mut nonces = Nonces::default();
        let right = authorization(&issued(&mut nonces), 1);
        for (from, to) in [
            ("Digest ", "Negotiate "),
            (PUBLIC_KEY, "mallory"),
            (REALM, "MMS Private API"),
            ("?pageNum=2", ""),
            ("\"auth\"", "\"auth-int\""),
            ("response=\"", "response=\"0"),
            ("0a4f113b", "another"),
        ] {
            let wrong = right.replace(from, to);
            assert_eq!(verify(&mut nonces, &wrong), "rejected", "{wrong}");
        }
        assert_eq!(verify(&mut nonces, &right), "accepted");
        assert_eq!(verify(&mut nonces, "no credentials"), "rejected");
    }

    #[tokio::test(start_paused = true)]
    async fn a_nonce_serves_once_for_each_count_and_for_five_minutes() {
        let mut nonces = Nonces::default();
        let nonce = issued(&mut nonces);
        let nth = |count| authorization(&nonce, count);
        assert_eq!(verify(&mut nonces, &nth(1)), "accepted");
        assert_eq!(verify(&mut nonces, &nth(1)), "stale");
        assert_eq!(verify(&mut nonces, &nth(2)), "accepted");
        tokio::time::advance(Duration::from_secs(299)).await;
        assert_eq!(verify(&mut nonces, &nth(3)), "accepted");
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(verify(&mut nonces, &nth(4)), "stale");

        let nonce = issued(&mut nonces);
        nonces.expire_all();
        assert_eq!(verify(&mut nonces, &authorization(&nonce, 1)), "stale");
    }
}
