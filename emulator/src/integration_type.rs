//! The types of third-party integrations and their required properties.

/// The integration types that Atlas lists, in its order.
///
/// Atlas lists `HIP_CHAT` although it documents no properties for it.
pub const INTEGRATION_TYPES: [&str; 10] = [
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

/// The properties without which Atlas rejects an integration.
pub(crate) fn required_properties(integration_type: &str) -> &'static [&'static str] {
    match integration_type {
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
