//! Which integration is meant: its kind and its type.

use std::fmt;

use atlas_integrations::types::IntegrationType;
use clap::ValueEnum;

use crate::schema::{self, Schema};

/// The kinds of integrations. Each is a resource of its own in Atlas's API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ValueEnum)]
pub enum Kind {
    /// A service that receives metrics and alerts, such as PAGER_DUTY: at most one of each type
    ThirdParty,
    /// An export of logs, such as S3_LOG_EXPORT
    Log,
    /// An export of metrics, such as OTEL
    Metric,
}

impl Kind {
    pub(crate) const ALL: [Self; 3] = [Self::ThirdParty, Self::Log, Self::Metric];

    /// What options and output call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::ThirdParty => "third-party",
            Self::Log => "log",
            Self::Metric => "metric",
        }
    }

    /// The schema of what Atlas takes.
    pub(crate) fn request_schema(self) -> &'static str {
        match self {
            Self::ThirdParty => "ThirdPartyIntegration",
            Self::Log => "LogIntegrationRequest",
            Self::Metric => "MetricIntegrationRequest",
        }
    }

    /// The schema of what Atlas returns.
    pub(crate) fn response_schema(self) -> &'static str {
        match self {
            Self::ThirdParty => "ThirdPartyIntegration",
            Self::Log => "LogIntegrationResponse",
            Self::Metric => "MetricIntegrationResponse",
        }
    }

    /// The property that holds the type.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::ThirdParty | Self::Log => "type",
            Self::Metric => "integrationType",
        }
    }

    /// The property that holds the ID.
    pub(crate) fn id(self) -> &'static str {
        match self {
            Self::ThirdParty | Self::Log => "id",
            Self::Metric => "metricIntegrationId",
        }
    }

    /// The last segment of the path.
    pub(crate) fn segment(self) -> &'static str {
        match self {
            Self::ThirdParty => "integrations",
            Self::Log => "logIntegrations",
            Self::Metric => "metricIntegrations",
        }
    }

    /// What to call an integration of this kind.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Self::ThirdParty => "integration",
            Self::Log => "log integration",
            Self::Metric => "metric integration",
        }
    }

    /// The types that this version of the program knows.
    pub(crate) fn types(self) -> Vec<&'static str> {
        match self {
            Self::ThirdParty => IntegrationType::VALUES.to_vec(),
            Self::Log | Self::Metric => schema::tags(self.request_schema(), self.tag()),
        }
    }
}

/// A type of integration, such as `SLACK`, and the kind that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Service {
    /// Its kind.
    pub kind: Kind,
    /// As Atlas spells it. It may be one that this version of the program does not know.
    pub name: String,
}

impl Service {
    /// The service that a name stands for, in any case and with `-` or nothing in place of `_`. A name
    /// that is not known is taken for that of a newer third-party service, unless it looks like that of
    /// a log or metric integration.
    pub fn parse(text: &str) -> Result<Self, String> {
        if let Some(known) = Self::known(text) {
            return Ok(known);
        }
        let is_segment = !matches!(text, "" | "." | "..")
            && !text.contains(|letter: char| {
                matches!(letter, '/' | '\\') || crate::text::is_unsafe(letter)
            });
        if !is_segment {
            return Err("expected an integration type, such as PAGER_DUTY".to_owned());
        }
        if let Some(kind) = exported(text) {
            return Err(format!(
                "the types of {}s are {}; {}",
                kind.noun(),
                kind.types().join(", "),
                nearest(text, kind.types()).map_or("use one of these".to_owned(), |name| {
                    format!("did you mean {name}?")
                })
            ));
        }
        Ok(Self {
            kind: Kind::ThirdParty,
            name: text.to_owned(),
        })
    }

    /// The known service that a name stands for.
    pub(crate) fn known(text: &str) -> Option<Self> {
        let bare = bare(text);
        let mut all = Kind::ALL
            .into_iter()
            .flat_map(|kind| kind.types().into_iter().map(move |name| (kind, name)));
        let (kind, name) = all.find(|(_, name)| self::bare(name) == bare)?;
        Some(Self {
            kind,
            name: name.to_owned(),
        })
    }

