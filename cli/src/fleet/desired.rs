//! What the integrations of projects should be.

use std::collections::{BTreeSet, HashMap};

use super::document::parse::parse;
use super::document::{RuleDocument, Text};
use super::entry::Entry;
use super::project::{Fleet, Known, Project, Selection};
use super::reference::Secrets;
use crate::error::{CliError, CliResult};
use crate::integration::{Kind, Service};
use crate::settings::unknown_service;

/// The desired state of a fleet: rules, each for some of its projects. `Debug` shows no setting.
///
/// ```
/// use atlas_integrations_cli::fleet::{Desired, Secrets};
///
/// let text = "
/// version: 1
/// rules:
///   - name: everywhere
///     projects: { exclude: [Sandbox] }
///     integrations:
///       - type: PAGER_DUTY
///         region: EU
///     absent: [SLACK]
/// ";
/// let desired = Desired::parse(text, "fleet.yaml", &mut Secrets::default())?;
/// assert_eq!(desired.rules().len(), 1);
/// # Ok::<(), atlas_integrations_cli::CliError>(())
/// ```
#[derive(Debug, Default)]
pub struct Desired {
    rules: Vec<Rule>,
    index: Index,
    warnings: Vec<String>,
}

/// Which rules may be about a project: an export has a rule for each.
#[derive(Debug, Default)]
struct Index {
    /// The positions of rules that name all of their projects by ID.
    by_id: HashMap<String, Vec<usize>>,
    /// The positions of the others.
    others: Vec<usize>,
}

/// What the integrations of some projects should be.
#[derive(Debug)]
pub struct Rule {
    /// What to call it in messages.
    pub name: String,
    /// The projects that it applies to.
    pub projects: Selection,
    /// The integrations that should be there.
    pub integrations: Vec<Entry>,
    /// The types of integrations that should not be there.
    pub absent: Vec<Service>,
}

impl Desired {
    /// Reads a desired state in YAML or JSON, or an export in JSON Lines or comma-separated values, and
    /// the secrets that it refers to. `source` is what to call it in messages.
    ///
    /// # Errors
    ///
    /// The text has another form, holds a secret itself, contradicts itself, or refers to a secret that
    /// cannot be read. No error shows a value.
    pub fn parse(text: &str, source: &str, secrets: &mut Secrets) -> CliResult<Self> {
        let document = parse(text, source)?;
        let unread = document.unread.iter();
        let unread = unread.map(|name| format!("{name} could not be read when it was exported"));
        let mut desired = Self {
            warnings: unread.collect(),
            ..Self::default()
        };
        for (index, rule) in document.rules.into_iter().enumerate() {
            let name = rule
                .name
                .clone()
                .map_or_else(|| format!("rule {}", index + 1), |name| name.0);
            let rule = Rule::read(rule, name.clone(), secrets, &mut desired.warnings)
                .map_err(|error| error.context(&format!("{source}: {name}")))?;
            desired.push(rule);
        }
        Ok(desired)
    }

    /// A desired state of one rule.
    #[must_use]
    pub fn of(rule: Rule) -> Self {
        let mut desired = Self::default();
        desired.push(rule);
        desired
    }

    fn push(&mut self, rule: Rule) {
        let position = self.rules.len();
        match rule.projects.ids() {
            None => self.index.others.push(position),
            Some(ids) => {
                for id in ids {
                    let rules = self.index.by_id.entry(id.to_owned()).or_default();
                    rules.push(position);
                }
            }
        }
        self.rules.push(rule);
    }

    /// Adds the rules and the warnings of another desired state.
    pub fn extend(&mut self, other: Self) {
        other.rules.into_iter().for_each(|rule| self.push(rule));
        self.warnings.extend(other.warnings);
    }

    /// The rules, in their order.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// What the state names that this version of the program does not know, as sentences.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Whether a rule applies to the project.
    #[must_use]
    pub fn concerns(&self, project: &Project) -> bool {
        !self.for_project(project).is_empty()
    }

    /// The rules for a project.
    pub(super) fn for_project(&self, project: &Project) -> Vec<&Rule> {
        let by_id = self.index.by_id.get(&project.id).into_iter().flatten();
        let mut positions: BTreeSet<_> = self.index.others.iter().chain(by_id).copied().collect();
        if project.id.is_empty() {
            // It may be any.
            positions = (0..self.rules.len()).collect();
        }
        let rules = positions.into_iter();
        let rules = rules.filter_map(|position| self.rules.get(position));
        rules
            .filter(|rule| rule.projects.includes(project))
            .collect()
    }

