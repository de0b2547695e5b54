//! What the integrations of projects should be.

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use super::document::{Document, RuleDocument};
use super::project::{Project, Selection};
use super::reference::{Reference, Secrets};
use crate::error::{CliError, CliResult};
use crate::integration::{Fields, Kind, Service};
use crate::schema::Schema;
use crate::settings;

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
#[derive(Debug)]
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

/// An integration that should be there, with the settings that it should have. A setting that is not
/// named may have any value.
pub struct Entry {
    pub(super) service: Service,
    /// The ID, for a project with several integrations of this type.
    pub(super) id: Option<String>,
    pub(super) settings: Vec<Setting>,
    /// Whether to change it where it is, but not to create it where it is not.
    pub(super) only_if_present: bool,
}

/// The value that a property should have.
pub(super) struct Setting {
    pub(super) name: String,
    /// The value, with secrets in place of their references.
    pub(super) json: Box<RawValue>,
    /// Whether there is a secret in it.
    pub(super) is_secret: bool,
}

impl Desired {
    /// Reads a desired state in YAML or JSON, and the secrets that it refers to. `source` is what to
    /// call it in messages.
    ///
    /// # Errors
    ///
    /// The text has another form, holds a secret itself, contradicts itself, or refers to a secret that
    /// cannot be read. No error shows a value.
    pub fn parse(text: &str, source: &str, secrets: &mut Secrets) -> CliResult<Self> {
        let document = Document::parse(text, source)?;
        let mut desired = Self {
            rules: Vec::new(),
            warnings: Vec::new(),
        };
        for (index, rule) in document.rules.into_iter().enumerate() {
            let name = rule
                .name
                .clone()
                .unwrap_or_else(|| format!("rule {}", index + 1));
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

    /// The kinds of integrations that it says something about.
    pub(crate) fn kinds(&self) -> Vec<Kind> {
        let named = |kind: &Kind| {
            self.rules.iter().any(|rule| {
                let entries = rule.integrations.iter().map(|entry| &entry.service);
                entries
                    .chain(&rule.absent)
                    .any(|service| service.kind == *kind)
            })
        };
        Kind::ALL.into_iter().filter(named).collect()
    }

    /// Whether a rule applies to the project.
    #[must_use]
    pub fn concerns(&self, project: &Project) -> bool {
        self.rules
            .iter()
            .any(|rule| rule.projects.includes(project))
    }

    /// The rules for a project.
    pub(super) fn for_project(&self, project: &Project) -> Vec<&Rule> {
        let rules = self.rules.iter();
        rules
            .filter(|rule| rule.projects.includes(project))
            .collect()
    }

    /// An error if a rule names a project, by ID, name or pattern, and there was none.
    ///
    /// # Errors
    ///
    /// See above. It makes sense once all projects have been seen.
    pub fn check_matched(&self) -> CliResult<()> {
        self.rules.iter().try_for_each(|rule| {
            let checked = rule.projects.check_matched();
            checked.map_err(|error| error.context(&rule.name))
        })
    }
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
        contradiction(&integrations, &absent)?;
        let projects = Selection::new(projects.include, projects.exclude);
        Ok(Self {
            name,
            projects,
            integrations,
            absent,
        })
    }
}

/// Refuses what cannot all be true.
fn contradiction(integrations: &[Entry], absent: &[Service]) -> CliResult<()> {
    for (index, entry) in integrations.iter().enumerate() {
        let service = &entry.service;
        if absent.contains(service) {
            return Err(CliError::usage(format!(
                "{service} is among `integrations` and among `absent`"
            )));
        }
        let earlier = integrations.iter().take(index);
        let is_single = service.kind == Kind::ThirdParty;
        if is_single
            && earlier
                .map(|entry| &entry.service)
                .any(|other| other == service)
        {
            return Err(CliError::usage(format!(
                "{service} is there twice, and a project has at most one"
            )));
        }
    }
    Ok(())
}

impl Entry {
    /// An integration whose settings are the members of a JSON object, in which references stand for
    /// secrets.
    fn read(fields: Fields, secrets: &mut Secrets, warnings: &mut Vec<String>) -> CliResult<Self> {
        let service = service(&fields)?;
        let is_name = |name: &str| name == "type" || name == service.kind.tag();
        let id = fields.text(service.kind.id());
        let mut settings = Vec::new();
        for (name, value) in fields.iter() {
            if !is_name(name) && name != service.kind.id() {
                let setting = Setting::read(&service, name, value, secrets);
                settings.push(setting.map_err(|error| error.context(&service.name))?);
            }
        }
        let entry = Self {
            service,
            id,
            settings,
            only_if_present: false,
        };
        let problems = settings::problems(&entry.body(Fields::default()), &entry.service);
        warnings.extend(
            problems
                .into_iter()
                .filter(|problem| !warnings.contains(problem))
                .collect::<Vec<_>>(),
        );
        Ok(entry)
    }

    /// An integration of which only secrets are set, each from a reference. It is changed where it is,
    /// but not created.
    ///
    /// # Errors
    ///
    /// A secret cannot be read.
    pub fn rotation(
        service: Service,
        references: &[(String, Reference)],
        secrets: &mut Secrets,
    ) -> CliResult<Self> {
        let settings = references.iter().map(|(name, reference)| {
            let secret = secrets.get(reference, name)?;
            Setting::secret(name, &secret)
        });
        let settings = settings.collect::<CliResult<Vec<_>>>()?;
        Ok(Self {
            service,
            id: None,
            settings,
            only_if_present: true,
        })
    }

