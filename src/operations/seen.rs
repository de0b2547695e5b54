//! What a walk through a list has seen.

use std::collections::HashSet;
use std::hash::{BuildHasher as _, RandomState};

use serde::Serialize;
use zeroize::Zeroizing;

use atlas_integrations_model::{self as model, Elements};

/// How much a walk remembers: 20 MB at most. Each element takes one part or two.
pub(super) const CAPACITY: usize = 1 << 20;

/// The elements of a list that a walk has seen, as hashes.
#[derive(Default)]
pub(super) struct Seen {
    hasher: RandomState,
    hashes: HashSet<u64>,
}

/// What is new on a page.
#[derive(Default)]
pub(super) struct News {
    /// For each element, whether the walk has seen it before.
    pub(super) repeated: Vec<bool>,
    /// Whether anything is new beside numbers: an element may have a counter that goes on and on.
    pub(super) is_progress: bool,
}

impl News {
    /// How many elements are new.
    pub(super) fn count(&self) -> usize {
        self.repeated.iter().filter(|repeated| !**repeated).count()
    }
}

impl Seen {
    /// Whether it can remember nothing more.
    pub(super) fn is_full(&self) -> bool {
        self.hashes.len() >= CAPACITY
    }

    /// Notes the elements of a page, and says what is new about them. An element with an `id` is seen
    /// twice if the ID is. Any other is if it is on two pages with the same content; on one page, it
    /// may be one of several that are equal.
    pub(super) fn note<T: Serialize>(&mut self, page: &Elements<T>) -> News {
        let (mut news, mut of_this_page) = (News::default(), Vec::new());
        for element in page {
            let json = match element {
                Ok(element) => serde_json::to_string(element).unwrap_or_default(),
                Err(other) => other.json().to_owned(),
            };
            let json = Zeroizing::new(json);
            if let Some(id) = id(&json) {
                let is_new = self.hashes.insert(self.hasher.hash_one(("id", id)));
                news.repeated.push(!is_new);
                news.is_progress |= is_new;
                continue;
            }
            let content = self.hasher.hash_one(("content", &*json));
            news.repeated.push(self.hashes.contains(&content));
            of_this_page.push(content);
            let mut strings = model::strings(&json).peekable();
            if strings.peek().is_none() {
                news.is_progress = true;
                continue;
            }
            let strings: Vec<_> = strings.collect();
            let strings = self.hasher.hash_one(("strings", strings));
            news.is_progress |= self.hashes.insert(strings);
        }
        self.hashes.extend(of_this_page);
        news
    }
}

/// The `id` of an object, as it is written.
fn id(json: &str) -> Option<&str> {
    let id = model::member(json, "id")?;
    let is_one = !matches!(id, "null" | "\"\"") && !id.starts_with(['{', '[']);
    is_one.then_some(id)
}
