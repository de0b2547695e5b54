//! The integrations of the emulator's projects.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::{EMPTY_GROUP_ID, GROUP_ID};

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

/// `GET …/groups/{groupId}/integrations/{integrationType}`.
pub(crate) fn get(group_id: &str, service: &str) -> Result<Answer, Answer> {
    let id = group_id.len() == 24
        && group_id
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if !id {
        return Err(Answer::error(
            StatusCode::BAD_REQUEST,
            "INVALID_GROUP_ID",
            format!("An invalid group ID {group_id} was specified."),
            &[group_id],
        ));
    }
    if !SERVICES.contains(&service) {
        return Err(Answer::error(
            StatusCode::BAD_REQUEST,
            "INVALID_ENUM_VALUE",
            format!("An invalid enumeration value {service} was specified."),
            &[service],
        ));
    }
    if ![GROUP_ID, EMPTY_GROUP_ID].contains(&group_id) {
        return Err(Answer::error(
            StatusCode::NOT_FOUND,
            "GROUP_NOT_FOUND",
            format!("No group with ID {group_id} exists."),
            &[group_id],
        ));
    }
    settings(service)
        .filter(|_| group_id == GROUP_ID)
        .map(|settings| Answer::ok(redacted(settings)))
        .ok_or_else(|| {
            Answer::error(
                StatusCode::NOT_FOUND,
                "INTEGRATION_NOT_CONFIGURED",
                format!("The integration {service} is not configured for this project."),
                &[service],
            )
        })
}

/// What somebody has configured, as it was sent to Atlas.
fn settings(service: &str) -> Option<Value> {
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
    let mut all = json!({
        "id": format!("65a0c3f4d2b1e098765430{number:02x}"),
        "type": service,
    });
    all.as_object_mut()?.append(settings.as_object_mut()?);
    Some(all)
}

/// The settings as Atlas shows them: keys but for their last four characters, addresses but for
/// their host, passwords not at all.
fn redacted(mut settings: Value) -> Value {
    let Some(fields) = settings.as_object_mut() else {
        return settings;
    };
    fields.shift_remove("password");
    for (name, value) in fields {
        let Value::String(text) = value else {
            continue;
        };
        match name.as_str() {
            "apiKey" | "apiToken" | "licenseKey" | "readToken" | "serviceKey" | "writeToken" => {
                let shown = text.len().saturating_sub(4);
                *text = text
                    .char_indices()
                    .map(|(index, letter)| if index < shown { '*' } else { letter })
                    .collect();
            }
            "microsoftTeamsWebhookUrl" | "url" => {
                let host = text.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
                *text = format!("{host}/****");
            }
            "secret" => *text = "*".repeat(text.len()),
            _ => {}
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_service_but_one_is_configured() {
        let bare: Vec<_> = SERVICES
            .into_iter()
            .filter(|service| settings(service).is_none())
            .collect();
        assert_eq!(bare, ["HIP_CHAT"]);
    }

    #[test]
    fn secrets_are_redacted() {
        let shown = |service| settings(service).map(redacted).unwrap_or_default();
        assert_eq!(
            shown("PAGER_DUTY")["serviceKey"],
            "****************************7890"
        );
        assert_eq!(shown("WEBHOOK")["url"], "https://hooks.example.com/****");
        assert_eq!(shown("WEBHOOK")["secret"], "*".repeat(23));
        assert_eq!(shown("PROMETHEUS").get("password"), None);
    }
}
