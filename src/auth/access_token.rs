//! An access token and when it ends.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeStruct as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use atlas_integrations_model::Secret;

const ACCESS_TOKEN: &str = "access_token";
const EXPIRES_AT: &str = "expires_at";

/// An access token of a service account, and when it ends.
///
/// [`Client::access_token`](crate::Client::access_token) takes one out of a client,
/// [`Credentials::access_token`](crate::Credentials::access_token) hands one in, and a
/// [`TokenStore`](crate::TokenStore) keeps them. `Debug` shows only the end. Serialized, it is
/// `{"access_token": "…", "expires_at": 1767225600}`, in seconds since 1970.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use atlas_integrations::AccessToken;
///
/// let end = SystemTime::now() + Duration::from_secs(3_600);
/// let token = AccessToken::new("eyJhbGciOi", end);
/// let json = serde_json::to_string(&token)?;
/// assert_eq!(serde_json::from_str::<AccessToken>(&json)?, token);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessToken {
    value: Secret,
    expires_at: SystemTime,
}

impl AccessToken {
    /// Creates a token from its value and its end, which is rounded down to a whole second.
    pub fn new(value: impl Into<Secret>, expires_at: SystemTime) -> Self {
        let since_epoch = expires_at.duration_since(SystemTime::UNIX_EPOCH);
        let seconds = since_epoch.map_or(0, |duration| duration.as_secs());
        Self {
            value: value.into(),
            expires_at: from_unix(seconds).unwrap_or(expires_at),
        }
    }

    /// Returns the token itself, as it is sent after `Bearer`.
    #[must_use]
    pub fn value(&self) -> &Secret {
        &self.value
    }

    /// Returns when the token ends, by this machine's clock.
    #[must_use]
    pub fn expires_at(&self) -> SystemTime {
        self.expires_at
    }

    /// Returns for how long the token is still valid: zero if it has ended.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        let remaining = self.expires_at.duration_since(SystemTime::now());
        remaining.unwrap_or_default()
    }
}

fn from_unix(seconds: u64) -> Option<SystemTime> {
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

impl Serialize for AccessToken {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let since_epoch = self.expires_at.duration_since(SystemTime::UNIX_EPOCH);
        let seconds = since_epoch.map_err(S::Error::custom)?.as_secs();
        let mut object = serializer.serialize_struct("AccessToken", 2)?;
        object.serialize_field(ACCESS_TOKEN, &self.value)?;
        object.serialize_field(EXPIRES_AT, &seconds)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for AccessToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_struct("AccessToken", &[ACCESS_TOKEN, EXPIRES_AT], Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = AccessToken;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an access token and its end")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AccessToken, A::Error> {
        let (mut value, mut seconds) = (None, None);
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                ACCESS_TOKEN => value = Some(map.next_value::<Secret>()?),
                EXPIRES_AT => seconds = Some(map.next_value::<u64>()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let value = value.ok_or_else(|| A::Error::missing_field(ACCESS_TOKEN))?;
        let seconds = seconds.ok_or_else(|| A::Error::missing_field(EXPIRES_AT))?;
        let expires_at = from_unix(seconds)
            .ok_or_else(|| A::Error::custom("the end is later than this machine can express"))?;
        Ok(AccessToken { value, expires_at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_debug_output_shows_only_the_end() {
        let token = AccessToken::new("s3same", SystemTime::UNIX_EPOCH);
        let text = format!("{token:?}");
        assert!(text.contains("Secret(***)"), "{text}");
        assert!(!text.contains("s3same"), "{text}");
    }

    #[test]
    fn text_that_is_no_token_is_an_error() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            r#"{"access_token":"t"}"#,
            r#"{"access_token":5,"expires_at":1}"#,
            r#"{"access_token":"t","expires_at":-1}"#,
            r#"{"access_token":"t","expires_at":18446744073709551615}"#,
        ] {
            assert!(serde_json::from_str::<AccessToken>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_end_before_1970_counts_as_1970() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let token = AccessToken::new("t", before);
        assert_eq!(token.expires_at(), SystemTime::UNIX_EPOCH);
        assert_eq!(token.remaining(), Duration::ZERO);
    }
}
