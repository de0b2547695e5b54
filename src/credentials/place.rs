//! Which server the credentials are for.

use super::keys::{self, Lookup};
use super::{CLOUD, GOVERNMENT_CLOUD, base_url};
use crate::error::Result;

/// Returns the base URL that the settings name: a URL before a service, as in the Atlas CLI, and the
/// first place of lookup before the next.
pub(super) fn find(lookups: &[Lookup<'_>]) -> Result<Option<String>> {
    let mut service = None;
    for lookup in lookups {
        if let Some(found) = lookup(&keys::SERVICE)? {
            service = Some(match found.value() {
                "cloud" => CLOUD,
                "cloudgov" => GOVERNMENT_CLOUD,
                "cloud-manager" | "ops-manager" => {
                    return Err(found.error(
                        "names Cloud Manager or Ops Manager, which do not have Atlas's API; it must \
                         be cloud or cloudgov",
                    ));
                }
                _ => return Err(found.error("must be cloud or cloudgov")),
            });
            break;
        }
    }
    for lookup in lookups {
        if let Some(found) = lookup(&keys::BASE_URL)? {
            let url = base_url::parse(found.value()).map_err(|fault| found.error(fault))?;
            return Ok(Some(base_url::prefix(&url)));
        }
    }
    Ok(service.map(str::to_owned))
}
