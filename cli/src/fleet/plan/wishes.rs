//! What all rules together want of one project.

use std::borrow::Cow;

use crate::fleet::desired::Rule;
use crate::fleet::entry::Entry;
use crate::integration::Service;

/// What rules say about one project.
#[derive(Default)]
pub(super) struct Wishes<'a> {
    pub(super) entries: Vec<Cow<'a, Entry>>,
    pub(super) absent: Vec<&'a Service>,
    /// What cannot all be true. Nothing is done about these services.
    pub(super) conflicts: Vec<(&'a Service, String)>,
}

impl<'a> Wishes<'a> {
    pub(super) fn of(rules: &[&'a Rule]) -> Self {
        let mut wishes = Self::default();
        let mut sources: Vec<&Rule> = Vec::new();
        for rule in rules {
            let known = wishes.entries.len();
            for entry in &rule.integrations {
                wishes.add(entry, rule, known, &mut sources);
            }
        }
        for rule in rules {
            for service in &rule.absent {
                let mut named = wishes.entries.iter().zip(&sources);
                let named = named.find(|(entry, _)| entry.service == *service);
                if let Some((_, source)) = named {
                    let reason = format!(
                        "{} names it, and {} wants it absent",
                        source.name, rule.name
                    );
                    wishes.add_conflict(service, reason);
                } else if !wishes.absent.contains(&service) {
                    wishes.absent.push(service);
                }
            }
        }
        let Self {
            entries,
            absent,
            conflicts,
        } = &mut wishes;
        let is_free = |service: &Service| !conflicts.iter().any(|(other, _)| *other == service);
        entries.retain(|entry| is_free(&entry.service));
        absent.retain(|service| is_free(service));
        wishes
    }

    /// Adds an entry. Two of different rules that mean the same integration become one; `known` is how
    /// many there are of earlier rules.
    fn add(&mut self, entry: &'a Entry, rule: &'a Rule, known: usize, sources: &mut Vec<&'a Rule>) {
        let mut earlier = self.entries.iter_mut().zip(sources.iter()).take(known);
        let earlier =
            earlier.find(|(other, _)| other.is_same_target(entry) || other.is_same(entry));
        match earlier {
            None => {
                self.entries.push(Cow::Borrowed(entry));
                sources.push(rule);
            }
            Some((other, source)) => match other.merged(entry) {
                Some(merged) => *other = Cow::Owned(merged),
                None => {
                    let (one, two) = (&source.name, &rule.name);
                    let reason = format!("{one} and {two} want different settings of it");
                    self.add_conflict(&entry.service, reason);
                }
            },
        }
    }

    /// Adds a conflict, unless there is one about the service.
    fn add_conflict(&mut self, service: &'a Service, reason: String) {
        if !self.conflicts.iter().any(|(other, _)| *other == service) {
            self.conflicts.push((service, reason));
        }
    }
}
