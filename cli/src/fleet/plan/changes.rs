//! The comparison itself, which knows nothing of a network.

use std::borrow::Cow;

use super::Options;
use super::pairing::pair;
use super::wishes::Wishes;
use crate::fleet::change::{Action, Change, PropertyChange};
use crate::fleet::compare::{Comparison, compare};
use crate::fleet::desired::Rule;
use crate::fleet::entry::{Entry, Purpose};
use crate::integration::{Fields, Integration, Service};
use crate::schema::{Property, Schema};
use crate::settings;

/// What to do about the integrations of a project.
pub(super) fn changes(actual: &[Integration], rules: &[&Rule], options: Options) -> Vec<Change> {
    let Wishes {
        entries,
        absent,
        conflicts,
    } = Wishes::of(rules);
    let mut changes = Vec::new();
    for service in services(&entries) {
        let of_service = |entry: &&Entry| entry.service == *service;
        let entries: Vec<_> = entries
            .iter()
            .map(AsRef::as_ref)
            .filter(of_service)
            .collect();
        let found: Vec<_> = actual.iter().filter(|it| is_of(it, service)).collect();
        changes.extend(for_service(&entries, &found, options).0);
    }
    for service in absent {
        let found = actual.iter().filter(|it| is_of(it, service));
        changes.extend(found.map(|found| delete(found, service)));
    }
    let conflicts = conflicts.into_iter();
    changes.extend(conflicts.map(|(service, reason)| blocked(service, reason)));
    changes
}

/// How the integrations of one project differ from those of another, as the changes that would make
/// them the same.
pub(crate) fn differences(ours: &[Integration], theirs: &[Integration]) -> Vec<Change> {
    let compared = |it: &Integration| Cow::Owned(Entry::compared(it.service(), &it.fields));
    let entries: Vec<_> = theirs.iter().map(compared).collect();
    let mut changes = Vec::new();
    for wanted in services(&entries) {
        let of_service = |entry: &&Entry| entry.service == *wanted;
        let entries: Vec<_> = entries
            .iter()
            .map(AsRef::as_ref)
            .filter(of_service)
            .collect();
        let found: Vec<_> = ours.iter().filter(|it| is_of(it, wanted)).collect();
        let (paired, left) = for_service(&entries, &found, Options::default());
        changes.extend(paired);
        changes.extend(left.into_iter().map(|our| delete(our, wanted)));
    }
    let is_alone = |our: &&Integration| !theirs.iter().any(|their| is_of(their, &our.service()));
    let alone = ours.iter().filter(is_alone);
    changes.extend(alone.map(|our| delete(our, &our.service())));
    changes
}

