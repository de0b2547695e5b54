//! The response model: nothing that Atlas might send breaks it, and nothing is lost.

mod support;

use atlas_integrations::types::{
    Datadog, DatadogRegion, IntegrationType, PagerDuty, PrometheusServiceDiscovery, Slack,
    ThirdPartyIntegration as Integration,
};
use atlas_integrations::{Other, OtherReason, Secret};
use serde_json::{Value, json};

fn decode(value: &Value) -> Integration {
    serde_json::from_str(&value.to_string()).expect("every object decodes")
}

fn other(value: &Value) -> Other {
    match decode(value) {
        Integration::Other(other) => other,
        member => panic!("{value} was decoded as {member:?}"),
    }
}

/// Returns the name of the variant.
fn variant(integration: &Integration) -> String {
    let debug = format!("{integration:?}");
    debug.split('(').next().unwrap_or_default().to_owned()
}

#[test]
fn each_documented_example_decodes_to_its_variant_and_round_trips() {
    let names = [
        "Datadog",
        "MicrosoftTeams",
        "NewRelic",
        "OpsGenie",
        "PagerDuty",
        "Prometheus",
        "Slack",
        "VictorOps",
        "Webhook",
    ];
    let examples = support::examples();
    assert_eq!(examples.len(), names.len());
    for (example, name) in examples.iter().zip(names) {
        let integration = decode(example);
        assert_eq!(variant(&integration), name);
        assert_eq!(integration.tag(), example["type"].as_str());
        assert_eq!(serde_json::to_value(&integration).expect("JSON"), *example);
    }
}

#[test]
fn fields_are_typed_and_redacted_keys_are_kept() {
    let Integration::Datadog(datadog) = decode(&support::examples()[0]) else {
        panic!("not a Datadog integration");
    };
    assert_eq!(
        datadog.api_key.expose_secret(),
        "****************************a23c"
    );
    assert_eq!(datadog.region, Some(DatadogRegion::Us));
    assert_eq!(datadog.send_database_metrics, Some(false));
    assert_eq!(datadog.send_query_stats_metrics, None);
    let Integration::Prometheus(prometheus) = decode(&support::examples()[5]) else {
        panic!("not a Prometheus integration");
    };
    assert_eq!(
        prometheus.service_discovery,
        PrometheusServiceDiscovery::Http
    );
    assert!(prometheus.enabled && prometheus.password.is_none());
}

#[test]
fn unknown_members_are_kept_whole_with_the_reason() {
    let unknown = |value: &str| OtherReason::UnknownTag {
        value: value.to_owned(),
    };
    for (value, reason) in [
        (
            json!({ "type": "HIP_CHAT", "room": 5 }),
            unknown("HIP_CHAT"),
        ),
        (json!({ "type": "" }), unknown("")),
        (json!({ "type": "datadog" }), unknown("datadog")),
        (json!({ "apiKey": "k" }), OtherReason::MissingTag),
        (json!({}), OtherReason::MissingTag),
        (
            json!({ "type": null, "apiKey": "k" }),
            OtherReason::MissingTag,
        ),
        (json!({ "type": 7 }), OtherReason::InvalidTag),
        (
            json!({ "type": { "type": "SLACK" } }),
            OtherReason::InvalidTag,
        ),
    ] {
        let other = other(&value);
        assert_eq!(*other.reason(), reason);
        assert_eq!(other.json(), value.to_string());
        assert_eq!(
            serde_json::to_value(Integration::Other(other)).expect("JSON"),
            value
        );
    }
}

#[test]
fn mismatched_members_are_kept_whole_and_name_the_field() {
    for (value, path, message) in [
        (json!({ "type": "DATADOG" }), "$.apiKey", "it is missing"),
        (
            json!({ "type": "DATADOG", "apiKey": 5 }),
            "$.apiKey",
            "it is a number, not a string",
        ),
        (
            json!({ "type": "PROMETHEUS", "username": "u", "serviceDiscovery": "http", "enabled": "yes" }),
            "$.enabled",
            "it is a string, not a boolean",
        ),
        (
            json!({ "type": "SLACK", "apiToken": "k", "channelName": ["a"] }),
            "$.channelName",
            "it is an array, not a string",
        ),
    ] {
        let other = other(&value);
        assert_eq!(other.json_path(), Some(path));
        let OtherReason::Mismatch {
            value: tag,
            message: found,
            ..
        } = other.reason()
        else {
            panic!("{:?}", other.reason());
        };
        assert_eq!(
            (tag.as_deref(), found.as_str()),
            (value["type"].as_str(), message)
        );
        assert_eq!(other.json(), value.to_string());
    }
}

