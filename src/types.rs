//! The model: one type for each schema of the document, which `build.rs` emits.
//!
//! Objects have a constructor that takes what is required, and a setter for each other property.
//! Enumerations and unions are open: what this version of the client does not know is kept.

#![allow(
    unused_imports,
    reason = "another document may need what this one does not"
)]
#![allow(
    clippy::default_trait_access,
    clippy::semicolon_if_nothing_returned,
    reason = "of what is generated, where no name of a type is known and one form fits all"
)]

use std::collections::BTreeMap;

#[cfg(feature = "schemars")]
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::MapAccess;

use atlas_integrations_model::{
    Decoder, Elements, Facts, Fault, Field, Json, Member, MemberText, MemberVisitor, Nullable,
    Object, ObjectId, Other, Presence, PropertyVisitor, Secret, Union, UnknownFields,
    decode_member, object, open_enum, text, to_request, union,
};

include!(concat!(env!("OUT_DIR"), "/types.rs"));
