use std::slice::from_ref;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::value::RawValue;

use super::changes::{changes, differences};
use super::{Action, Change, Options};
use crate::fleet::desired::Rule;
use crate::fleet::entry::{Entry, Purpose};
use crate::fleet::project::Selection;
use crate::fleet::setting::Setting;
use crate::integration::{Fields, Integration, Service};
use crate::schema::Schema;

fn service(name: &str) -> Service {
    Service::known(name).expect("known")
}

fn setting(name: &str, value: &str, is_secret: bool) -> Setting {
    let json = RawValue::from_string(format!("{value:?}")).expect("JSON");
    Setting {
        name: name.to_owned(),
        json,
        is_secret,
    }
}

/// An entry with settings, of which those whose name begins with `!` are secrets.
fn entry(name: &str, settings: &[(&str, &str)]) -> Entry {
    let settings = settings
        .iter()
        .map(|(name, value)| match name.strip_prefix('!') {
            Some(name) => setting(name, value, true),
            None => setting(name, value, false),
        });
    Entry {
        service: service(name),
        id: None,
        settings: settings.collect(),
        purpose: Purpose::Present,
    }
}

fn rule(name: &str, integrations: Vec<Entry>, absent: &[&str]) -> Rule {
    Rule {
        name: name.to_owned(),
        projects: Selection::new(Vec::new(), Vec::new()),
        integrations,
        absent: absent.iter().map(|name| service(name)).collect(),
    }
}

fn found(name: &str, json: &str) -> Integration {
    let service = service(name);
    let mut fields: Fields = serde_json::from_str(json).expect("an object");
    fields.set_text(service.kind.tag(), name);
    Integration {
        kind: service.kind,
        fields,
        problem: None,
    }
}

/// The changes as text, such as `update DATADOG region`.
fn planned(actual: &[Integration], rules: &[Rule]) -> Vec<String> {
    planned_with(actual, rules, Options::default())
}

fn planned_with(actual: &[Integration], rules: &[Rule], options: Options) -> Vec<String> {
    let rules: Vec<_> = rules.iter().collect();
    changes(actual, &rules, options).iter().map(text).collect()
}

fn text(change: &Change) -> String {
    let properties = change.properties.iter().map(|it| it.name.as_str());
    let mut words = vec![change.action.name(), change.service.name.as_str()];
    words.extend(properties);
    words.join(" ")
}

const DATADOG: &str = r#"{"apiKey":"************a23c","region":"EU"}"#;

#[test]
fn what_differs_is_updated_and_what_is_not_named_is_left_alone() {
    let actual = [found("DATADOG", DATADOG)];
    for (settings, expected) in [
        (&[("region", "EU")][..], "keep DATADOG"),
        (&[("region", "US1")], "update DATADOG region"),
        (&[("!apiKey", "0123456789aba23c")], "keep DATADOG"),
        (&[("!apiKey", "0123456789abffff")], "update DATADOG apiKey"),
    ] {
        let rules = [rule("one", vec![entry("DATADOG", settings)], &[])];
        assert_eq!(planned(&actual, &rules), [expected]);
    }
    let rules = [rule(
        "one",
        vec![entry("SLACK", &[("channelName", "c")])],
        &["DATADOG"],
    )];
    assert_eq!(
        planned(&actual, &rules),
        ["create SLACK channelName", "delete DATADOG"]
    );
}

#[test]
fn rules_that_agree_become_one_and_others_block_each_other() {
    let one = || rule("one", vec![entry("DATADOG", &[("region", "US1")])], &[]);
    let two = rule(
        "two",
        vec![entry("DATADOG", &[("sendDatabaseMetrics", "x")])],
        &[],
    );
    let expected = "create DATADOG region sendDatabaseMetrics";
    assert_eq!(planned(&[], &[one(), two]), [expected]);

    let other = rule("two", vec![entry("DATADOG", &[("region", "EU")])], &[]);
    let absent = rule("three", Vec::new(), &["DATADOG"]);
    for rules in [[one(), other], [one(), absent]] {
        for actual in [vec![], vec![found("DATADOG", DATADOG)]] {
            assert_eq!(planned(&actual, &rules), ["blocked DATADOG"]);
        }
    }

    // Each is blocked once, however many rules contradict each other.
    let rules = ["one", "two", "three"].map(|name| {
        let entries = [("DATADOG", "region"), ("PAGER_DUTY", "region")];
        let entries = entries.map(|(service, property)| entry(service, &[(property, name)]));
        rule(name, entries.into(), &[])
    });
    assert_eq!(
        planned(&[], &rules),
        ["blocked DATADOG", "blocked PAGER_DUTY"]
    );
}

