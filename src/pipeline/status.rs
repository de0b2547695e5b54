//! Non-success responses.

use reqwest::header::{CONTENT_TYPE, LOCATION};

use crate::error::{ATLAS, Error, ErrorKind, OAUTH, Reason};
use crate::http::Response;
use crate::secrets::Secrets;
use atlas_integrations_model::Limits;
use atlas_integrations_model::excerpt::one_line;

/// Returns the error for a response, whatever its body contains. Whatever it quotes of `secrets` is
/// masked.
pub(super) fn error(response: Response, secrets: &Secrets) -> Error {
    let status = response.status();
    let reason = response.reason(&ATLAS, secrets);
    let sender = match response.is_from_proxy() {
        true => "a proxy, which asks for a user name and a password,",
        false => "Atlas",
    };
    let mut message = format!("{sender} answered {status}");
    if let Some(code) = &reason.error_code {
        message.push_str(&format!(", {}", one_line(code)));
    }
    if let Some(origin) = redirect(&response) {
        message.push_str(&format!(", a redirect to {origin}, which is not followed"));
    }
    match reason.sentence() {
        Some(sentence) => message.push_str(&format!(": {sentence}")),
        None if reason.error_code.is_none() => {
            message.push_str(&format!(", {}", outline(&response)));
        }
        None => {}
    }
    let error = Error::new(ErrorKind::Status, secrets.mask(message)).with_reason(reason);
    let is_transient = response.is_transient();
    let error = response.into_error(error);
    match is_transient {
        true => error.transient(),
        false => error,
    }
}

/// Returns the error of an attempt without a complete response, with what the server reports in the
/// part that has arrived. Whatever it quotes of `secrets` is masked.
pub(super) fn explained(error: Error, limits: Limits, secrets: &Secrets) -> Error {
    let is_incomplete = matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Interrupted);
    let status = error.status().filter(|it| !it.is_success());
    let status = status.filter(|_| is_incomplete && !error.has_reason());
    let (Some(status), Some(body)) = (status, error.body()) else {
        return error.masked(secrets);
    };
    let form = match error.is_authentication() {
        true => &OAUTH,
        false => &ATLAS,
    };
    let body = String::from_utf8_lossy(body);
    let reason = Reason::read(&body, form, status, limits, secrets);
    let code = reason.error_code.as_deref().map(one_line);
    let said = [code, reason.sentence()];
    let said: Vec<_> = said.into_iter().flatten().collect();
    let more = match said.is_empty() {
        true => String::new(),
        false => format!("; it began with {}", said.join(": ")),
    };
    error.with_more(&more).with_reason(reason).masked(secrets)
}

/// Returns `error`, which an attempt ended with after the server had refused its credentials: the refusal
/// is all that is known of the server.
pub(super) fn after_refusal(refusal: Response, error: Error) -> Error {
    let message = format!(
        "Atlas answered {}, and after that, {error}",
        refusal.status()
    );
    let reason = refusal.reason(&ATLAS, &Secrets::default());
    refusal.into_error(error.with_message(message).with_reason(reason))
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
