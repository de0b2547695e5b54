//! An integration that should be there.

use super::reference::{Reference, Secrets};
use super::setting::Setting;
use crate::error::{CliError, CliResult};
use crate::integration::{Fields, Kind, Service};
use crate::schema::Schema;
use crate::settings;

/// An integration that should be there, with the settings that it should have. A setting that is not
/// named may have any value.
#[derive(Clone)]
pub struct Entry {
    pub(super) service: Service,
    /// The ID, for a project with several integrations of this type.
    pub(super) id: Option<String>,
    pub(super) settings: Vec<Setting>,
    /// What it is meant for.
    pub(super) purpose: Purpose,
}

/// What an entry is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be there.
    Present,
    /// To change every integration of this type, but not to create one.
    Rotation,
    /// To be compared with another, in which a setting that this one lacks is a difference.
    Comparison,
}

impl Entry {
    /// An integration whose settings are the members of a JSON object, in which references stand for
    /// secrets.
    pub(super) fn read(
        fields: Fields,
        secrets: &mut Secrets,
        warnings: &mut Vec<String>,
    ) -> CliResult<Self> {
        let service = service(&fields)?;
        let id = fields.text(service.kind.id());
        let mut settings = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| service.is_setting(name)) {
            let setting = Setting::read(&service, name, value, secrets);
            settings.push(setting.map_err(|error| error.context(&service.name))?);
        }
        let entry = Self {
            service,
            id,
            settings,
            purpose: Purpose::Present,
        };
        let problems = settings::problems(&entry.body(Fields::default()), &entry.service);
        for problem in settings::unknown_service(&entry.service)
            .into_iter()
            .chain(problems)
        {
            if !warnings.contains(&problem) {
                warnings.push(problem);
            }
        }
        Ok(entry)
    }

    /// An integration of which only secrets are set, each from a reference. It is changed where it is,
    /// but not created.
    ///
    /// # Errors
    ///
    /// A secret cannot be read, or a property is none of the type's secrets.
    pub fn rotation(
        service: Service,
        references: &[(String, Reference)],
        secrets: &mut Secrets,
    ) -> CliResult<Self> {
        let settings = references.iter().map(|(name, reference)| {
            check_secret_name(&service, name)?;
            let secret = secrets.get(reference, name)?;
            Setting::secret(name, &secret)
        });
        let settings = settings.collect::<CliResult<Vec<_>>>()?;
        Ok(Self {
            service,
            id: None,
            settings,
            purpose: Purpose::Rotation,
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
            let is_known = request.is_none_or(|schema| schema.property(name).is_some());
            is_known && service.is_setting(name)
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
            check_secret_name(&service, name)?;
            settings.push(Setting::secret(name, &secrets.get(reference, name)?)?);
        }
        Ok(Self {
            service,
            id: None,
            settings,
            purpose: Purpose::Present,
        })
    }

    /// An integration with all that Atlas shows of another.
    pub(crate) fn compared(service: Service, fields: &Fields) -> Self {
        let response = Schema::of_response(&service);
        let is_secret = |name: &str| {
            response.is_none_or(|schema| schema.property(name).is_none_or(|it| !it.is_public()))
        };
        // A null is as if it were not there.
        let settings = fields
            .iter()
            .filter(|(name, value)| service.is_setting(name) && value.get() != "null")
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
            purpose: Purpose::Comparison,
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

    /// Whether both can only mean the same integration of a project.
    pub(super) fn is_same_target(&self, other: &Self) -> bool {
        let is_single = self.service.kind == Kind::ThirdParty;
        let have_same_id = self.id.is_some() && self.id == other.id;
        self.service == other.service && (is_single || have_same_id)
    }

    /// Whether both say the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.service == other.service
            && self.id == other.id
            && self.settings.len() == other.settings.len()
            && self.agrees_with(other)
    }

    /// One that says what both say, unless they contradict each other.
    pub(super) fn merged(&self, other: &Self) -> Option<Self> {
        if !self.agrees_with(other) {
            return None;
        }
        let mut merged = self.clone();
        merged.id = merged.id.or_else(|| other.id.clone());
        let added = other.settings.iter();
        let added = added.filter(|setting| self.setting(&setting.name).is_none());
        merged.settings.extend(added.cloned());
        Some(merged)
    }

    /// Whether what both name has the same value.
    fn agrees_with(&self, other: &Self) -> bool {
        let agrees = |setting: &Setting| {
            let own = self.setting(&setting.name);
            own.is_none_or(|own| own.json.get() == setting.json.get())
        };
        let have_same_id = self.id.is_none() || other.id.is_none() || self.id == other.id;
        have_same_id && other.settings.iter().all(agrees)
    }

    /// Its value for a property.
    pub(super) fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.iter().find(|setting| setting.name == name)
    }
}

/// Refuses a property that is no secret of the type, since a secret is about to be written to it.
fn check_secret_name(service: &Service, name: &str) -> CliResult<()> {
    let Some(schema) = Schema::of_request(service) else {
        return Ok(());
    };
    match schema.property(name) {
        Some(property) if property.is_secret() => Ok(()),
        _ => {
            let secrets = secret_names(service).join(", ");
            Err(CliError::usage(format!(
                "{name:?} is no secret of {service}, whose secrets are: {secrets}"
            )))
        }
    }
}

/// The properties of a type that are secrets.
pub(crate) fn secret_names(service: &Service) -> Vec<&'static str> {
    let schema = Schema::of_request(service).into_iter();
    let secrets = schema.flat_map(Schema::properties);
    let secrets = secrets.filter(|(_, property)| property.is_secret());
    secrets.map(|(name, _)| name).collect()
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
