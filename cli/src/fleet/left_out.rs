//! What a copy of an integration leaves out.

use super::compare::{Comparison, compare};
use super::entry::secret_names;
use super::setting::Setting;
use crate::integration::Integration;
use crate::schema::Schema;

/// Secrets that a copy leaves out, such as `SLACK.apiToken`.
#[derive(Default)]
pub(crate) struct LeftOut {
    /// Those that the other project has not.
    pub(crate) missing: Vec<String>,
    /// Those that it may have, as far as Atlas shows.
    pub(crate) unknown: Vec<String>,
}

impl LeftOut {
    /// Adds the secrets of an integration that are not `given`, but for those that the other project has,
    /// in what is `there`.
    pub(crate) fn add(
        &mut self,
        integration: &Integration,
        is_given: impl Fn(&str) -> bool,
        there: &[Integration],
    ) {
        let service = integration.service();
        let same: Vec<_> = there.iter().filter(|it| it.service() == service).collect();
        for name in secret_names(&service)
            .into_iter()
            .filter(|name| !is_given(name))
        {
            let full_name = || format!("{service}.{name}");
            match compared(integration, name, &same) {
                Comparison::Same | Comparison::SameAsShown => {}
                Comparison::NotShown => self.unknown.push(full_name()),
                Comparison::Different => self.missing.push(full_name()),
            }
        }
    }
}

/// How a secret compares with those of the other project's integrations of this type.
fn compared(integration: &Integration, name: &str, others: &[&Integration]) -> Comparison {
    let schema = Schema::of_request(&integration.service());
    let property = schema.and_then(|schema| schema.property(name));
    let mut fields = integration.fields.iter();
    let shown = fields.find(|(shown, value)| *shown == name && value.get() != "null");
    let Some((_, shown)) = shown else {
        return match property {
            Some(property) if property.is_write_only() && others.is_empty() => {
                Comparison::Different
            }
            Some(property) if property.is_withheld() => Comparison::NotShown,
            _ => Comparison::Same,
        };
    };
    let setting = Setting {
        name: name.to_owned(),
        json: shown.to_owned(),
        is_secret: true,
    };
    let others = others.iter();
    let compared = others.map(|other| compare(&setting, &other.fields, false));
    compared.min().unwrap_or(Comparison::Different)
}
