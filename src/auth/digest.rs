//! API keys: HTTP digest authentication (RFC 7616). Parsing and hashing are `http-auth`'s.

use std::sync::{Mutex, MutexGuard, PoisonError};

use http_auth::{DigestClient, PasswordParams};
use reqwest::Request;
use reqwest::header::{HeaderMap, HeaderValue, WWW_AUTHENTICATE};

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
    client: Option<DigestClient>,
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

    /// Takes the challenge of a 401. True where another try may succeed.
    pub(super) fn challenged(&self, turn: Turn<'_>, response: &Response) -> Result<bool> {
        let mut challenge = self.challenge();
        if turn
            .challenge
            .is_some_and(|number| number != challenge.number)
        {
            // Another call has got a newer challenge meanwhile.
            return Ok(true);
        }
        let client =
            strongest(response.headers()).map_err(|message| Error::rejected(message, response))?;
        // The same nonce again, for an answer to it, means that the key is wrong.
        let refused = turn.challenge.is_some()
            && !client.stale()
            && challenge
                .client
                .as_ref()
                .is_some_and(|old| old.nonce() == client.nonce());
        challenge.number += 1;
        challenge.client = Some(client);
        Ok(!refused)
    }

    /// Answers the challenge at hand for `request`.
    fn respond(&self, request: &Request) -> Result<Option<(HeaderValue, u64)>> {
        let mut challenge = self.challenge();
        let number = challenge.number;
        let Some(client) = &mut challenge.client else {
            return Ok(None);
        };
        let url = request.url();
        let uri = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        let text = client
            .respond(&PasswordParams {
                username: &self.public_key,
                password: self.private_key.expose_secret(),
                uri: &uri,
                method: request.method().as_str(),
                body: None,
            })
            .map_err(Error::authentication)?;
        let header = HeaderValue::from_str(&text)
            .map_err(|_| Error::authentication("the public key cannot stand in a header"))?;
        Ok(Some((header, number)))
    }

    fn challenge(&self) -> MutexGuard<'_, Challenge> {
        self.challenge
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn turn(number: u64) -> Turn<'static> {
    Turn {
        challenge: Some(number),
        _scout: None,
    }
}

/// The strongest digest challenge of all that the headers hold, or a sentence on why none serves.
fn strongest(headers: &HeaderMap) -> Result<DigestClient, String> {
    let mut best: Option<DigestClient> = None;
    let mut unsupported = Vec::new();
    for header in headers.get_all(WWW_AUTHENTICATE) {
        let Ok(text) = header.to_str() else {
            unsupported.push("a challenge that is not ASCII".to_owned());
            continue;
        };
        let challenges = match http_auth::parse_challenges(text) {
            Ok(challenges) => challenges,
            Err(_) => {
                unsupported.push("a challenge that cannot be parsed".to_owned());
                continue;
            }
        };
        for challenge in &challenges {
            if !challenge.scheme.eq_ignore_ascii_case("digest") {
                unsupported.push(format!("the scheme {}", one_line(challenge.scheme)));
                continue;
            }
            match DigestClient::try_from(challenge) {
                Ok(client) => {
                    let better = best
                        .as_ref()
                        .is_none_or(|best| strength(best) < strength(&client));
                    if better {
                        best = Some(client);
                    }
                }
                Err(cause) => unsupported.push(format!("Digest with {}", one_line(&cause))),
            }
        }
    }
    best.ok_or_else(|| match unsupported.as_slice() {
        [] => "the answer is 401 without a challenge in WWW-Authenticate".to_owned(),
        _ => format!(
            "the server wants {}; Digest with MD5 or SHA-256 and qop=auth is supported",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn pick(challenges: &[&str]) -> Result<(String, bool), String> {
        let mut headers = HeaderMap::new();
        for challenge in challenges {
            headers.append(
                WWW_AUTHENTICATE,
                HeaderValue::from_str(challenge).expect("ASCII"),
            );
        }
        let client = strongest(&headers)?;
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
    fn what_is_not_supported_is_named() {
        for (challenges, words) in [
            (vec![], "without a challenge"),
            (vec!["Negotiate"], "wants the scheme Negotiate;"),
            (
                vec![r#"Digest realm="r", nonce="n", algorithm=SHA-1024"#],
                "SHA-1024",
            ),
            (vec![r#"Digest realm="r""#], "nonce"),
            (vec!["Digest realm=\"r"], "cannot be parsed"),
        ] {
            let sentence = pick(&challenges).expect_err(words);
            assert!(sentence.contains(words), "{sentence}");
        }
    }
}
