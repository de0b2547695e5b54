//! What somebody would write who has only serde: a tagged enum that keeps unknown fields.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub(crate) const DATADOG: &str = r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e0","type":"DATADOG","apiKey":"****************************a23c","region":"US","sendCollectionLatencyMetrics":false,"sendDatabaseMetrics":true,"sendUserProvidedResourceTags":false,"customEndpoint":null}"#;

/// One recorded form of each service.
pub(crate) const SERVICES: [(&str, &str); 9] = [
    ("DATADOG", DATADOG),
    (
        "MICROSOFT_TEAMS",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e1","type":"MICROSOFT_TEAMS","microsoftTeamsWebhookUrl":"https://example.com/****2101"}"#,
    ),
    (
        "NEW_RELIC",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e2","type":"NEW_RELIC","accountId":"1234","licenseKey":"****0000","readToken":"****0001","writeToken":"****0002"}"#,
    ),
    (
        "OPS_GENIE",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e3","type":"OPS_GENIE","apiKey":"****************************0000","region":"EU"}"#,
    ),
    (
        "PAGER_DUTY",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e4","type":"PAGER_DUTY","serviceKey":"****************************0000","region":"US"}"#,
    ),
    (
        "PROMETHEUS",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e5","type":"PROMETHEUS","enabled":true,"serviceDiscovery":"http","username":"prom_user_1","sendUserProvidedResourceTagsEnabled":false}"#,
    ),
    (
        "SLACK",
        r##"{"id":"65a0b1c2d3e4f5a6b7c8d9e6","type":"SLACK","apiToken":"****0000","channelName":"#alerts","teamName":"platform"}"##,
    ),
    (
        "VICTOR_OPS",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e7","type":"VICTOR_OPS","apiKey":"****0000","routingKey":"platform"}"#,
    ),
    (
        "WEBHOOK",
        r#"{"id":"65a0b1c2d3e4f5a6b7c8d9e8","type":"WEBHOOK","url":"https://example.com/****2101","secret":"****2101","bodyTemplate":null,"headersTemplate":null}"#,
    ),
];

#[derive(Debug, Deserialize, Serialize)]
#[serde(tag = "type")]
pub(crate) enum Integration {
    #[serde(rename = "DATADOG")]
    Datadog(Datadog),
    #[serde(rename = "MICROSOFT_TEAMS")]
    MicrosoftTeams(MicrosoftTeams),
    #[serde(rename = "NEW_RELIC")]
    NewRelic(NewRelic),
    #[serde(rename = "OPS_GENIE")]
    OpsGenie(OpsGenie),
    #[serde(rename = "PAGER_DUTY")]
    PagerDuty(PagerDuty),
    #[serde(rename = "PROMETHEUS")]
    Prometheus(Prometheus),
    #[serde(rename = "SLACK")]
    Slack(Slack),
    #[serde(rename = "VICTOR_OPS")]
    VictorOps(VictorOps),
    #[serde(rename = "WEBHOOK")]
    Webhook(Webhook),
}

macro_rules! service {
    ($name:ident { $($field:ident: $type:ty),* $(,)? }) => {
        #[derive(Debug, Deserialize, Serialize)]
        #[serde(rename_all = "camelCase")]
        pub(crate) struct $name {
            id: Option<String>,
            $($field: $type,)*
            #[serde(flatten)]
            extra: Map<String, Value>,
        }
    };
}

/// A plain struct, which keeps no unknown fields, for the answer to a call.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is only decoded")]
pub(crate) struct PlainDatadog {
    id: Option<String>,
    api_key: String,
    region: Option<String>,
    send_collection_latency_metrics: Option<bool>,
    send_database_metrics: Option<bool>,
    send_query_stats_metrics: Option<bool>,
    send_user_provided_resource_tags: Option<bool>,
}

service!(Datadog {
    api_key: String,
    region: Option<String>,
    send_collection_latency_metrics: Option<bool>,
    send_database_metrics: Option<bool>,
    send_query_stats_metrics: Option<bool>,
    send_user_provided_resource_tags: Option<bool>,
});
service!(MicrosoftTeams {
    microsoft_teams_webhook_url: String
});
service!(NewRelic {
    account_id: String,
    license_key: String,
    read_token: String,
    write_token: String
});
service!(OpsGenie { api_key: String, region: Option<String> });
service!(PagerDuty { service_key: String, region: Option<String> });
service!(Prometheus {
    enabled: Option<bool>,
    password: Option<String>,
    service_discovery: Option<String>,
    username: Option<String>,
    send_user_provided_resource_tags_enabled: Option<bool>,
});
service!(Slack { api_token: String, channel_name: Option<String>, team_name: Option<String> });
service!(VictorOps { api_key: String, routing_key: Option<String> });
service!(Webhook {
    url: String,
    secret: Option<String>,
    body_template: Option<String>,
    headers_template: Option<String>,
});

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Page {
    links: Option<Vec<Map<String, Value>>>,
    results: Vec<Integration>,
    total_count: Option<i64>,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// The text of a page of `count` integrations.
pub(crate) fn page(count: usize) -> String {
    let results: Vec<&str> = SERVICES
        .iter()
        .cycle()
        .take(count)
        .map(|(_, text)| *text)
        .collect();
    format!(
        r#"{{"links":[{{"href":"https://cloud.mongodb.com/api/atlas/v2/groups/32b6e34b3d91647abb20e7b8/integrations?includeCount=true&pageNum=1&itemsPerPage=100","rel":"self"}}],"results":[{}],"totalCount":{count}}}"#,
        results.join(",")
    )
}