#[test]
fn log_integrations_of_one_type_are_told_apart_by_what_they_are() {
    let bucket = |name: &'static str| entry("S3_LOG_EXPORT", &[("bucketName", name)]);
    let actual = |names: &[&str]| -> Vec<_> {
        let ids = 1..;
        let json =
            |(name, id): (&&str, i32)| format!("{{\"id\":\"{id}\",\"bucketName\":\"{name}\"}}");
        names
            .iter()
            .zip(ids)
            .map(|pair| found("S3_LOG_EXPORT", &json(pair)))
            .collect()
    };
    let plan = |names: &[&str], wanted: &[&'static str]| {
        let entries = wanted.iter().map(|name| bucket(name)).collect();
        planned(&actual(names), &[rule("one", entries, &[])])
    };
    let keep = "keep S3_LOG_EXPORT";
    assert_eq!(plan(&["a", "b"], &["b", "a"]), [keep, keep]);
    // The second is as desired, so that the first is the one that changes.
    assert_eq!(
        plan(&["a", "b"], &["c", "a"]),
        [keep, "update S3_LOG_EXPORT bucketName"]
    );
    assert_eq!(
        plan(&["a"], &["b", "a"]),
        [keep, "create S3_LOG_EXPORT bucketName"]
    );
    assert_eq!(plan(&["a", "b"], &["c"]), ["blocked S3_LOG_EXPORT"]);
    let gone = [rule("one", Vec::new(), &["S3_LOG_EXPORT"])];
    assert_eq!(planned(&actual(&["a", "b"]), &gone).len(), 2);
}

#[test]
fn two_rules_that_want_the_same_export_want_one() {
    let export = || entry("S3_LOG_EXPORT", &[("bucketName", "a")]);
    let rules = [
        rule("one", vec![export()], &[]),
        rule("two", vec![export()], &[]),
    ];
    assert_eq!(planned(&[], &rules).len(), 1);

    // Named by its ID, it is the same, whatever else either says of it.
    let of = |id: &str, setting| Entry {
        id: Some(id.to_owned()),
        ..entry("S3_LOG_EXPORT", &[setting])
    };
    let actual = ["1", "2"].map(|id| {
        let json = format!("{{\"id\":\"{id}\",\"bucketName\":\"a\",\"prefixPath\":\"p\"}}");
        found("S3_LOG_EXPORT", &json)
    });
    let one = rule("one", vec![of("2", ("bucketName", "b"))], &[]);
    let two = rule("two", vec![of("2", ("prefixPath", "q"))], &[]);
    let expected = "update S3_LOG_EXPORT bucketName prefixPath";
    assert_eq!(planned(&actual, &[one, two]), [expected]);
}

#[test]
fn a_rotation_writes_what_is_hidden_everywhere_and_creates_nothing() {
    let rotation = |name: &str, field: &str| {
        let mut entry = entry(name, &[(field, "0123456789aba23c")]);
        entry.purpose = Purpose::Rotation;
        [rule("rotate", vec![entry], &[])]
    };
    let options = Options::default().hidden(true);
    let planned = |actual: &[Integration], rules: &[Rule]| planned_with(actual, rules, options);
    assert_eq!(
        planned(&[], &rotation("DATADOG", "!apiKey")),
        Vec::<String>::new()
    );
    assert_eq!(
        planned(
            &[found("DATADOG", DATADOG)],
            &rotation("DATADOG", "!apiKey")
        ),
        ["keep DATADOG"]
    );
    assert_eq!(
        planned(
            &[found("PROMETHEUS", "{}")],
            &rotation("PROMETHEUS", "!password")
        ),
        ["update PROMETHEUS password"]
    );
    let exports = [1, 2].map(|id| {
        let json = format!("{{\"id\":\"{id}\",\"apiKey\":\"****ffff\"}}");
        found("DATADOG_LOG_EXPORT", &json)
    });
    assert_eq!(
        planned(&exports, &rotation("DATADOG_LOG_EXPORT", "!apiKey")),
        ["update DATADOG_LOG_EXPORT apiKey"; 2]
    );
}

