//! What the types of the model can do. The generated module `types` calls the macros in here, one
//! for each kind of schema, with what the OpenAPI document says of it.

mod discriminated_union;
mod object;
mod open_enum;
mod other;
mod results;
#[cfg(feature = "schemars")]
mod schema;
mod tag;
mod unknown_fields;

pub(crate) use discriminated_union::discriminated_union;
pub(crate) use object::{Key, Object, object, set};
pub use open_enum::InvalidValue;
pub(crate) use open_enum::{invalid_value, open_enum};
pub use other::{Other, OtherReason};
pub use results::Results;
#[cfg(feature = "schemars")]
pub(crate) use schema::{object_schema, open_enum_schema, property, union_schema};
pub(crate) use tag::{Tag, find_tag};
pub use unknown_fields::UnknownFields;

#[cfg(test)]
mod tests;
