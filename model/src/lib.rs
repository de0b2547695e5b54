//! What the types that `atlas-integrations` generates can do.
//!
//! The generated code says what a schema looks like, by implementing [`Object`], [`Union`] or
//! [`OpenEnum`]; all else follows from these. Use this crate through `atlas-integrations`, which
//! re-exports what its users need; the rest is for the generated code, and may change with any
//! version.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

mod decode;
mod elements;
mod equality;
pub mod excerpt;
mod facts;
mod field;
mod inspect;
mod inspection;
mod json;
mod key;
mod likely;
mod member;
mod nullable;
mod object;
mod object_id;
mod open_enum;
mod other;
mod parameter;
mod property;
mod raw_text;
mod redaction;
mod repair;
mod request;
mod scan;
#[cfg(feature = "schemars")]
mod schema;
mod secret;
mod secrets;
mod split;
mod tag;
mod union;
mod unknown_fields;
mod value;

pub use self::decode::{Fault, Limits, from_str, from_str_leniently, from_str_within};
pub use self::elements::{Elements, ElementsIter};
pub use self::facts::Facts;
pub use self::field::{Field, Presence};
pub use self::inspection::{Finding, Inspection, Invalid, redacted_member};
pub use self::json::{Json, Members, members};
pub use self::key::Key;
pub use self::member::Member;
pub use self::nullable::Nullable;
pub use self::object::{Decoder, Object, decode, encode, integer};
pub use self::object_id::{ObjectId, ParseObjectIdError};
pub use self::open_enum::{OpenEnum, ParseEnumError, parse};
pub use self::other::{Other, OtherReason};
pub use self::parameter::{Parameter, ParameterValue, Texts};
pub use self::property::{Property, PropertyVisitor, text};
pub use self::repair::{complete_members, with_member};
pub use self::request::to_request;
pub use self::scan::{elements, map_strings, member, strings};
#[cfg(feature = "schemars")]
pub use self::schema::{open_enum_schema, union_schema};
pub use self::secret::Secret;
pub use self::secrets::secrets;
pub use self::union::{
    MemberText, MemberVisitor, Union, decode_element, decode_member, decode_text, decode_union,
    encode_union, find_known, inspect, tag,
};
pub use self::unknown_fields::UnknownFields;
pub use self::value::{Known, Value, value_from_str_within};

// What the macros and the generated code need.
#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
