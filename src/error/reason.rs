//! What a server itself reports about an error.

#[cfg(test)]
mod properties;

use std::borrow::Cow;

use reqwest::StatusCode;

use crate::secrets::Secrets;
use crate::types::ApiError;
use atlas_integrations_model as model;
use atlas_integrations_model::excerpt::one_line;
use atlas_integrations_model::{Limits, Members};

/// How many fields of a request a message names.
const MAX_FIELDS: usize = 8;

/// How long a body is at most that is repaired, which takes several times its size. Atlas's own have a
/// few hundred bytes.
const LONGEST_REPAIRED: usize = 64 << 10;

/// What a server itself reports about an error.
#[derive(Clone, Default)]
pub(crate) struct Reason {
    pub(crate) api_error: Option<ApiError>,
    pub(crate) error_code: Option<String>,
    pub(crate) detail: Option<String>,
    /// What is wrong with which field of the request, as in `region: must be one of …`.
    fields: Vec<String>,
}

/// The members that hold the code and the description of an error, the usual ones first.
pub(crate) struct Form {
    code: &'static [&'static str],
    detail: &'static [&'static str],
}

/// Atlas's own form.
pub(crate) const ATLAS: Form = Form {
    code: &["errorCode"],
    detail: &["detail"],
};

/// The form of an OAuth endpoint (RFC 6749, section 5.2), which may use Atlas's own.
pub(crate) const OAUTH: Form = Form {
    code: &["errorCode", "error"],
    detail: &["detail", "error_description"],
};

impl Reason {
    /// Reads the body of a response with this status, if there is not too much of it. What cannot be read
    /// in it does not affect the rest, and whatever it quotes of `secrets` is masked.
    pub(crate) fn read(
        body: &str,
        form: &Form,
        status: StatusCode,
        limits: Limits,
        secrets: &Secrets,
    ) -> Self {
        if !limits.permit(body) {
            return Self::default();
        }
        let whole = model::members(body);
        let repaired = match whole {
            Some(_) => None,
            None => repaired(body),
        };
        // Masked once it is JSON: in what is damaged, it would not be sure where a string begins.
        let text = match whole {
            Some(_) if !secrets.may_be_in(body) => body.into(),
            _ => secrets.mask_json(repaired.as_deref().unwrap_or(body)),
        };
        let members = match (&text, whole) {
            (Cow::Borrowed(_), Some(whole)) => whole,
            _ => model::members(&text).unwrap_or_default(),
        };
        let first = |names: &[&str]| names.iter().find_map(|name| string(&members, name));
        Self {
            api_error: api_error(&text, status),
            error_code: first(form.code),
            detail: first(form.detail),
            fields: fields(&members),
        }
    }

    /// Returns whether there is nothing in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.error_code.is_none() && self.detail.is_none() && self.fields.is_empty()
    }

    /// Returns what it says, on one line: the detail, and what is wrong with the fields of the request.
    pub(crate) fn sentence(&self) -> Option<String> {
        let detail = self.detail.as_deref().map(one_line);
        let fields = self.fields.join("; ");
        match (detail, fields.is_empty()) {
            (detail, true) => detail,
            (Some(detail), false) => Some(format!("{detail} ({fields})")),
            (None, false) => Some(fields),
        }
    }

    /// Returns the same, with every secret masked.
    pub(super) fn masked(self, secrets: &Secrets) -> Self {
        let mask = |text: Option<String>| text.map(|text| secrets.mask(text));
        let fields = self.fields.into_iter().map(|it| secrets.mask(it));
        Self {
            api_error: self.api_error.and_then(|error| masked(error, secrets)),
            error_code: mask(self.error_code),
            detail: mask(self.detail),
            fields: fields.collect(),
        }
    }
}

/// Returns what is complete in a JSON object, with no name repeated.
fn repaired(text: &str) -> Option<String> {
    let is_short = text.len() <= LONGEST_REPAIRED;
    let legible = || model::map_strings(text, |_| None);
    is_short
        .then(|| model::complete_members(&legible()))
        .flatten()
}

