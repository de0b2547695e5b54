//! The client's errors in the words of the command line.

use atlas_integrations::{Error, ErrorKind};

/// What the client calls its settings and methods, and what they are called here.
const WORDS: [(&str, &str); 15] = [
    ("invalid body: ", "invalid settings: "),
    ("mark it with `verbatim`", "use --verbatim"),
    ("`discard_withheld`", "--discard-withheld"),
    ("`verbatim`", "--verbatim"),
    ("items_per_page", "--items-per-page"),
    ("page_num", "--page-num"),
    ("group_id", "--group-id"),
    ("invalid group_name", "invalid name of a project"),
    ("invalid integration_type", "invalid integration type"),
    ("integration_type", "the integration type"),
    ("invalid id", "invalid ID"),
    ("metric_integration_id", "ID"),
    (
        "invalid base_url",
        "invalid base URL (MONGODB_ATLAS_BASE_URL, or ops_manager_url in a profile)",
    ),
    (
        "; use `credentials` for these",
        "; set the variables for credentials instead",
    ),
    ("api_date", "--api-date"),
];

/// The message of `error`, without the names of the client's methods.
pub(super) fn reworded(error: &Error) -> String {
    let message = error.to_string();
    if !matches!(
        error.kind(),
        ErrorKind::Configuration | ErrorKind::InvalidRequest
    ) {
        return message;
    }
    // The client names the operation first, such as `get_log_integration: `.
    let message = match message.split_once(": ") {
        Some((operation, rest)) if is_method(operation) => rest.to_owned(),
        _ => message,
    };
    let replace = |message: String, (from, to): (&str, &str)| message.replace(from, to);
    WORDS.into_iter().fold(message, replace)
}

fn is_method(text: &str) -> bool {
    text.contains('_')
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// What the user may do about `error`, whatever the command.
pub(super) fn hint(error: &Error) -> Option<&'static str> {
    let status = error.status().map(|status| status.as_u16());
    Some(match (error.kind(), status) {
        (ErrorKind::Authentication | ErrorKind::Status, Some(401)) if !error.is_transient() => {
            "check the credentials, which may have expired or been revoked"
        }
        (ErrorKind::Status, Some(403)) => {
            "check the credentials' role in this project, and their organization's IP access list"
        }
        (ErrorKind::Status, Some(404)) => {
            "to see what exists, run `atlas-integrations projects` and `atlas-integrations list`"
        }
        (ErrorKind::Status, Some(406)) => "use an older --api-date, or omit it",
        (ErrorKind::Connection, _) | (_, Some(407)) => {
            "check the network, the proxy and MONGODB_ATLAS_BASE_URL"
        }
        (_, _) if error.is_transient() => "try again later",
        _ => return None,
    })
}
