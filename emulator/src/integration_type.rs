//! The types of third-party integrations.

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