fn masked(error: ApiError, secrets: &Secrets) -> Option<ApiError> {
    let json = serde_json::to_string(&error).ok()?;
    match secrets.mask_json(&json) {
        Cow::Borrowed(_) => Some(error),
        Cow::Owned(masked) => model::from_str(&masked).ok(),
    }
}

/// Returns the text of the member `name`, if it is a string with something legible in it.
fn string(members: &Members<'_>, name: &str) -> Option<String> {
    let text: String = serde_json::from_str(members.get(name)?).ok()?;
    let is_legible = text.is_empty() || text.contains(|it| it != char::REPLACEMENT_CHARACTER);
    is_legible.then_some(text)
}

/// Reads Atlas's own form of an error, without what cannot be read in it. Its `error` is the status.
fn api_error(text: &str, status: StatusCode) -> Option<ApiError> {
    if let Ok(error) = serde_json::from_str(text) {
        return Some(error);
    }
    let text = repaired(text)?;
    model::from_str_leniently(&text).or_else(|| {
        let text = model::with_member(&text, "error", status.as_str())?;
        model::from_str_leniently(&text)
    })
}

/// Returns what is wrong with which field of the request, by the contract for `badRequestDetail`.
fn fields(members: &Members<'_>) -> Vec<String> {
    let detail = members.get("badRequestDetail");
    let fields = detail.and_then(|detail| model::member(detail, "fields"));
    let fields = fields.and_then(model::elements).into_iter().flatten();
    let fields = fields.filter_map(|field| {
        let members = model::members(field)?;
        let text = |name| string(&members, name).map(|text| one_line(&text));
        match (text("field"), text("description")) {
            (Some(field), Some(description)) => Some(format!("{field}: {description}")),
            (field, description) => field.or(description),
        }
    });
    fields.take(MAX_FIELDS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMITS: Limits = Limits {
        values: 1_000,
        string: 1_000,
    };

    fn read(body: &str) -> Reason {
        let mut secrets = Secrets::default();
        secrets.add("sesame".into());
        Reason::read(body, &OAUTH, StatusCode::BAD_REQUEST, LIMITS, &secrets)
    }

    /// Pieces of which a body that is damaged somewhere is made.
    fn damaged() -> impl Strategy<Value = String> {
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\\ud800",
            "1e999",
            "null",
            "sesame",
            "é",
            "\n",
            " ",
            "\"error\":",
            "400",
            "\"errorCode\":\"X\"",
            "\"detail\":",
            "\"a sesame\"",
            "\"badRequestDetail\":{\"fields\":[{\"field\":\"f\"}]}",
            "\"parameters\":[",
        ];
        let pieces = prop::sample::select(pieces.to_vec());
        prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn whatever_is_wrong_with_a_body_it_is_read_and_masked(body in damaged()) {
            for body in [body.clone(), format!("{{\"error\":400,\"errorCode\":\"X\",{body}")] {
                let reason = read(&body);
                let shown = format!(
                    "{:?} {:?} {:?} {}",
                    reason.error_code,
                    reason.detail,
                    reason.sentence(),
                    serde_json::to_string(&reason.api_error).expect("JSON"),
                );
                prop_assert!(!shown.contains("sesame"), "{}", shown);
            }
        }

        #[test]
        fn what_stands_before_the_end_of_a_body_is_read(end in 0..40_usize) {
            let start = r#"{"error":400,"errorCode":"X","detail":"d","#;
            let rest = r#""parameters":["a",{"b":1e999}],"reason":"r"}"#;
            let reason = read(&format!("{start}{}", &rest[..end.min(rest.len())]));
            prop_assert_eq!(reason.error_code.as_deref(), Some("X"));
            prop_assert_eq!(reason.detail.as_deref(), Some("d"));
            prop_assert!(reason.api_error.is_some());
        }
    }
}
