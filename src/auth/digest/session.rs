//! A challenge in use: what is hashed and sent with each request (RFC 7616, section 3.4).

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Request;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use super::challenge::Challenge;
use super::hash::Hash;
use crate::auth::hex;
use crate::error::{Error, Result};
use atlas_integrations_model::Secret;

/// The characters that an extended value escapes (RFC 8187, section 3.2.1).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The hash of a user name, a realm and a password. It is worth as much as the password in that realm.
pub(super) struct Key {
    hash: Hash,
    realm: Vec<u8>,
    value: Zeroizing<String>,
}

impl Key {
    pub(super) fn new(challenge: &Challenge, user: &str, password: &Secret) -> Self {
        let hash = challenge.algorithm.hash;
        let password = password.expose_secret().as_bytes();
        let value = hash.of(&[user.as_bytes(), &challenge.realm, password]);
        Self {
            hash,
            realm: challenge.realm.clone(),
            value: Zeroizing::new(value),
        }
    }

    /// Returns whether this is the key for `challenge`.
    pub(super) fn fits(&self, challenge: &Challenge) -> bool {
        self.hash == challenge.algorithm.hash && self.realm == challenge.realm
    }
}

/// A challenge, with what every response to it has in common.
pub(super) struct Session {
    challenge: Challenge,
    key: Arc<Key>,
    /// The key that responses are made with: `key`, or for a `-sess` algorithm the session's.
    session_key: Zeroizing<String>,
    /// The client nonce, one for the lifetime of a challenge: the session's key is derived from it, and
    /// for the other algorithms it is enough that the nonce count differs.
    cnonce: String,
    parts: Parts,
    /// How many responses have been made.
    count: AtomicU32,
}

impl Session {
    pub(super) fn new(challenge: Challenge, user: &str, key: Arc<Key>) -> Result<Self> {
        let mut random = [0; 16];
        getrandom::getrandom(&mut random).map_err(|error| {
            Error::authentication(format!("the system provides no random numbers: {error}"))
        })?;
        Ok(Self::with_cnonce(
            challenge,
            user,
            key,
            hex::encode(&random),
        ))
    }

    fn with_cnonce(challenge: Challenge, user: &str, key: Arc<Key>, cnonce: String) -> Self {
        let session_key = match challenge.algorithm.is_session {
            false => key.value.clone(),
            true => {
                let parts = [key.value.as_bytes(), &challenge.nonce, cnonce.as_bytes()];
                Zeroizing::new(key.hash.of(&parts))
            }
        };
        Self {
            parts: Parts::new(&challenge, user, &cnonce),
            challenge,
            key,
            session_key,
            cnonce,
            count: AtomicU32::new(0),
        }
    }

    /// Returns a session that differs only in its nonce.
    pub(super) fn with_nonce(&self, nonce: Vec<u8>, user: &str) -> Result<Self> {
        let challenge = Challenge {
            nonce,
            ..self.challenge.clone()
        };
        Self::new(challenge, user, Arc::clone(&self.key))
    }

    /// Returns whether only one response has been made, so that nobody else has used the nonce up.
    pub(super) fn was_used_once(&self) -> bool {
        self.count.load(Ordering::Relaxed) == 1
    }

    /// Returns the header for `request`.
    pub(super) fn authorization(&self, request: &Request) -> Result<HeaderValue> {
        let url = request.url();
        let uri = match url.query() {
            Some(query) => [url.path(), "?", query].concat(),
            None => url.path().to_owned(),
        };
        let count = self.count.fetch_add(1, Ordering::Relaxed).wrapping_add(1);
        let count = format!("{count:08x}");
        let response = self.response(request.method().as_str(), &uri, &count);

        let (count_name, count) = match self.challenge.has_qop {
            true => (", nc=", &*count),
            false => ("", ""),
        };
        let parts = &self.parts;
        let header = [
            &*parts.head,
            b", uri=\"",
            uri.as_bytes(),
            b"\"",
            &*parts.challenge,
            count_name.as_bytes(),
            count.as_bytes(),
            &*parts.client,
            b", response=\"",
            response.as_bytes(),
            b"\"",
            &*parts.tail,
        ]
        .concat();
        HeaderValue::from_maybe_shared(Bytes::from(header))
            .map_err(|_| Error::authentication("the challenge cannot be answered in a header"))
    }

    fn response(&self, method: &str, uri: &str, count: &str) -> String {
        let hash = self.key.hash;
        let (key, nonce) = (self.session_key.as_bytes(), &*self.challenge.nonce);
        let request = hash.of(&[method.as_bytes(), uri.as_bytes()]);
        let request = request.as_bytes();
        match self.challenge.has_qop {
            false => hash.of(&[key, nonce, request]),
            true => {
                let (count, cnonce) = (count.as_bytes(), self.cnonce.as_bytes());
                hash.of(&[key, nonce, count, cnonce, b"auth", request])
            }
        }
    }
}

/// The parameters that are the same in every response, by their place in it.
struct Parts {
    /// Before `uri`.
    head: Vec<u8>,
    /// Before `nc`.
    challenge: Vec<u8>,
    /// Before `response`.
    client: Vec<u8>,
    tail: Vec<u8>,
}

impl Parts {
    fn new(challenge: &Challenge, user: &str, cnonce: &str) -> Self {
        let mut parts = Self {
            head: user_name(challenge, user),
            challenge: Vec::new(),
            client: Vec::new(),
            tail: Vec::new(),
        };
        push_quoted(&mut parts.head, ", realm", &challenge.realm);
        push_quoted(&mut parts.challenge, ", nonce", &challenge.nonce);
        if let Some(name) = &challenge.algorithm_name {
            let algorithm = format!(", algorithm={name}");
            parts.challenge.extend_from_slice(algorithm.as_bytes());
        }
        if challenge.has_qop || challenge.algorithm.is_session {
            push_quoted(&mut parts.client, ", cnonce", cnonce.as_bytes());
        }
        if challenge.has_qop {
            parts.client.extend_from_slice(b", qop=auth");
        }
        if let Some(opaque) = &challenge.opaque {
            push_quoted(&mut parts.tail, ", opaque", opaque);
        }
        if challenge.hashes_user {
            parts.tail.extend_from_slice(b", userhash=true");
        }
        parts
    }
}

fn user_name(challenge: &Challenge, user: &str) -> Vec<u8> {
    let mut head = b"Digest ".to_vec();
    if challenge.hashes_user {
        let hash = challenge.algorithm.hash;
        let hashed = hash.of(&[user.as_bytes(), &challenge.realm]);
        push_quoted(&mut head, "username", hashed.as_bytes());
    } else if challenge.reads_extended && !user.is_ascii() {
        let encoded = utf8_percent_encode(user, ESCAPED);
        head.extend_from_slice(format!("username*=UTF-8''{encoded}").as_bytes());
    } else {
        push_quoted(&mut head, "username", user.as_bytes());
    }
    head
}

fn push_quoted(head: &mut Vec<u8>, name: &str, value: &[u8]) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b"=\"");
    for byte in value {
        if matches!(byte, b'"' | b'\\') {
            head.push(b'\\');
        }
        head.push(*byte);
    }
    head.push(b'"');
}
