//! The comparison itself, which knows nothing of a network.

use super::Options;
use crate::fleet::change::{Action, Change, PropertyChange};
use crate::fleet::compare::{Comparison, compare};
use crate::fleet::desired::{Entry, Rule};
use crate::integration::{Fields, Integration, Kind, Service};
use crate::schema::Schema;
use crate::settings;

/// What to do about the integrations of a project.
pub(super) fn changes(actual: &[Integration], rules: &[&Rule], options: Options) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut left: Vec<&Integration> = actual.iter().collect();
    for entry in entries(rules, &mut changes) {
        changes.extend(for_entry(entry, &mut left, options));
    }
    for (service, rule) in absent(rules) {
        for integration in actual.iter().filter(|found| is_of(found, service)) {
            changes.push(delete(integration, service, rules, rule));
        }
    }
    changes
}

/// The entries of all rules. Where two rules want different things of one service, that is a change
/// that cannot be made.
fn entries<'a>(rules: &[&'a Rule], changes: &mut Vec<Change>) -> Vec<&'a Entry> {
    let mut all: Vec<(&Rule, &Entry)> = Vec::new();
    for rule in rules {
        for entry in &rule.integrations {
            let is_single = entry.service.kind == Kind::ThirdParty;
            let mut earlier = all.iter();
            match earlier.find(|(_, other)| is_single && other.service == entry.service) {
                Some((other, _)) => changes.push(blocked(
                    &entry.service,
                    format!(
                        "{} and {} both name it for this project",
                        other.name, rule.name
                    ),
                )),
                None => all.push((rule, entry)),
            }
        }
    }
    // Those with an ID come first, so that the others take what is left.
    all.sort_by_key(|(_, entry)| entry.id.is_none());
    all.into_iter().map(|(_, entry)| entry).collect()
}

fn absent<'a>(rules: &[&'a Rule]) -> Vec<(&'a Service, &'a Rule)> {
    let mut all: Vec<(&Service, &Rule)> = Vec::new();
    for rule in rules {
        for service in &rule.absent {
            if !all.iter().any(|(other, _)| *other == service) {
                all.push((service, rule));
            }
        }
    }
    all
}

fn delete(found: &Integration, service: &Service, rules: &[&Rule], rule: &Rule) -> Change {
    let wanted = |rule: &&&Rule| {
        let mut entries = rule.integrations.iter();
        entries.any(|entry| entry.service == *service && !entry.only_if_present)
    };
    match rules.iter().find(wanted) {
        Some(other) => blocked(
            service,
            format!("{} names it, and {} wants it absent", other.name, rule.name),
        ),
        None => Change {
            id: found.id(),
            action: Action::Delete,
            ..change(service)
        },
    }
}

fn is_of(integration: &Integration, service: &Service) -> bool {
    integration.kind == service.kind && integration.type_name() == service.name
}

fn change(service: &Service) -> Change {
    Change {
        service: service.clone(),
        id: None,
        action: Action::Keep,
        properties: Vec::new(),
        notes: Vec::new(),
        body: Fields::default(),
    }
}

fn blocked(service: &Service, reason: String) -> Change {
    Change {
        action: Action::Blocked(reason),
        ..change(service)
    }
}

/// The change that makes one of the integrations that are `left` what it should be, or creates one. It
/// is taken from `left`.
fn for_entry(entry: &Entry, left: &mut Vec<&Integration>, options: Options) -> Option<Change> {
    let service = &entry.service;
    let candidates: Vec<usize> = (0..left.len())
        .filter(|index| {
            left.get(*index)
                .is_some_and(|found| is_candidate(found, entry))
        })
        .collect();
    let compared = candidates.iter().filter_map(|index| {
        let found = left.get(*index)?;
        Some((*index, against(entry, found, options)))
    });
    let mut compared: Vec<_> = compared.collect();
    // One that is as desired already is the one that is meant.
    let position = compared
        .iter()
        .position(|(_, change)| change.action == Action::Keep)
        .or((compared.len() == 1).then_some(0));
    match position {
        Some(position) => {
            let (index, change) = compared.swap_remove(position);
            left.remove(index);
            Some(change)
        }
        None if compared.is_empty() && entry.only_if_present => None,
        None if compared.is_empty() => Some(create(entry)),
        None => Some(blocked(
            service,
            format!(
                "the project has {} of this type, and none is as desired; name one by its {}",
                compared.len(),
                service.kind.id()
            ),
        )),
    }
}

