//! The server's side of HTTP digest authentication (RFC 7616), as Atlas has it: realm
//! "MMS Public API", MD5, qop=auth.

use axum::extract::Request;
use md5::{Digest as _, Md5};
use tokio::time::{Duration, Instant};

use crate::{PRIVATE_KEY, PUBLIC_KEY, State, lock, random};

const REALM: &str = "MMS Public API";

/// How long a nonce is good for.
const LIFETIME: Duration = Duration::from_secs(300);

/// A nonce, with the counts that were used with it already: none is taken twice.
#[derive(Debug)]
pub(crate) struct Nonce {
    value: String,
    issued_at: Instant,
    counts: Vec<u32>,
}

/// What a request's proof is worth.
pub(crate) enum Verdict {
    Accepted,
    /// The key is right and the nonce is not good any more.
    Stale,
    Refused,
}

/// A challenge with a fresh nonce.
pub(crate) fn challenge(state: &State, stale: bool) -> String {
    let value = random();
    let challenge = format!(
        r#"Digest realm="{REALM}", domain="", nonce="{value}", algorithm=MD5, qop="auth", stale={stale}"#
    );
    lock(&state.nonces).push(Nonce {
        value,
        issued_at: Instant::now(),
        counts: Vec::new(),
    });
    challenge
}

/// Checks the header `Digest …` of `request`.
pub(crate) fn verify(state: &State, header: &str, request: &Request) -> Verdict {
    // Credentials have the grammar of a challenge (RFC 9110, section 11.4).
    let Ok(parsed) = http_auth::parse_challenges(header) else {
        return Verdict::Refused;
    };
    let Some(credentials) = parsed.first() else {
        return Verdict::Refused;
    };
    let value = |name: &str| {
        credentials
            .params
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_unescaped())
            .unwrap_or_default()
    };
    let uri = value("uri");
    let asked = request
        .uri()
        .path_and_query()
        .map(ToString::to_string)
        .unwrap_or_default();
    let (nonce, count) = (value("nonce"), value("nc"));
    let secret = md5(&format!("{PUBLIC_KEY}:{REALM}:{PRIVATE_KEY}"));
    let action = md5(&format!("{}:{uri}", request.method()));
    let expected = md5(&format!(
        "{secret}:{nonce}:{count}:{}:auth:{action}",
        value("cnonce")
    ));
    let right = value("username") == PUBLIC_KEY
        && value("realm") == REALM
        && value("qop") == "auth"
        && uri == asked
        && value("response") == expected;
    if !right {
        return Verdict::Refused;
    }
    let Ok(count) = u32::from_str_radix(&count, 16) else {
        return Verdict::Refused;
    };
    let mut nonces = lock(&state.nonces);
    nonces.retain(|nonce| nonce.issued_at.elapsed() < LIFETIME);
    match nonces.iter_mut().find(|known| known.value == nonce) {
        Some(known) if !known.counts.contains(&count) => {
            known.counts.push(count);
            Verdict::Accepted
        }
        _ => Verdict::Stale,
    }
}

fn md5(text: &str) -> String {
    Md5::digest(text.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_rfc_comes_out() {
        // RFC 7616, section 3.9.1, the MD5 response.
        let secret = md5("Mufasa:http-auth@example.org:Circle of Life");
        let action = md5("GET:/dir/index.html");
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        let cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
        let response = md5(&format!("{secret}:{nonce}:00000001:{cnonce}:auth:{action}"));
        assert_eq!(response, "8ca523f5e9506fed4657c9700eebdbec");
    }
}
