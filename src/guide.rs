//! Pages that go beyond one item: how calls travel, and how to come here from other tools.

#[doc = include_str!("../guide/network.md")]
pub mod network {}

#[doc = include_str!("../guide/coming_from.md")]
pub mod coming_from {}