    /// An error if a rule names, by ID, name or pattern, what is none of the projects, or by a name
    /// what are several.
    ///
    /// # Errors
    ///
    /// See above.
    pub fn check(&self, fleet: &Fleet) -> CliResult<()> {
        let is_complete = fleet.failure.is_none();
        let known = Known::new(&fleet.projects);
        self.rules.iter().try_for_each(|rule| {
            let checked = rule.projects.check_among(&known, is_complete);
            checked.map_err(|error| error.context(&rule.name))
        })
    }
}

/// The kinds of integrations that rules say something about.
pub(super) fn kinds(rules: &[&Rule]) -> Vec<Kind> {
    let named = |kind: &Kind| {
        rules.iter().any(|rule| {
            let entries = rule.integrations.iter().map(Entry::service);
            entries
                .chain(&rule.absent)
                .any(|service| service.kind == *kind)
        })
    };
    Kind::ALL.into_iter().filter(named).collect()
}

impl Rule {
    fn read(
        document: RuleDocument,
        name: String,
        secrets: &mut Secrets,
        warnings: &mut Vec<String>,
    ) -> CliResult<Self> {
        let RuleDocument {
            projects,
            integrations,
            absent,
            ..
        } = document;
        let integrations = integrations
            .into_iter()
            .map(|fields| Entry::read(fields, secrets, warnings))
            .collect::<CliResult<Vec<_>>>()?;
        let absent = absent
            .iter()
            .map(|text| Service::parse(text).map_err(CliError::usage))
            .collect::<CliResult<Vec<_>>>()?;
        let unknown = absent.iter().filter_map(unknown_service);
        warnings.extend(unknown);
        check_contradictions(&integrations, &absent)?;
        if projects.include.as_ref().is_some_and(Vec::is_empty) {
            return Err(CliError::usage(
                "`include` is empty, so that the rule applies to no project; leave `include` out to mean \
                 all projects",
            ));
        }
        let texts = |texts: Vec<Text>| texts.into_iter().map(|text| text.0).collect();
        let include = texts(projects.include.unwrap_or_default());
        let projects = Selection::new(include, texts(projects.exclude));
        Ok(Self {
            name,
            projects,
            integrations,
            absent,
        })
    }
}

/// Refuses what cannot all be true.
fn check_contradictions(integrations: &[Entry], absent: &[Service]) -> CliResult<()> {
    for (index, entry) in integrations.iter().enumerate() {
        let service = entry.service();
        if absent.contains(service) {
            return Err(CliError::usage(format!(
                "{service} is among `integrations` and among `absent`"
            )));
        }
        let mut earlier = integrations.iter().take(index);
        if earlier.any(|other| other.is_same_target(entry)) {
            let reason = match service.kind {
                Kind::ThirdParty => "a project has at most one",
                Kind::Log | Kind::Metric => "both times with the same ID",
            };
            return Err(CliError::usage(format!(
                "{service} is there twice: {reason}"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "32b6e34b3d91647abb20e7b8";
    const TWO: &str = "32b6e34b3d91647abb20e7b9";

    /// The names of the rules for a project, in their order.
    fn rules(desired: &Desired, id: &str, name: &str) -> Vec<String> {
        let project = Project {
            id: id.to_owned(),
            name: name.to_owned(),
            problem: None,
        };
        let rules = desired.for_project(&project).into_iter();
        rules.map(|rule| rule.name.clone()).collect()
    }

    #[test]
    fn rules_apply_in_their_order_however_they_name_the_project() {
        let text = format!(
            "version: 1\nrules:\n\
             - {{ name: id, projects: {{ include: [{ONE}, {ONE}] }} }}\n\
             - {{ name: all }}\n\
             - {{ name: ids, projects: {{ include: [{TWO}, {ONE}] }} }}\n\
             - {{ name: pattern, projects: {{ include: ['F*', {TWO}] }} }}\n\
             - {{ name: except, projects: {{ include: [{ONE}], exclude: [Fleet] }} }}\n"
        );
        let mut desired = Desired::default();
        let parsed = Desired::parse(&text, "fleet", &mut Secrets::default());
        desired.extend(parsed.expect("a desired state"));
        for (id, name, expected) in [
            (ONE, "Fleet", vec!["id", "all", "ids", "pattern"]),
            (ONE, "Other", vec!["id", "all", "ids", "except"]),
            (TWO, "Other", vec!["all", "ids", "pattern"]),
            ("000000006500000000000002", ONE, vec!["all"]),
            // One that is listed in an odd form may be any.
            ("", "", vec!["id", "all", "ids", "pattern", "except"]),
        ] {
            assert_eq!(rules(&desired, id, name), expected, "{id} {name}");
        }
    }
}
