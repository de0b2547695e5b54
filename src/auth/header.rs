//! Header values that hold a secret: they are shown nowhere, and their memory is overwritten when the
//! last copy is dropped.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use form_urlencoded::byte_serialize;
use reqwest::header::HeaderValue;
use zeroize::Zeroizing;

use atlas_integrations_model::Secret;

/// Returns `Bearer <token>` (RFC 6750, section 2.1), if the token can be sent in a header.
pub(super) fn bearer(token: &Secret) -> Option<HeaderValue> {
    const SCHEME: &str = "Bearer ";
    let token = token.expose_secret();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let mut text = Zeroizing::new(String::with_capacity(SCHEME.len() + token.len()));
    text.push_str(SCHEME);
    text.push_str(token);
    sensitive(text)
}

/// Returns the credentials of an OAuth client, form-encoded and then encoded for HTTP Basic (RFC 6749,
/// section 2.3.1).
pub(super) fn basic(client_id: &str, client_secret: &Secret) -> Option<HeaderValue> {
    const SCHEME: &str = "Basic ";
    let client_secret = client_secret.expose_secret();
    // Enough for an encoding of three characters a byte: a buffer that grows leaves a copy behind.
    let length = 3 * (client_id.len() + client_secret.len()) + 1;
    let mut pair = Zeroizing::new(String::with_capacity(length));
    form_encode(client_id, &mut pair);
    pair.push(':');
    form_encode(client_secret, &mut pair);
    let length = SCHEME.len() + 4 * pair.len().div_ceil(3);
    let mut text = Zeroizing::new(String::with_capacity(length));
    text.push_str(SCHEME);
    BASE64_STANDARD.encode_string(pair.as_bytes(), &mut text);
    sensitive(text)
}

/// Appends `text` as it is written in a form (WHATWG URL Standard, section 5.2).
pub(super) fn form_encode(text: &str, encoded: &mut String) {
    encoded.extend(byte_serialize(text.as_bytes()));
}

fn sensitive(text: Zeroizing<String>) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text)).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pair_is_form_encoded_before_basic() {
        let header = basic("id:1", &Secret::from("a b+c%é/ü:")).expect("a header");
        let text = header.to_str().expect("ASCII");
        let encoded = text.strip_prefix("Basic ").expect("Basic");
        let pair = BASE64_STANDARD.decode(encoded).expect("base64");
        assert_eq!(pair, b"id%3A1:a+b%2Bc%25%C3%A9%2F%C3%BC%3A");
        assert!(header.is_sensitive());
    }

    #[test]
    fn a_pair_of_unreserved_characters_stays_as_it_is() {
        let header = basic("mdb_sa_id_0-1", &Secret::from("mdb_sa_sk_Az.9")).expect("a header");
        let expected = BASE64_STANDARD.encode("mdb_sa_id_0-1:mdb_sa_sk_Az.9");
        assert_eq!(header, format!("Basic {expected}").as_str());
    }

    #[test]
    fn a_token_that_cannot_be_sent_makes_no_header() {
        for token in ["", "a b", "a\nb", "tök"] {
            assert!(bearer(&Secret::from(token)).is_none(), "{token:?}");
        }
        let header = bearer(&Secret::from("a.b-c")).expect("a header");
        assert_eq!(header, "Bearer a.b-c");
        assert!(header.is_sensitive());
    }
}
