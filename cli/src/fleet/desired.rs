//! What the integrations of projects should be.

use super::document::{Document, RuleDocument, Text};
use super::entry::Entry;
use super::project::{Fleet, Project, Selection};
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
    warnings: Vec<String>,
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
        let document = Document::parse(text, source)?;
        let unread = document.unread.iter();
        let unread = unread.map(|name| format!("{name} could not be read when it was exported"));
        let mut desired = Self {
            rules: Vec::new(),
            warnings: unread.collect(),
        };
        for (index, rule) in document.rules.into_iter().enumerate() {
            let name = rule
                .name
                .clone()
                .map_or_else(|| format!("rule {}", index + 1), |name| name.0);
            let rule = Rule::read(rule, name.clone(), secrets, &mut desired.warnings)
                .map_err(|error| error.context(&format!("{source}: {name}")))?;
            desired.rules.push(rule);
        }
        Ok(desired)
    }

    /// A desired state of one rule.
    #[must_use]
    pub fn of(rule: Rule) -> Self {
        Self {
            rules: vec![rule],
            warnings: Vec::new(),
        }
    }

    /// Adds the rules and the warnings of another desired state.
    pub fn extend(&mut self, other: Self) {
        self.rules.extend(other.rules);
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
        let mut rules = self.rules.iter();
        rules.any(|rule| rule.projects.includes(project))
    }

    /// The rules for a project.
    pub(super) fn for_project(&self, project: &Project) -> Vec<&Rule> {
        let rules = self.rules.iter();
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
        self.rules.iter().try_for_each(|rule| {
            let checked = rule.projects.check(&fleet.projects, is_complete);
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
