//! `--dry-run` of the commands that change something.

use std::io::{self, Write as _};

use atlas_integrations::types::IntegrationType;
use atlas_integrations::{Client, GroupId};

/// Prints a request instead of sending it.
pub(super) fn print(
    client: &Client,
    method: &str,
    group_id: &GroupId,
    integration_type: &IntegrationType,
    masked_body: Option<&str>,
) -> io::Result<()> {
    let base_url = client.base_url();
    let mut stdout = io::stdout().lock();
    writeln!(
        stdout,
        "{method} {base_url}/api/atlas/v2/groups/{group_id}/integrations/{integration_type}"
    )?;
    writeln!(stdout, "Authorization: ***")?;
    if let Some(body) = masked_body {
        writeln!(stdout, "\n{body}")?;
    }
    eprintln!("nothing was sent");
    Ok(())
}
