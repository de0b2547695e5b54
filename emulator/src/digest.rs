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
    let is_authentic = parameter("username") == PUBLIC_KEY
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
}
