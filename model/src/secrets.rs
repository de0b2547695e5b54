//! The secrets in a body that was sent, which must not be shown where a server quotes them.

use serde::de::DeserializeOwned;

use crate::inspection::Inspection;
use crate::json::Json;
use crate::secret::Secret;
use crate::value::Value;

/// The secrets in `json`, which is the body of a request and was made from a `T`: whatever the document
/// says is one and, where it says nothing, whatever has a name like that of one, such as `accessKey`.
pub fn secrets<T: Value + DeserializeOwned>(json: &[u8]) -> Vec<Secret> {
    match serde_json::from_slice::<T>(json) {
        Ok(value) => collect(&value),
        Err(_) => serde_json::from_slice::<Json>(json)
            .map(|json| collect(&json))
            .unwrap_or_default(),
    }
}

fn collect(value: &impl Value) -> Vec<Secret> {
    let mut inspection = Inspection::collecting();
    value.inspect(&mut inspection);
    let texts = inspection.secrets.unwrap_or_default();
    texts
        .iter()
        .map(|text| Secret::from(text.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_name_of_a_secret_is_found_at_any_depth() {
        let body = br#"{
            "type": "NEWER", "apiKey": "k-1", "region": "US",
            "nested": [{ "access_token": "t\u002d2", "count": 1 }],
            "passwords": ["p-3", "p-4"], "WEBHOOK-URL": "u-5", "key": null, "name": "n"
        }"#;
        let found = secrets::<Json>(body);
        let found: Vec<_> = found.iter().map(Secret::expose_secret).collect();
        assert_eq!(found, ["k-1", "t-2", "p-3", "p-4", "u-5"]);
    }

    #[test]
    fn what_is_no_json_has_no_secrets() {
        assert!(secrets::<Json>(b"{").is_empty());
        assert!(secrets::<Json>(b"").is_empty());
    }
}