#[test]
fn what_atlas_may_hide_is_no_difference_where_only_one_shows_it_and_anything_else_is() {
    let (with, without) = (
        found(
            "WEBHOOK",
            r#"{"url":"https://a/****7d6c","secret":"****cret"}"#,
        ),
        found("WEBHOOK", r#"{"url":"https://a/****7d6c"}"#),
    );
    for (one, two) in [(&with, &without), (&without, &with)] {
        let changes = differences(from_ref(one), from_ref(two));
        assert_eq!(
            changes.iter().map(text).collect::<Vec<_>>(),
            ["keep WEBHOOK"]
        );
        let note = "secret: not compared, since Atlas does not show it".to_owned();
        assert!(changes[0].notes.contains(&note), "{:?}", changes[0].notes);
    }
    let new = found("WEBHOOK", r#"{"url":"https://a/****7d6c","new":"x"}"#);
    for (one, two) in [(&new, &without), (&without, &new)] {
        let changes = differences(from_ref(one), from_ref(two));
        let changes: Vec<_> = changes.iter().map(text).collect();
        assert_eq!(changes, ["update WEBHOOK new"]);
    }
}

#[test]
fn a_difference_is_found_in_both_directions() {
    let texts = |ours: &[Integration], theirs: &[Integration]| -> Vec<_> {
        differences(ours, theirs).iter().map(text).collect()
    };
    let one = [found(
        "DATADOG",
        r#"{"id":"1","apiKey":"****a23c","region":"EU","links":["x"],"customEndpoint":null}"#,
    )];
    let two = [found("DATADOG", r#"{"id":"2","apiKey":"****a23c"}"#)];
    assert_eq!(texts(&one, &two), ["update DATADOG region"]);
    assert_eq!(texts(&two, &one), ["update DATADOG region"]);
    assert_eq!(texts(&one, &one), ["keep DATADOG"]);
    assert_eq!(texts(&one, &[]), ["delete DATADOG"]);
    assert_eq!(texts(&[], &one), ["create DATADOG apiKey region"]);
}

#[test]
fn no_secret_is_shown() {
    let entry = entry(
        "DATADOG",
        &[("!apiKey", "0123456789-sesame"), ("new", "open-sesame")],
    );
    let rules = [rule("one", vec![entry], &[])];
    for actual in [vec![], vec![found("DATADOG", DATADOG)]] {
        let rules: Vec<_> = rules.iter().collect();
        for change in changes(&actual, &rules, Options::default()) {
            assert!(!change.properties.is_empty());
            let json = serde_json::to_string(&change).expect("JSON");
            for shown in [json, format!("{change:?}"), format!("{rules:?}")] {
                assert!(
                    !shown.contains("sesame") && !shown.contains("a23c"),
                    "{shown}"
                );
            }
        }
    }
}

/// What Atlas would show of an integration with this body.
fn stored(service: &Service, body: &Fields, id: usize) -> Integration {
    let schema = Schema::of_request(service).expect("described");
    let mut fields = Fields::default();
    for (name, value) in body.iter() {
        let property = schema.property(name);
        match serde_json::from_str::<String>(value.get()) {
            _ if property.is_some_and(|it| it.is_write_only()) => {}
            Ok(text) if property.is_some_and(|it| it.is_secret()) => {
                let kept = &text[text.len().saturating_sub(4)..];
                fields.set_text(name, &format!("****{kept}"));
            }
            _ => fields.set(name, value.to_owned()),
        }
    }
    fields.set_text(service.kind.id(), &id.to_string());
    Integration {
        kind: service.kind,
        fields,
        problem: None,
    }
}

/// Makes the changes in a project that is nothing but a list.
fn apply(actual: &mut Vec<Integration>, changes: &[Change], next: &mut usize) {
    for change in changes {
        let is_it =
            |it: &Integration| it.type_name() == change.service.name && it.id() == change.id;
        if matches!(change.action, Action::Update | Action::Delete) {
            let position = actual.iter().position(is_it).expect("there");
            actual.remove(position);
        }
        if matches!(change.action, Action::Update | Action::Create) {
            *next += 1;
            actual.push(stored(&change.service, &change.body, *next));
        }
    }
}

/// The types, with a setting and a secret that the properties below use.
const TYPES: [(&str, &str, &str); 5] = [
    ("DATADOG", "region", "!apiKey"),
    ("PROMETHEUS", "username", "!password"),
    ("WEBHOOK", "new", "!secret"),
    ("S3_LOG_EXPORT", "bucketName", "prefixPath"),
    ("DATADOG_LOG_EXPORT", "region", "!apiKey"),
];

/// Two of these are shown alike.
const VALUES: [&str; 3] = ["0123456789aba23c", "9876543210aba23c", "0123456789abffff"];

fn any_entry() -> impl Strategy<Value = Entry> {
    let value = || proptest::option::of(0..VALUES.len());
    (0..TYPES.len(), value(), value()).prop_map(|(of, one, two)| {
        let (name, public, secret) = TYPES[of];
        let settings = [(public, one), (secret, two)];
        let settings = settings
            .into_iter()
            .filter_map(|(name, value)| Some((name, VALUES[value?])));
        entry(name, &settings.collect::<Vec<_>>())
    })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    (vec(any_entry(), 0..5), vec(0..TYPES.len(), 0..2)).prop_map(|(entries, absent)| {
        let mut kept: Vec<Entry> = Vec::new();
        for entry in entries {
            if !kept.iter().any(|other| other.is_same_target(&entry)) {
                kept.push(entry);
            }
        }
        let absent = absent.into_iter().map(|of| TYPES[of].0);
        let absent = absent.filter(|name| !kept.iter().any(|entry| entry.service.name == *name));
        let absent: Vec<_> = absent.collect();
        rule("a rule", kept, &absent)
    })
}

fn any_project() -> impl Strategy<Value = Vec<Integration>> {
    vec(any_entry(), 0..8).prop_map(|entries| {
        let mut kept: Vec<Entry> = Vec::new();
        for entry in entries {
            if !kept.iter().any(|other| other.is_same_target(&entry)) {
                kept.push(entry);
            }
        }
        let stored = kept.iter().enumerate();
        stored.map(|(id, entry)| stored_of(entry, id)).collect()
    })
}

fn stored_of(entry: &Entry, id: usize) -> Integration {
    stored(&entry.service, &entry.body(Fields::default()), id)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever there is and should be: once the changes are made, there is nothing left to do, apart
    /// from what could not be done in the first place.
    #[test]
    fn after_the_changes_the_plan_is_empty(
        fleet in vec(any_project(), 1..4),
        rules in vec(any_rule(), 0..4),
    ) {
        let rules: Vec<_> = rules.iter().collect();
        let options = Options::default();
        let mut next = 1_000;
        for mut project in fleet {
            let first = changes(&project, &rules, options);
            apply(&mut project, &first, &mut next);
            let second = changes(&project, &rules, options);
            let count = |changes: &[Change], blocked: bool| {
                let is_blocked = |change: &&Change| matches!(change.action, Action::Blocked(_)) == blocked;
                let open = changes.iter().filter(|change| change.action != Action::Keep);
                open.filter(is_blocked).count()
            };
            prop_assert_eq!(count(&second, false), 0, "{:?}", second);
            prop_assert_eq!(count(&second, true), count(&first, true));
        }
    }

    /// A project differs from itself in nothing, and two differ in both directions or in none.
    #[test]
    fn differences_are_symmetric(one in any_project(), two in any_project()) {
        let is_same = |ours: &[Integration], theirs: &[Integration]| {
            differences(ours, theirs).iter().all(|change| change.action == Action::Keep)
        };
        prop_assert!(is_same(&one, &one));
        prop_assert_eq!(is_same(&one, &two), is_same(&two, &one));
    }
}
