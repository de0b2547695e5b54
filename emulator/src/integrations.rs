//! The third-party integrations: samples, redaction, and the operations.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::page::{self, Paging};
use crate::project::Project;

/// The services that Atlas lists, in its order. `HIP_CHAT` can be asked for and never configured.
pub const SERVICES: [&str; 10] = [
    "PAGER_DUTY",
    "SLACK",
    "DATADOG",
    "NEW_RELIC",
    "OPS_GENIE",
    "VICTOR_OPS",
    "WEBHOOK",
    "HIP_CHAT",
    "PROMETHEUS",
    "MICROSOFT_TEAMS",
];

/// The properties that each service must have.
fn required(service: &str) -> &'static [&'static str] {
    match service {
        "DATADOG" | "OPS_GENIE" | "VICTOR_OPS" => &["apiKey"],
        "MICROSOFT_TEAMS" => &["microsoftTeamsWebhookUrl"],
        "NEW_RELIC" => &["accountId", "licenseKey", "readToken", "writeToken"],
        "PAGER_DUTY" => &["serviceKey"],
        "PROMETHEUS" => &["enabled", "serviceDiscovery", "username"],
        "SLACK" => &["apiToken", "channelName"],
        "WEBHOOK" => &["url"],
        _ => &[],
    }
}

/// Whether Atlas lists the service, which every operation on one demands.
pub(crate) fn check_service(service: &str) -> Result<(), Answer> {
    if SERVICES.contains(&service) {
        return Ok(());
    }
    Err(Answer::error(
        StatusCode::BAD_REQUEST,
        "INVALID_ENUM_VALUE",
        format!("An invalid enumeration value {service} was specified."),
        &[service],
    ))
}

/// `GET …/integrations/{integrationType}`.
pub(crate) fn get(project: &Project, service: &str) -> Result<Answer, Answer> {
    let settings = project.integrations.get(service);
    settings
        .map(|settings| Answer::ok(redacted(settings)))
        .ok_or_else(|| not_configured(service))
}

/// `GET …/integrations`.
pub(crate) fn list(project: &Project, paging: Paging, path: &str) -> Result<Answer, Answer> {
    let all: Vec<_> = project.integrations.values().map(redacted).collect();
    page::of(&all, paging, path)
}

/// `POST …/integrations/{integrationType}`.
pub(crate) fn create(
    project: &mut Project,
    service: &str,
    body: Map<String, Value>,
) -> Result<(), Answer> {
    check_body(service, &body)?;
    if project.integrations.contains_key(service) {
        return Err(Answer::error(
            StatusCode::CONFLICT,
            "INTEGRATION_ALREADY_CONFIGURED",
            format!("The integration {service} is configured for this project already."),
            &[service],
        ));
    }
    let number = project.integrations.len() + 1;
    let mut settings = Map::new();
    settings.insert("id".to_owned(), json!(format!("{number:024x}")));
    settings.extend(body);
    project.integrations.insert(service.to_owned(), settings);
    Ok(())
}

/// `PUT …/integrations/{integrationType}`: the whole object is replaced.
pub(crate) fn update(
    project: &mut Project,
    service: &str,
    body: Map<String, Value>,
) -> Result<(), Answer> {
    check_body(service, &body)?;
    let Some(settings) = project.integrations.get_mut(service) else {
        return Err(not_configured(service));
    };
    let id = settings.get("id").cloned();
    *settings = body;
    if let Some(id) = id {
        settings.insert("id".to_owned(), id);
    }
    Ok(())
}

/// `DELETE …/integrations/{integrationType}`.
pub(crate) fn delete(project: &mut Project, service: &str) -> Result<Answer, Answer> {
    match project.integrations.remove(service) {
        Some(_) => Ok(Answer::no_content()),
        None => Err(not_configured(service)),
    }
}

fn not_configured(service: &str) -> Answer {
    Answer::error(
        StatusCode::NOT_FOUND,
        "INTEGRATION_NOT_CONFIGURED",
        format!("The integration {service} is not configured for this project."),
        &[service],
    )
}

fn check_body(service: &str, body: &Map<String, Value>) -> Result<(), Answer> {
    let invalid = |detail: String| {
        Err(Answer::error(
            StatusCode::BAD_REQUEST,
            "VALIDATION_ERROR",
            detail,
            &[],
        ))
    };
    if body.get("type").and_then(Value::as_str) != Some(service) {
        return invalid(format!("The type of the body must be {service}."));
    }
    for name in required(service) {
        if body.get(*name).is_none_or(Value::is_null) {
            return invalid(format!("The property {name} is required."));
        }
    }
    Ok(())
}

