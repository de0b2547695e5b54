//! API keys: HTTP digest authentication (RFC 7616). `http-auth` does the parsing and the
//! hashing.

#[cfg(test)]
mod tests;

use std::sync::Mutex;

use http_auth::digest::Qop;
use http_auth::{DigestClient, PasswordParams};
use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

use super::lock::lock;
use super::rejected::rejected;
use crate::error::{Error, Result};
use crate::http::Response;
use atlas_integrations_model::Secret;
use atlas_integrations_model::excerpt::one_line;

/// An API key, with the challenge that its calls share.
///
/// A challenge is kept and its nonce count incremented, so that a call costs one request. Only the
/// first call, and the first one after the server has discarded the nonce, cost two.
pub(crate) struct Digest {
    public_key: String,
    private_key: Secret,
    challenge: Mutex<Challenge>,
    /// Held by the one call that is sent without credentials, to obtain a challenge.
    first_call: tokio::sync::Mutex<()>,
}

/// The server's latest challenge, numbered so that a rejection can be matched with the challenge it
/// concerns.
#[derive(Default)]
struct Challenge {
    number: u64,
    current: Option<Current>,
}

/// A challenge in use.
struct Current {
    /// The header that it came in, kept for when only the nonce changes.
    header: String,
    client: DigestClient,
    /// One client nonce for the lifetime of a challenge: the session key of the `-sess` algorithms
    /// is derived from the first one (RFC 7616, section 3.4.2), and for the others it is enough
    /// that the nonce count differs.
    cnonce: String,
}

/// What a request was authorized with: a challenge, identified by its number, or nothing yet, in which
/// case the other calls wait for the response.
pub(crate) struct Proof<'a> {
    challenge: Option<u64>,
    _first_call: Option<tokio::sync::MutexGuard<'a, ()>>,
}

impl Digest {
    pub(super) fn new(public_key: String, private_key: Secret) -> Result<Self> {
        if public_key.is_empty() || private_key.expose_secret().is_empty() {
            return Err(Error::configuration(
                "an API key needs a public key and a private key; one of them is empty",
            ));
        }
        Ok(Self {
            public_key,
            private_key,
            challenge: Mutex::default(),
            first_call: tokio::sync::Mutex::default(),
        })
    }

    /// Returns the header for `request`, if there is a challenge to respond to.
    pub(super) async fn authorize(
        &self,
        request: &Request,
    ) -> Result<(Option<HeaderValue>, Proof<'_>)> {
        if let Some(authorized) = self.respond(request)? {
            return Ok(authorized);
        }
        let guard = self.first_call.lock().await;
        if let Some(authorized) = self.respond(request)? {
            return Ok(authorized);
        }
        let proof = Proof {
            challenge: None,
            _first_call: Some(guard),
        };
        Ok((None, proof))
    }

    /// Stores the challenge of a 401 response to a request that has been sent `sent` times. Returns
    /// whether it should be sent again.
    pub(super) fn challenged(
        &self,
        proof: Proof<'_>,
        response: &Response,
        sent: u32,
    ) -> Result<bool> {
        let mut challenge = lock(&self.challenge);
        if proof
            .challenge
            .is_some_and(|number| number != challenge.number)
        {
            // Another call has received a newer challenge in the meantime: try that one.
            return Ok(sent < 3);
        }
        let next = strongest(response.headers()).map_err(|message| rejected(message, response))?;
        let is_stale = next.client.stale();
        let is_same_nonce = challenge
            .current
            .as_ref()
            .is_some_and(|old| old.client.nonce() == next.client.nonce());
        challenge.number += 1;
        challenge.current = Some(next);
        if is_stale {
            // The server says that the key is right but the nonce has expired.
            return Ok(sent < 3);
        }
        // The request used this very nonce and was rejected: the key is wrong.
        let is_key_wrong = proof.challenge.is_some() && is_same_nonce;
        // The request used another nonce and was rejected: that nonce may have expired without
        // `stale`. If it happens twice in a row, the key is wrong.
        Ok(!is_key_wrong && sent < 2)
    }

    /// Processes the response to an accepted request: the server may supply the next nonce (RFC 7616,
    /// section 3.5).
    pub(super) fn accepted(&self, proof: Proof<'_>, response: &Response) {
        let Some(nonce) = next_nonce(response.headers()) else {
            return;
        };
        let mut challenge = lock(&self.challenge);
        if proof.challenge != Some(challenge.number) {
            return;
        }
        let next = challenge
            .current
            .as_ref()
            .and_then(|current| current.with_nonce(&nonce));
        if let Some(next) = next {
            challenge.number += 1;
            challenge.current = Some(next);
        }
    }