#[test]
fn duplicate_fields_lose_neither_value() {
    let text = r#"{"type":"PAGER_DUTY","serviceKey":"a","serviceKey":"b"}"#;
    let Ok(Integration::Other(other)) = serde_json::from_str(text) else {
        panic!("one value was dropped");
    };
    assert_eq!(other.json(), text);
    assert_eq!(other.json_path(), Some("$.serviceKey"));

    let text = r#"{"type":"PAGER_DUTY","type":"SLACK"}"#;
    let Ok(Integration::Other(other)) = serde_json::from_str(text) else {
        panic!("one type was dropped");
    };
    assert_eq!(*other.reason(), OtherReason::InvalidTag);

    let text = r#"{"serviceKey":"a","type":"PAGER_DUTY","new":1,"new":2}"#;
    let integration: Integration = serde_json::from_str(text).expect("decodes");
    let written = serde_json::to_string(&integration).expect("JSON");
    assert!(
        written.contains(r#""new":1"#) && written.contains(r#""new":2"#),
        "{written}"
    );
}

#[test]
fn any_depth_and_any_escape_are_kept() {
    let deep = format!("{}{}", "[".repeat(50_000), "]".repeat(50_000));
    for text in [
        format!(r#"{{"serviceKey":"k","type":"PAGER_DUTY","deep":{deep}}}"#),
        format!(r#"{{"type":{deep}}}"#),
        format!(r#"{{"type":"DATADOG","apiKey":{deep}}}"#),
        r#"{"type":"DATADOG","apiKey":"\ud800"}"#.to_owned(),
        r#"{"type":"DATADOG","apiKey":"k","\ud800":1}"#.to_owned(),
        r#"{"type":"\udc00"}"#.to_owned(),
    ] {
        let integration: Integration = serde_json::from_str(&text).expect("decodes");
        assert!(
            serde_json::to_string(&integration).expect("JSON") == text,
            "{text:.60}"
        );
    }
}

#[test]
fn non_objects_are_rejected() {
    for text in ["null", "[]", "5", "\"SLACK\"", "true", "", "{", "{}}"] {
        assert!(serde_json::from_str::<Integration>(text).is_err(), "{text}");
    }
}

#[test]
fn an_unexpected_element_does_not_affect_the_rest_of_a_list() {
    let list = json!([
        { "type": "SLACK", "apiToken": "k", "channelName": null },
        { "type": "DATADOG", "apiKey": [] },
        { "type": "TEAMS_2030" },
        { "type": "OPS_GENIE", "apiKey": "k", "region": "MOON" },
    ]);
    let list: Vec<Integration> = serde_json::from_value(list).expect("decodes");
    let names: Vec<_> = list.iter().map(variant).collect();
    assert_eq!(names, ["Slack", "Other", "Other", "OpsGenie"]);
}

#[test]
fn unknown_fields_keep_their_text_and_absent_fields_stay_absent() {
    let text = concat!(
        r#"{"serviceKey":"k","type":"PAGER_DUTY","#,
        r#""big":12345678901234567890123,"price":1.50,"deep":{"a":[1e2,null]}}"#,
    );
    let integration: Integration = serde_json::from_str(text).expect("decodes");
    let Integration::PagerDuty(service) = &integration else {
        panic!("not a PagerDuty integration");
    };
    assert_eq!(service.region, None);
    let names: Vec<_> = service.extra.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["big", "price", "deep"]);
    assert_eq!(serde_json::to_string(&integration).expect("JSON"), text);
}

#[test]
fn a_field_that_is_set_takes_the_place_of_those_of_its_name() {
    let text = r#"{"serviceKey":"k","a":1,"b":2,"a":3,"c":4}"#;
    let mut service: PagerDuty = serde_json::from_str(text).expect("decodes");
    assert_eq!(service.extra.get("a").map(|value| value.get()), Some("3"));
    for (name, value) in [("a", 5), ("d", 6), ("c", 7), ("d", 8)] {
        service.extra.insert(name, &value).expect("JSON");
    }
    let written = serde_json::to_string(&service).expect("JSON");
    assert_eq!(written, r#"{"serviceKey":"k","b":2,"a":5,"c":7,"d":8}"#);
}

#[test]
fn new_enum_values_are_kept_when_decoded_and_rejected_when_parsed() {
    let value = json!({ "type": "DATADOG", "apiKey": "k", "region": "AP9" });
    let Integration::Datadog(datadog) = decode(&value) else {
        panic!("not a Datadog integration");
    };
    assert_eq!(
        datadog.region,
        Some(DatadogRegion::Unknown("AP9".to_owned()))
    );
    assert_eq!(
        serde_json::to_value(Integration::Datadog(datadog)).expect("JSON"),
        value
    );

    let empty: DatadogRegion = serde_json::from_str(r#""""#).expect("decodes");
    assert_eq!(
        (
            empty.as_str(),
            serde_json::to_string(&empty).expect("JSON").as_str()
        ),
        ("", r#""""#)
    );

    assert_eq!("US1_FED".parse(), Ok(DatadogRegion::Us1Fed));
    for value in IntegrationType::VALUES {
        assert_eq!(
            value.parse::<IntegrationType>().expect("known").as_str(),
            *value
        );
    }
    let error = "NOPE"
        .parse::<IntegrationType>()
        .expect_err("must be rejected");
    assert_eq!(
        error.to_string(),
        "\"NOPE\" is not one of PAGER_DUTY, SLACK, DATADOG, NEW_RELIC, OPS_GENIE, VICTOR_OPS, \
         WEBHOOK, HIP_CHAT, PROMETHEUS, MICROSOFT_TEAMS"
    );
}

#[test]
fn a_constructed_member_gets_its_type_when_serialized() {
    let service = PagerDuty::new("k");
    let sent = serde_json::to_value(Integration::from(service)).expect("JSON");
    assert_eq!(sent, json!({ "serviceKey": "k", "type": "PAGER_DUTY" }));
    let slack = Integration::from(Slack::new("t", "a"));
    let sent = serde_json::to_value(slack).expect("JSON");
    assert_eq!(
        sent,
        json!({ "apiToken": "t", "channelName": "a", "type": "SLACK" })
    );
}

#[test]
fn settings_without_a_known_type_can_be_sent() {
    let value = json!({ "type": "HIP_CHAT", "room": 5 });
    let other = Other::try_from(value.clone()).expect("an object");
    assert_eq!(other.tag(), Some("HIP_CHAT"));
    assert_eq!(
        serde_json::to_value(Integration::Other(other)).expect("JSON"),
        value
    );
    assert!(Other::try_from(json!([])).is_err());
}

#[test]
fn debug_shows_no_secrets_and_no_unknown_values() {
    const SESAME: &str = "sesame-4711";
    for mut value in support::examples() {
        let fields = value.as_object_mut().expect("an object");
        for (name, field) in fields.iter_mut() {
            let word = name.to_lowercase();
            if ["key", "token", "secret", "password", "url"]
                .iter()
                .any(|end| word.ends_with(end))
            {
                *field = SESAME.into();
            }
        }
        fields.insert("newSetting".to_owned(), SESAME.into());
        let shown = format!("{:?} {0:#?}", decode(&value));
        assert!(!shown.contains(SESAME), "{shown}");
        value["type"] = json!("SOMETHING_NEW");
        let shown = format!("{:?} {0:#?}", decode(&value));
        assert!(!shown.contains(SESAME), "{shown}");
    }
    let broken = json!({ "type": "DATADOG", "apiKey": "k", "region": { "x": SESAME }, SESAME: 1 });
    let shown = format!("{:?}", other(&broken).reason());
    assert!(!shown.contains(SESAME), "{shown}");
    assert_eq!(format!("{:?}", Secret::from(SESAME)), "Secret(***)");
}

#[test]
fn equality_is_equality_of_json_values() {
    let parse = |text: &str| serde_json::from_str::<Integration>(text).expect("decodes");
    assert_eq!(
        parse(r#"{"type":"X","a":1,"b":[]}"#),
        parse("{ \"b\": [], \"a\":1, \"type\":\"X\"}")
    );
    assert_ne!(
        parse(r#"{"type":"X","a":1}"#),
        parse(r#"{"type":"X","a":2}"#)
    );
    let datadog = |text: &str| serde_json::from_str::<Datadog>(text).expect("decodes");
    assert_eq!(
        datadog(r#"{"apiKey":"k","n":1,"m":2}"#),
        datadog(r#"{"m":2,"apiKey":"k","region":null,"n":1}"#)
    );
    assert_ne!(
        datadog(r#"{"apiKey":"k","n":1}"#),
        datadog(r#"{"apiKey":"k","n":2}"#)
    );
}