fn is_candidate(found: &Integration, entry: &Entry) -> bool {
    let is_named = entry.id.is_none() || found.id() == entry.id;
    is_of(found, &entry.service) && is_named
}

fn create(entry: &Entry) -> Change {
    let service = &entry.service;
    if let Some(id) = &entry.id {
        return blocked(service, format!("the project has none with the ID {id}"));
    }
    let properties = entry.settings.iter().map(|setting| {
        let public = is_public(entry, &setting.name, setting.is_secret);
        PropertyChange::new(&setting.name, None, setting.json.get(), public)
    });
    Change {
        action: Action::Create,
        properties: properties.collect(),
        body: entry.body(Fields::default()),
        ..change(service)
    }
}

/// What to do about an integration that is there.
fn against(entry: &Entry, found: &Integration, options: Options) -> Change {
    let service = &entry.service;
    let mut change = Change {
        id: found.id(),
        ..change(service)
    };
    let mut as_shown = Vec::new();
    let mut not_shown = Vec::new();
    for setting in &entry.settings {
        let name = setting.name.as_str();
        match compare(setting, &found.fields) {
            Comparison::Same if !setting.is_secret => {}
            Comparison::Same if !options.rotate => as_shown.push(name),
            Comparison::SameAsShown if !options.rotate => as_shown.push(name),
            Comparison::NotShown if !options.rotate => not_shown.push(name),
            _ => {
                let public = is_public(entry, name, setting.is_secret);
                let (from, to) = (found.fields.get(name), setting.json.get());
                change
                    .properties
                    .push(PropertyChange::new(name, from, to, public));
            }
        }
    }
    change.notes = notes(&as_shown, &not_shown);
    if change.properties.is_empty() {
        return change;
    }
    change.action = Action::Update;
    let mut body = found.fields.clone();
    settings::keep_writable(&mut body, service);
    change.body = entry.body(body);
    change
}

/// How the integrations of one project differ from those of another, as the changes that would make
/// them the same.
pub(crate) fn differences(ours: &[Integration], theirs: &[Integration]) -> Vec<Change> {
    let service = |it: &Integration| Service {
        kind: it.kind,
        name: it.type_name(),
    };
    let entries = theirs
        .iter()
        .map(|their| Entry::compared(service(their), &their.fields));
    let entries: Vec<_> = entries.collect();
    let mut left: Vec<&Integration> = ours.iter().collect();
    let options = Options::default();
    let mut changes: Vec<_> = entries
        .iter()
        .filter_map(|entry| for_entry(entry, &mut left, options))
        .collect();
    changes.extend(left.into_iter().map(|our| Change {
        id: our.id(),
        action: Action::Delete,
        ..change(&service(our))
    }));
    changes
}

fn notes(as_shown: &[&str], not_shown: &[&str]) -> Vec<String> {
    let mut notes = Vec::new();
    if !as_shown.is_empty() {
        let names = as_shown.join(", ");
        notes.push(format!("{names}: compared by the part that Atlas shows"));
    }
    if !not_shown.is_empty() {
        let names = not_shown.join(", ");
        notes.push(format!(
            "{names}: not compared, since Atlas does not show it"
        ));
    }
    notes
}

fn is_public(entry: &Entry, name: &str, is_secret: bool) -> bool {
    let schema = Schema::of_request(&entry.service);
    let property = schema.and_then(|schema| schema.property(name));
    !is_secret && property.is_some_and(|property| property.is_public())
}