    /// Responds to the current challenge for `request`.
    fn respond(&self, request: &Request) -> Result<Option<(Option<HeaderValue>, Proof<'static>)>> {
        let mut challenge = lock(&self.challenge);
        let number = challenge.number;
        let Some(current) = &mut challenge.current else {
            return Ok(None);
        };
        let url = request.url();
        let uri = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let parameters = PasswordParams {
            username: &self.public_key,
            password: self.private_key.expose_secret(),
            uri: &uri,
            method: request.method().as_str(),
            body: None,
        };
        let text = current
            .client
            .respond_with_testing_cnonce(&parameters, &current.cnonce)
            .map_err(Error::authentication)?;
        let header = HeaderValue::from_str(&text)
            .map_err(|_| Error::authentication("the public key cannot be sent in a header"))?;
        let proof = Proof {
            challenge: Some(number),
            _first_call: None,
        };
        Ok(Some((Some(header), proof)))
    }
}

impl Current {
    fn new(header: &str, client: DigestClient) -> Self {
        Self {
            header: header.to_owned(),
            client,
            cnonce: format!("{:032x}", fastrand::u128(..)),
        }
    }

    /// Returns the same challenge with another nonce, which is escaped as in a quoted string.
    fn with_nonce(&self, nonce: &str) -> Option<Self> {
        let mut challenges = http_auth::parse_challenges(&self.header).ok()?;
        let same = |challenge: &http_auth::ChallengeRef<'_>| {
            DigestClient::try_from(challenge).is_ok_and(|client| {
                client.nonce() == self.client.nonce()
                    && client.algorithm() == self.client.algorithm()
            })
        };
        let challenge = challenges.iter_mut().find(|challenge| same(challenge))?;
        let value = http_auth::ParamValue::try_from_escaped(nonce).ok()?;
        for (name, old) in &mut challenge.params {
            if name.eq_ignore_ascii_case("nonce") {
                *old = value;
            }
        }
        let client = DigestClient::try_from(&*challenge).ok()?;
        let mut header = String::from("Digest ");
        for (index, (name, value)) in challenge.params.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            header.push_str(&format!("{comma}{name}=\"{}\"", value.as_escaped()));
        }
        Some(Self::new(&header, client))
    }
}

/// Returns the `nextnonce` of `Authentication-Info`, still escaped as in its quoted string.
fn next_nonce(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("authentication-info")?.to_str().ok()?;
    // The grammar is the same as that of challenge parameters.
    let text = format!("Digest {text}");
    let parsed = http_auth::parse_challenges(&text).ok()?;
    let (_, value) = parsed
        .first()?
        .params
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("nextnonce"))?;
    Some(value.as_escaped().to_owned())
}

/// Returns the strongest digest challenge in the headers, or a message saying why none can be used.
fn strongest(headers: &HeaderMap) -> Result<Current, String> {
    let mut best: Option<Current> = None;
    let mut unsupported = Vec::new();
    for header in headers.get_all(WWW_AUTHENTICATE) {
        let Ok(text) = header.to_str() else {
            unsupported.push("a challenge that is not ASCII".to_owned());
            continue;
        };
        let Ok(challenges) = http_auth::parse_challenges(text) else {
            unsupported.push("a challenge that cannot be parsed".to_owned());
            continue;
        };
        for challenge in &challenges {
            if !challenge.scheme.eq_ignore_ascii_case("digest") {
                unsupported.push(format!("the scheme {}", one_line(challenge.scheme)));
                continue;
            }
            match DigestClient::try_from(challenge) {
                Ok(client) if !(client.qop() & Qop::Auth) => {
                    unsupported.push("Digest with only qop=auth-int".to_owned());
                }
                Ok(client) => {
                    let better = best
                        .as_ref()
                        .is_none_or(|best| strength(&best.client) < strength(&client));
                    if better {
                        best = Some(Current::new(text, client));
                    }
                }
                Err(cause) => unsupported.push(format!("Digest with {}", one_line(&cause))),
            }
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

fn strength(client: &DigestClient) -> u8 {
    match client.algorithm() {
        http_auth::digest::Algorithm::Md5 => 0,
        _ => 1,
    }
}