/// What somebody has configured, as it was sent to Atlas.
pub(crate) fn sample(service: &str) -> Option<Map<String, Value>> {
    let mut settings = match service {
        "DATADOG" => json!({
            "apiKey": "1f0c5d7a9b3e4826a1c4d7e8f902a23c",
            "region": "US",
            "sendCollectionLatencyMetrics": false,
            "sendDatabaseMetrics": true,
            "sendQueryStatsMetrics": false,
            "sendUserProvidedResourceTags": false,
        }),
        "MICROSOFT_TEAMS" => json!({
            "microsoftTeamsWebhookUrl": "https://example.webhook.office.com/webhookb2/5f1b0e6c",
        }),
        "NEW_RELIC" => json!({
            "accountId": "4012345",
            "licenseKey": "0f4be5a1d6c94e0c8a7b21d34c5e6f708192a3b4",
            "readToken": "NRAK-READ-7C1E9A4B2D8F6E3A5B0C",
            "writeToken": "NRAK-WRITE-2B4D6F8A1C3E5D7F9B0A",
        }),
        "OPS_GENIE" => json!({
            "apiKey": "b51a2c46-5f0e-4d3e-8f5b-9f1a6c0da111",
            "region": "EU",
        }),
        "PAGER_DUTY" => json!({
            "serviceKey": "4d1f9a7c3b5e8d2f6a0c9e4b7d517890",
            "region": "US",
        }),
        "PROMETHEUS" => json!({
            "enabled": true,
            "serviceDiscovery": "http",
            "username": "prom_user_5f1b0e6c9a3d4b7e8c2f0a1d",
            "password": "correct-horse-battery-staple",
        }),
        "SLACK" => json!({
            "apiToken": "xoxb-not-a-real-token-0123456789abcd",
            "channelName": "alerts",
            "teamName": "MongoDB",
        }),
        "VICTOR_OPS" => json!({
            "apiKey": "a9c4f1d2-77aa-4b10-a2d5-0c1e6f8b9abc",
            "routingKey": "database-team",
        }),
        "WEBHOOK" => json!({
            "url": "https://hooks.example.com/atlas/9f8e7d6c",
            "secret": "whsec-not-a-real-secret",
        }),
        _ => return None,
    };
    let number = SERVICES.iter().position(|known| *known == service)?;
    let mut all = Map::new();
    all.insert(
        "id".to_owned(),
        json!(format!("65a0c3f4d2b1e098765430{number:02x}")),
    );
    all.insert("type".to_owned(), json!(service));
    all.append(settings.as_object_mut()?);
    Some(all)
}

/// The settings as Atlas shows them: keys but for their last four characters, addresses but for
/// their host, passwords not at all.
pub(crate) fn redacted(settings: &Map<String, Value>) -> Value {
    let mut shown = settings.clone();
    shown.shift_remove("password");
    for (name, value) in &mut shown {
        let Value::String(text) = value else {
            continue;
        };
        match name.as_str() {
            "apiKey" | "apiToken" | "licenseKey" | "readToken" | "serviceKey" | "writeToken" => {
                let open = text.chars().count().saturating_sub(4);
                *text = text
                    .chars()
                    .enumerate()
                    .map(|(index, letter)| if index < open { '*' } else { letter })
                    .collect();
            }
            "microsoftTeamsWebhookUrl" | "url" => {
                let host = text.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                *text = format!("{host}/****");
            }
            "secret" => *text = "*".repeat(text.chars().count()),
            _ => {}
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_service_but_one_has_a_sample_with_all_that_is_required() {
        for service in SERVICES {
            match sample(service) {
                Some(settings) => check_body(service, &settings).map_err(drop).expect(service),
                None => assert_eq!(service, "HIP_CHAT"),
            }
        }
    }

    #[test]
    fn secrets_are_redacted() {
        let shown = |service| redacted(&sample(service).expect("a sample"));
        assert_eq!(
            shown("PAGER_DUTY")["serviceKey"],
            "****************************7890"
        );
        assert_eq!(shown("WEBHOOK")["url"], "https://hooks.example.com/****");
        assert_eq!(shown("WEBHOOK")["secret"], "*".repeat(23));
        assert_eq!(shown("PROMETHEUS").get("password"), None);
    }
}
