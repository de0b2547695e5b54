//! Whether texts stand for the same JSON.

use serde_json::value::RawValue;

/// Whether two texts stand for the same JSON value. Text that no [`serde_json::Value`] can hold is
/// compared as it is.
pub(crate) fn same(one: &RawValue, other: &RawValue) -> bool {
    let parse = |raw: &RawValue| serde_json::from_str::<serde_json::Value>(raw.get());
    one.get() == other.get()
        || matches!((parse(one), parse(other)), (Ok(one), Ok(other)) if one == other)
}
