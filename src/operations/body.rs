//! The body of a request, and whether it may be sent.

use bytes::Bytes;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use atlas_integrations_model::{self as model, Inspection, Invalid, Secret, Value};

/// The body of a request, as JSON.
#[derive(Clone)]
pub(super) struct Body {
    json: Result<Bytes, String>,
    tag: Option<String>,
    /// The secret that cannot be the real one, and why.
    invalid: Option<(String, Invalid)>,
    /// The property that Atlas does not show, and the body lacks.
    withheld: Option<String>,
    /// Finds the secrets in the JSON, which is done only if the call fails.
    secrets: fn(&[u8]) -> Vec<Secret>,
}

impl Body {
    pub(super) fn new<T: Value + DeserializeOwned>(body: &T) -> Self {
        let Inspection {
            invalid, withheld, ..
        } = Inspection::of(body);
        Self {
            json: serde_json::to_vec(body)
                .map(|json| Bytes::from_owner(Zeroizing::new(json)))
                .map_err(|error| error.to_string()),
            tag: body.tag().map(str::to_owned),
            invalid: invalid.map(|found| (found.path(), found.what)),
            withheld: withheld.map(|found| found.path()),
            secrets: model::secrets::<T>,
        }
    }

    /// The value of the tag, if it has one.
    pub(super) fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// What finds the secrets in the JSON.
    pub(super) fn secrets(&self) -> fn(&[u8]) -> Vec<Secret> {
        self.secrets
    }

    /// The JSON, or what is wrong with it. `verbatim` says that any secret is meant, and `may_lose`
    /// that the body takes the place of something of which Atlas does not show all.
    pub(super) fn check(&self, verbatim: bool, may_lose: bool) -> Result<&Bytes, String> {
        if let Some((name, invalid)) = self.invalid.as_ref().filter(|_| !verbatim) {
            return Err(invalid_secret(name, *invalid));
        }
        if let Some(name) = self.withheld.as_ref().filter(|_| may_lose) {
            return Err(format!(
                "it was read from JSON, and lacks {name}, which Atlas does not show: Atlas would \
                 discard the value that it has. Set {name}; to discard it, say so with \
                 `discard_withheld`"
            ));
        }
        self.json.as_ref().map_err(Clone::clone)
    }
}

/// What is wrong with the secret `name`, and what would be right.
pub(super) fn invalid_secret(name: &str, invalid: Invalid) -> String {
    let what = match invalid {
        Invalid::Redacted => {
            "is redacted: Atlas shows it so, and would store it in place of the real value"
        }
        Invalid::Empty => "is empty, which no secret is",
        Invalid::LineBreak => "contains a line break, which no secret does",
    };
    format!("{name} {what}. Set the real value; to send it as it is, mark it with `verbatim`")
}