/// The services of entries, each once.
fn services<'a>(entries: &'a [Cow<'_, Entry>]) -> Vec<&'a Service> {
    let mut services = Vec::new();
    for entry in entries {
        if !services.contains(&&entry.service) {
            services.push(&entry.service);
        }
    }
    services
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

fn delete(found: &Integration, service: &Service) -> Change {
    Change {
        id: found.id(),
        action: Action::Delete,
        ..change(service)
    }
}

/// What to do about the integrations of one type, and those that no entry means.
///
/// An entry with an ID means that one. Of the others, as many as possible mean one that is as desired
/// already; then an entry means the only one that is left, and a new one if none is.
fn for_service<'a>(
    entries: &[&Entry],
    found: &[&'a Integration],
    options: Options,
) -> (Vec<Change>, Vec<&'a Integration>) {
    let (rotations, entries): (Vec<&Entry>, Vec<&Entry>) = entries
        .iter()
        .partition(|entry| entry.purpose == Purpose::Rotation);
    let rotations = rotations.into_iter();
    let rotated = rotations.flat_map(|entry| found.iter().map(|it| against(entry, it, options)));
    let mut changes: Vec<_> = rotated.collect();

    let (named, entries): (Vec<&Entry>, Vec<&Entry>) =
        entries.into_iter().partition(|entry| entry.id.is_some());
    let mut left = found.to_vec();
    for entry in named {
        let position = left.iter().position(|it| it.id() == entry.id);
        changes.push(match position {
            Some(position) => against(entry, left.remove(position), options),
            None => create(entry),
        });
    }

    let is_kept =
        |entry: &&Entry, it: &&Integration| against(entry, it, options).action == Action::Keep;
    let rows = entries.iter();
    let fits: Vec<Vec<bool>> = rows
        .map(|entry| left.iter().map(|it| is_kept(entry, it)).collect())
        .collect();
    let pairs = pair(&fits, left.len());
    let mut unpaired = Vec::new();
    for (index, it) in left.into_iter().enumerate() {
        match pairs.iter().position(|pair| *pair == Some(index)) {
            Some(entry) => {
                changes.extend(entries.get(entry).map(|it_is| against(it_is, it, options)));
            }
            None => unpaired.push(it),
        }
    }
    let rest = entries
        .iter()
        .zip(&pairs)
        .filter(|(_, pair)| pair.is_none());
    for (entry, _) in rest {
        changes.push(match chosen(entry, &unpaired, options) {
            Choice::None => create(entry),
            Choice::One(position) => against(entry, unpaired.remove(position), options),
            Choice::Several => blocked(
                &entry.service,
                format!(
                    "the project has {} of this type, and none is as desired; name one by its {}",
                    unpaired.len(),
                    entry.service.kind.id()
                ),
            ),
        });
    }
    (changes, unpaired)
}

enum Choice {
    None,
    One(usize),
    Several,
}

/// Which of the integrations an entry means, none of which is as desired.
fn chosen(entry: &Entry, left: &[&Integration], options: Options) -> Choice {
    match (left.len(), entry.purpose) {
        (0, _) => Choice::None,
        (1, _) => Choice::One(0),
        // For a comparison, the one that is most like it.
        (_, Purpose::Comparison) => {
            let differences = |it: &Integration| against(entry, it, options).properties.len();
            let nearest = left.iter().enumerate();
            let nearest = nearest.min_by_key(|(_, it)| differences(it));
            nearest.map_or(Choice::None, |(position, _)| Choice::One(position))
        }
        _ => Choice::Several,
    }
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
    let request = Schema::of_request(service);
    let mut change = Change {
        id: found.id(),
        ..change(service)
    };
    let mut body = found.fields.clone();
    settings::keep_writable(&mut body, service);
    body.set_text(service.kind.tag(), &service.name);
    let mut as_shown = Vec::new();
    let mut not_shown = Vec::new();
    for setting in &entry.settings {
        let name = setting.name.as_str();
        let property = request.and_then(|schema| schema.property(name));
        // What is not known may be a secret; of two that are compared, both are only shown.
        let may_be_withheld = setting.is_secret && entry.purpose != Purpose::Comparison;
        let is_withheld = property.map_or(may_be_withheld, |property| property.is_withheld());
        let comparison = compare(setting, &found.fields, is_withheld);
        let is_secret = setting.is_secret;
        // What is the same keeps the digits that Atlas has. A secret has to be sent again.
        if is_secret || comparison != Comparison::Same || body.get(name).is_none() {
            body.set(name, setting.json.clone());
        }
        match comparison {
            Comparison::Same if !is_secret => {}
            Comparison::Same | Comparison::SameAsShown if !options.rotate => as_shown.push(name),
            Comparison::NotShown if !options.rotate && !options.hidden => not_shown.push(name),
            _ => {
                let public = is_public(entry, name, is_secret);
                let (from, to) = (found.fields.get(name), setting.json.get());
                let change_of = PropertyChange::new(name, from, to, public);
                change.properties.push(change_of);
            }
        }
    }
    if entry.purpose == Purpose::Comparison {
        for (name, value) in unset(entry, found) {
            let is_withheld = |property: Property| property.is_withheld();
            if request
                .and_then(|schema| schema.property(name))
                .is_some_and(is_withheld)
            {
                not_shown.push(name);
            } else {
                let response = Schema::of_response(service);
                let property = response.and_then(|schema| schema.property(name));
                let public = property.is_some_and(|property| property.is_public());
                let unset = PropertyChange::new(name, Some(value), "null", public);
                change.properties.push(unset);
            }
        }
    }
    change.notes = notes(&as_shown, &not_shown);
    if !change.properties.is_empty() {
        change.action = Action::Update;
        change.body = body;
    }
    change
}

/// What the integration has and the entry has not, as JSON.
fn unset<'a>(entry: &Entry, found: &'a Integration) -> impl Iterator<Item = (&'a str, &'a str)> {
    let fields = found.fields.iter();
    let fields = fields.map(|(name, value)| (name, value.get()));
    fields.filter(|(name, json)| {
        entry.service.is_setting(name) && *json != "null" && entry.setting(name).is_none()
    })
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