    /// An integration with the settings of another project's: all that Atlas shows, and the secrets that
    /// `references` name.
    pub(crate) fn copied(
        service: Service,
        fields: &Fields,
        references: &[(String, Reference)],
        secrets: &mut Secrets,
    ) -> CliResult<Self> {
        let request = Schema::of_request(&service);
        let is_copied = |name: &str| {
            let property = request.and_then(|schema| schema.property(name));
            let is_known = request.is_none() || property.is_some();
            is_known && name != service.kind.tag() && name != service.kind.id()
        };
        let is_secret = |name: &str| {
            request.is_some_and(|schema| schema.property(name).is_none_or(|it| !it.is_public()))
        };
        let mut settings: Vec<_> = fields
            .iter()
            .filter(|(name, value)| is_copied(name) && !is_secret(name) && value.get() != "null")
            .map(|(name, value)| Setting {
                name: name.to_owned(),
                json: value.to_owned(),
                is_secret: false,
            })
            .collect();
        for (name, reference) in references {
            settings.push(Setting::secret(name, &secrets.get(reference, name)?)?);
        }
        Ok(Self {
            service,
            id: None,
            settings,
            only_if_present: false,
        })
    }

    /// An integration with all that Atlas shows of another.
    pub(crate) fn compared(service: Service, fields: &Fields) -> Self {
        let response = Schema::of_response(&service);
        let is_secret = |name: &str| {
            response.is_none_or(|schema| schema.property(name).is_none_or(|it| !it.is_public()))
        };
        let is_identity = |name: &str| name == service.kind.tag() || name == service.kind.id();
        let settings = fields
            .iter()
            .filter(|(name, _)| !is_identity(name))
            .map(|(name, value)| Setting {
                name: name.to_owned(),
                json: value.to_owned(),
                is_secret: is_secret(name),
            })
            .collect();
        Self {
            service,
            id: None,
            settings,
            only_if_present: false,
        }
    }

    /// `fields` with the settings that it should have, and its type.
    pub(super) fn body(&self, mut fields: Fields) -> Fields {
        fields.set_text(self.service.kind.tag(), &self.service.name);
        for setting in &self.settings {
            fields.set(&setting.name, setting.json.clone());
        }
        fields
    }

    /// Which service it is.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.service
    }
}

/// The type that an integration names: `type`, also for a metric integration.
fn service(fields: &Fields) -> CliResult<Service> {
    let named = fields
        .text("type")
        .or_else(|| fields.text(Kind::Metric.tag()));
    let named = named.ok_or_else(|| {
        CliError::usage("an integration has no `type`, which is text such as DATADOG")
    })?;
    Service::parse(&named).map_err(CliError::usage)
}

impl Setting {
    fn read(
        service: &Service,
        name: &str,
        value: &RawValue,
        secrets: &mut Secrets,
    ) -> CliResult<Self> {
        let property = Schema::of_request(service).and_then(|schema| schema.property(name));
        // A value that no `Value` can hold, such as 1e999, is no reference.
        let Ok(mut parsed) = serde_json::from_str::<Value>(value.get()) else {
            return Ok(Self {
                name: name.to_owned(),
                json: value.to_owned(),
                is_secret: false,
            });
        };
        if property.is_some_and(|property| property.holds_secret(&parsed)) {
            return Err(CliError::usage(format!(
                "{name} is a secret, which does not belong in this file: refer to it, as in {name}: \
                 {{env: NAME}}, {{file: PATH}} or {{command: \"…\"}}"
            )));
        }
        let is_secret = resolve(&mut parsed, name, secrets)?;
        let json = match is_secret {
            true => raw(&parsed)?,
            false => value.to_owned(),
        };
        Ok(Self {
            name: name.to_owned(),
            json,
            is_secret,
        })
    }

    fn secret(name: &str, secret: &str) -> CliResult<Self> {
        Ok(Self {
            name: name.to_owned(),
            json: raw(secret)?,
            is_secret: true,
        })
    }
}

fn raw(value: &(impl serde::Serialize + ?Sized)) -> CliResult<Box<RawValue>> {
    to_raw_value(value).map_err(|_| CliError::failure("a setting cannot be written as JSON"))
}

/// Puts secrets in place of the references in `value`. Returns whether there are any.
fn resolve(value: &mut Value, name: &str, secrets: &mut Secrets) -> CliResult<bool> {
    if let Some(reference) = Reference::parse(value) {
        *value = secrets.get(&reference, name)?.into();
        return Ok(true);
    }
    let members: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(members) => members.values_mut().collect(),
        _ => Vec::new(),
    };
    let mut found = false;
    for member in members {
        found |= resolve(member, name, secrets)?;
    }
    Ok(found)
}

/// Shows the type and the names of the settings.
impl std::fmt::Debug for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.settings.iter().map(|setting| &setting.name);
        f.debug_struct("Entry")
            .field("service", &self.service)
            .field("settings", &names.collect::<Vec<_>>())
            .finish_non_exhaustive()
    }
}
