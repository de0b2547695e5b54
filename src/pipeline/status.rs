//! Non-success responses.

use reqwest::header::{CONTENT_TYPE, LOCATION};

use crate::error::{Error, ErrorKind, Reason};
use crate::http::Response;
use atlas_integrations_model as model;
use atlas_integrations_model::excerpt::one_line;

/// Returns the error for a response, whatever its body contains.
pub(super) fn error(response: &Response) -> Error {
    let status = response.status();
    let reason = reason(response);
    let mut message = format!("Atlas answered {status}");
    if let Some(code) = &reason.error_code {
        message.push_str(&format!(", {}", one_line(code)));
    }
    if let Some(origin) = redirect(response) {
        message.push_str(&format!(", a redirect to {origin}, which is not followed"));
    }
    match &reason.detail {
        Some(detail) => message.push_str(&format!(": {}", one_line(detail))),
        None if reason.error_code.is_none() => {
            message.push_str(&format!(", {}", outline(response)));
        }
        None => {}
    }
    let error = Error::new(ErrorKind::Status, message)
        .with_status(status)
        .with_headers(response.headers())
        .with_reason(reason);
    match response.is_transient() {
        true => error.transient(),
        false => error,
    }
}

/// Reads Atlas's own error report from a body. A member that cannot be read does not affect the
/// others.
fn reason(response: &Response) -> Reason {
    let members = model::members(response.content()).unwrap_or_default();
    let text = |name: &str| serde_json::from_str(members.get(name)?.get()).ok();
    Reason {
        api_error: response.decode().ok(),
        error_code: text("errorCode"),
        detail: text("detail"),
    }
}

/// Returns the target of a redirect, as scheme, host and port.
fn redirect(response: &Response) -> Option<String> {
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    let origin = match reqwest::Url::parse(location) {
        Ok(url) => url.origin().ascii_serialization(),
        Err(_) => "another path".to_owned(),
    };
    response.status().is_redirection().then_some(origin)
}

/// Describes a body without showing it: its length in bytes and its media type.
pub(super) fn outline(response: &Response) -> String {
    let media_type = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .map(|value| format!(" of {}", one_line(value)))
        .unwrap_or_default();
    match response.text().len() {
        0 => "with an empty body".to_owned(),
        length => format!("with {length} bytes{media_type}"),
    }
}
