//! API keys: HTTP digest authentication (RFC 7616). Parsing and hashing are `http-auth`'s.

#[cfg(test)]
mod tests;

use std::sync::Mutex;

use http_auth::digest::Qop;
use http_auth::{DigestClient, PasswordParams};
use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

use super::lock;
use crate::Secret;
use crate::error::{Error, Result};
use crate::quote::one_line;
use crate::transport::Response;

/// An API key, with the challenge that its calls share.
///
/// A challenge is kept and its nonce counted up, so that a call costs one request; only the first
/// one, and the first after the server gave the nonce up, cost two.
pub(crate) struct Digest {
    public_key: String,
    private_key: Secret,
    challenge: Mutex<Challenge>,
    /// Held by the one call that goes without credentials to be challenged.
    scouting: tokio::sync::Mutex<()>,
}

/// The server's last challenge, numbered so that an answer can be matched with the one it refuses.
#[derive(Default)]
struct Challenge {
    number: u64,
    current: Option<Current>,
}

/// A challenge that is being answered.
struct Current {
    /// The header that it stood in, for the day on which only its nonce changes.
    header: String,
    client: DigestClient,
    /// One client nonce for the whole life of a challenge: the session key of the `-sess`
    /// algorithms is made with the first one (RFC 7616, section 3.4.2), and the others do not mind,
    /// since the count differs.
    cnonce: String,
}

/// What one request was authorized with: a challenge by its number, or nothing yet, in which case
/// the others wait until it is answered.
pub(crate) struct Turn<'a> {
    challenge: Option<u64>,
    _scout: Option<tokio::sync::MutexGuard<'a, ()>>,
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
            scouting: tokio::sync::Mutex::default(),
        })
    }

    /// The header for `request`, where there is a challenge to answer.
    pub(super) async fn authorize(
        &self,
        request: &Request,
    ) -> Result<(Option<HeaderValue>, Turn<'_>)> {
        if let Some((header, number)) = self.respond(request)? {
            return Ok((Some(header), turn(number)));
        }
        let scout = self.scouting.lock().await;
        if let Some((header, number)) = self.respond(request)? {
            return Ok((Some(header), turn(number)));
        }
        let turn = Turn {
            challenge: None,
            _scout: Some(scout),
        };
        Ok((None, turn))
    }

    /// Takes the challenge of a 401 to a request that was sent `rounds` times by now. True where
    /// it should be sent again.
    pub(super) fn challenged(
        &self,
        turn: Turn<'_>,
        response: &Response,
        rounds: u32,
    ) -> Result<bool> {
        let mut challenge = lock(&self.challenge);
        if turn
            .challenge
            .is_some_and(|number| number != challenge.number)
        {
            // Another call has got a newer challenge meanwhile.
            return Ok(rounds < 3);
        }
        let next =
            strongest(response.headers()).map_err(|message| Error::rejected(message, response))?;
        let stale = next.client.stale();
        // The same nonce again, for an answer to it, means that the key is wrong; so does another
        // nonce for the answer to a fresh one.
        let same = challenge
            .current
            .as_ref()
            .is_some_and(|old| old.client.nonce() == next.client.nonce());
        challenge.number += 1;
        challenge.current = Some(next);
        let first = rounds < 2 && !(turn.challenge.is_some() && same);
        Ok(stale && rounds < 3 || first)
    }

    /// Takes note of a request that was accepted: the server may name the nonce to go on with (RFC
    /// 7616, section 3.5).
    pub(super) fn accepted(&self, turn: Turn<'_>, response: &Response) {
        let Some(nonce) = next_nonce(response.headers()) else {
            return;
        };
        let mut challenge = lock(&self.challenge);
        if turn.challenge != Some(challenge.number) {
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

    /// Answers the challenge at hand for `request`.
    fn respond(&self, request: &Request) -> Result<Option<(HeaderValue, u64)>> {
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
            .map_err(|_| Error::authentication("the public key cannot stand in a header"))?;
        Ok(Some((header, number)))
    }
}

fn turn(number: u64) -> Turn<'static> {
    Turn {
        challenge: Some(number),
        _scout: None,
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

    /// The same challenge with another nonce, written as in a quoted string.
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

/// The `nextnonce` of `Authentication-Info`, as it stands between its quotation marks.
fn next_nonce(headers: &HeaderMap) -> Option<String> {
    let text = headers.get("authentication-info")?.to_str().ok()?;
    // Its grammar is that of a challenge's parameters.
    let text = format!("Digest {text}");
    let parsed = http_auth::parse_challenges(&text).ok()?;
    let (_, value) = parsed
        .first()?
        .params
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("nextnonce"))?;
    Some(value.as_escaped().to_owned())
}

/// The strongest digest challenge of all that the headers hold, or a sentence on why none serves.
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
                    unsupported.push("Digest with qop=auth-int alone".to_owned());
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
        [] => "the answer is 401 without a challenge in WWW-Authenticate".to_owned(),
        _ => format!(
            "the server wants {}; Digest with MD5, SHA-256 or SHA-512-256 and qop=auth or none is \
             supported",
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
