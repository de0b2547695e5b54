//! `--dry-run` of the commands that change something.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::error::CliResult;
use crate::integration::{Kind, Place, Service};
use crate::output::{Output, OutputFormat, print_text};

/// All but RFC 3986's unreserved characters, and the braces of a placeholder.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'{')
    .remove(b'}');

/// A request that is not sent.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) place: Place<'a>,
    pub(super) service: &'a Service,
    /// The last segment of the path, if there is one.
    pub(super) target: Option<&'a str>,
    pub(super) masked_body: Option<&'a str>,
}

/// Prints a request instead of sending it.
pub(super) fn print(request: Request<'_>) -> CliResult<()> {
    let Request {
        method,
        place,
        service,
        target,
        masked_body,
    } = request;
    let mut text = format!(
        "{method} {}/api/atlas/v2/groups/{}/{}",
        place.client.base_url(),
        place.group_id,
        service.kind.segment()
    );
    if let Some(target) = target {
        let _ = write!(text, "/{}", utf8_percent_encode(target, RESERVED));
    }
    text.push_str("\nAuthorization: ***\n");
    if let Some(body) = masked_body {
        let _ = write!(text, "\n{body}\n");
    }
    let output = Output {
        format: OutputFormat::Table,
        file: None,
    };
    print_text(&text, output)?;
    note!("nothing was sent");
    Ok(())
}

/// The last segment of the path of an existing integration.
pub(super) fn target<'a>(service: &'a Service, id: Option<&'a str>) -> &'a str {
    match service.kind {
        Kind::ThirdParty => &service.name,
        Kind::Log | Kind::Metric => id.unwrap_or("{id}"),
    }
}