    /// Whether a property is a setting, rather than what says which integration it is or leads to
    /// others.
    pub(crate) fn is_setting(&self, name: &str) -> bool {
        ![self.kind.tag(), self.kind.id(), "type", "links"].contains(&name)
    }

    /// Whether this version of the program knows it.
    pub(crate) fn is_known(&self) -> bool {
        self.kind.types().contains(&self.name.as_str())
    }
}

impl Schema {
    /// What Atlas takes for a service, if the document describes it.
    pub(crate) fn of_request(service: &Service) -> Option<Self> {
        Self::member(service.kind.request_schema(), &service.name)
    }

    /// What Atlas returns for a service, if the document describes it.
    pub(crate) fn of_response(service: &Service) -> Option<Self> {
        Self::member(service.kind.response_schema(), &service.name)
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A name without case and separators.
fn bare(text: &str) -> String {
    let letters = text.chars().filter(|letter| !matches!(letter, '_' | '-'));
    letters.flat_map(char::to_uppercase).collect()
}

/// The kind of export that an unknown name looks like, such as `DATADOG_LOGS` or `S3`.
fn exported(text: &str) -> Option<Kind> {
    let bare = bare(text);
    let is_target = |name: &&str| name.strip_suffix("_LOG_EXPORT") == Some(&bare);
    if bare.contains("LOG") || Kind::Log.types().iter().any(is_target) {
        return Some(Kind::Log);
    }
    let is_metric = bare.contains("METRIC") || bare.contains("OTEL") || bare == "OPENTELEMETRY";
    is_metric.then_some(Kind::Metric)
}

/// The candidate that is most like `text`, if one is.
pub(crate) fn nearest<'a>(
    text: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let text = bare(text);
    let rated = candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&text, &bare(candidate)), candidate));
    let (likeness, best) = rated.max_by(|(one, _), (other, _)| one.total_cmp(other))?;
    (likeness > 0.75).then_some(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_separators_do_not_matter() {
        for text in ["PAGER_DUTY", "pager-duty", "PagerDuty", "pager_duty"] {
            let service = Service::parse(text).expect("known");
            assert_eq!(
                (service.kind, service.name.as_str()),
                (Kind::ThirdParty, "PAGER_DUTY")
            );
        }
        assert_eq!(
            Service::parse("s3-log-export").map(|it| it.kind),
            Ok(Kind::Log)
        );
        assert_eq!(Service::parse("otel").map(|it| it.kind), Ok(Kind::Metric));
    }

    #[test]
    fn a_type_may_be_unknown_but_not_lead_to_another_path() {
        for text in ["CARRIER_PIGEON", "..."] {
            let service = Service::parse(text).expect("a segment");
            assert_eq!(service.name, text);
            assert!(!service.is_known());
        }
        for text in ["", ".", "..", "a/b", "a\\b", "SLACK\n", "SL\u{202e}ACK"] {
            assert!(Service::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_name_that_looks_like_an_export_leads_to_the_export() {
        for (text, expected) in [
            ("DATADOG_LOGS", "did you mean DATADOG_LOG_EXPORT?"),
            ("S3", "did you mean S3_LOG_EXPORT?"),
            ("SPLUNK", "did you mean SPLUNK_LOG_EXPORT?"),
            ("OTEL_METRICS", "did you mean OTEL?"),
        ] {
            let error = Service::parse(text).expect_err("an error");
            assert!(error.contains(expected), "{text}: {error}");
        }
    }

    #[test]
    fn the_nearest_name_is_found() {
        let known = ["region", "serviceKey"];
        assert_eq!(nearest("regoin", known), Some("region"));
        assert_eq!(nearest("service_key", known), Some("serviceKey"));
        assert_eq!(nearest("quux", known), None);
    }
}
