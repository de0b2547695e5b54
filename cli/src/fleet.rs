//! A fleet of projects: what its integrations are, what they should be, and how to get there.
//!
//! A [`Desired`] state is read from a file. [`plan`] compares it with a project, and [`Plan::apply`]
//! changes what differs. Everything runs again without harm: a project that is as desired is not
//! written to.
//!
//! ```text
//! Desired ─┐
//!          ├─ plan ── Plan (changes of one project) ── apply ── Outcome
//! client ──┘
//! ```

mod change;
mod compare;
mod desired;
mod document;
mod entry;
mod export;
mod left_out;
mod pace;
mod plan;
mod project;
mod reference;
mod setting;
mod sheet;

pub use self::change::{Action, Change, PropertyChange};
pub use self::desired::{Desired, Rule};
pub(crate) use self::document::to_yaml;
pub use self::entry::Entry;
pub(crate) use self::entry::secret_names;
pub use self::export::{Export, Exported, export};
pub(crate) use self::left_out::LeftOut;
pub use self::pace::Pace;
pub(crate) use self::plan::differences;
pub use self::plan::{Options, Outcome, Plan, plan};
pub use self::project::{Fleet, Project, Selection};
pub use self::reference::{Reference, Secrets};
pub(crate) use self::sheet::Sheet;
