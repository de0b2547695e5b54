//! What an audit asks of every project.

use std::collections::BTreeSet;

use super::row::Row;
use crate::args::AuditArgs;
use crate::error::{CliError, CliResult};
use crate::integration::{Kind, Service};

/// What every project must have, and must not have.
pub(super) struct Rules {
    required: Vec<Service>,
    forbidden: Vec<Service>,
}

/// What is wrong with a project.
#[derive(Default)]
pub(super) struct Verdict {
    /// The required types that it lacks.
    pub(super) missing: Vec<String>,
    /// The forbidden types that it has.
    pub(super) forbidden: Vec<String>,
}

impl Rules {
    pub(super) fn new(args: &AuditArgs) -> CliResult<Self> {
        let (required, forbidden) = (args.require.clone(), args.forbid.clone());
        match required.iter().find(|service| forbidden.contains(service)) {
            Some(both) => Err(CliError::usage(format!(
                "{both} is both in --require and in --forbid"
            ))),
            None => Ok(Self {
                required,
                forbidden,
            }),
        }
    }

    pub(super) fn has_required(&self) -> bool {
        !self.required.is_empty()
    }

    pub(super) fn has_forbidden(&self) -> bool {
        !self.forbidden.is_empty()
    }

    /// The required types, such as `SLACK or DATADOG`.
    pub(super) fn required(&self) -> String {
        either(&self.required)
    }

    pub(super) fn forbidden(&self) -> String {
        either(&self.forbidden)
    }

    /// The kinds of integrations to list: third-party services, and what is asked about besides.
    pub(super) fn kinds(&self) -> BTreeSet<Kind> {
        let asked = self.required.iter().chain(&self.forbidden);
        let kinds = asked.map(|service| service.kind);
        kinds.chain([Kind::ThirdParty]).collect()
    }

    /// What is wrong with a project: nothing if its integrations are not known.
    pub(super) fn judge(&self, row: &Row) -> Verdict {
        let Ok(found) = &row.integrations else {
            return Verdict::default();
        };
        let missing = |service: &&Service| !found.contains(&service.name);
        let present = |service: &&Service| found.contains(&service.name);
        Verdict {
            missing: names(self.required.iter().filter(missing)),
            forbidden: names(self.forbidden.iter().filter(present)),
        }
    }
}

impl Verdict {
    pub(super) fn is_fine(&self) -> bool {
        self.missing.is_empty() && self.forbidden.is_empty()
    }
}

fn names<'a>(services: impl IntoIterator<Item = &'a Service>) -> Vec<String> {
    services
        .into_iter()
        .map(|service| service.name.clone())
        .collect()
}

fn either(services: &[Service]) -> String {
    names(services).join(" or ")
}
