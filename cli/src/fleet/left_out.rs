//! What a copy of an integration leaves out.

use std::collections::BTreeSet;

use super::compare::{Comparison, compare};
use super::entry::{Entry, secret_names};
use super::export::written_name;
use super::setting::Setting;
use crate::integration::{Fields, Integration};
use crate::schema::Schema;

/// Settings that a copy leaves out, such as `SLACK.apiToken`: secrets, and what the client does not know.
#[derive(Default)]
pub(crate) struct LeftOut {
    /// Those that the other project lacks, or has with another value.
    pub(crate) missing: BTreeSet<String>,
    /// Those of which Atlas does not show whether the other project has them.
    pub(crate) unknown: BTreeSet<String>,
    /// The first of the missing that can be given, since it is a secret.
    pub(crate) secret: Option<String>,
}

impl LeftOut {
    /// Adds what `entry` leaves out of an integration, unless the other project, whose integrations are
    /// `there`, has it.
    pub(crate) fn add(&mut self, entry: &Entry, integration: &Integration, there: &[Integration]) {
        let service = integration.service();
        let others = there.iter().filter(|it| it.service() == service);
        let others: Vec<_> = others.map(|it| &it.fields).collect();
        let secrets = secret_names(&service);
        for (name, comparison) in left_out(entry, integration, &others) {
            let full_name = format!("{service}.{name}");
            match comparison {
                Comparison::Same | Comparison::SameAsShown => {}
                Comparison::NotShown => {
                    self.unknown.insert(full_name);
                }
                Comparison::Different => {
                    let is_first = self.secret.as_ref().is_none_or(|it| full_name < *it);
                    if is_first && secrets.contains(&name) {
                        self.secret = Some(full_name.clone());
                    }
                    self.missing.insert(full_name);
                }
            }
        }
    }
}

/// The settings that `entry` leaves out, and how they compare with those of the other integrations.
fn left_out<'a>(
    entry: &Entry,
    integration: &'a Integration,
    others: &[&Fields],
) -> Vec<(&'a str, Comparison)> {
    let service = integration.service();
    let request = Schema::of_request(&service);
    let response = Schema::of_response(&service);
    let is_known = |schema: Option<Schema>, name: &str| {
        schema.is_some_and(|schema| schema.property(name).is_some())
    };
    let mut left_out = Vec::new();
    let shown = integration.fields.iter();
    for (shown_name, value) in shown.filter(|(_, value)| value.get() != "null") {
        let name = written_name(request, shown_name);
        let is_returned_only = !is_known(request, name) && is_known(response, name);
        if is_returned_only || !service.is_setting(name) || entry.setting(name).is_some() {
            continue;
        }
        let setting = Setting {
            name: name.to_owned(),
            json: value.to_owned(),
            is_secret: true,
        };
        let compared = others.iter().map(|other| compare(&setting, other, false));
        left_out.push((name, compared.min().unwrap_or(Comparison::Different)));
    }
    let is_shown = |name: &str| left_out.iter().any(|(shown, _)| *shown == name);
    let withheld = request.into_iter().flat_map(Schema::properties);
    let withheld = withheld.filter(|(name, property)| {
        property.is_withheld() && !is_shown(name) && entry.setting(name).is_none()
    });
    let withheld = withheld.map(|(name, property)| {
        let is_lacking = property.is_write_only() && others.is_empty();
        match is_lacking {
            true => (name, Comparison::Different),
            false => (name, Comparison::NotShown),
        }
    });
    let withheld: Vec<_> = withheld.collect();
    left_out.extend(withheld);
    left_out
}
