//! Optional properties: a value, an explicit null, or nothing.

use crate::open_enum::OpenEnum;
use crate::secret::Secret;

/// What the setter of an optional property takes.
///
/// A value and an `Option` of a value convert into it, so it seldom needs to be written:
///
/// ```
/// use atlas_integrations::Field;
/// use atlas_integrations::types::{PagerDuty, PagerDutyRegion};
///
/// let service = PagerDuty::new("key").region(PagerDutyRegion::Eu);
/// let service = service.region(Some(PagerDutyRegion::Us)); // the same with an `Option`
/// let service = service.region("EU"); // the text of an enumeration
/// assert_eq!(service.region, Some(PagerDutyRegion::Eu));
///
/// let service = service.region(None); // absent from the JSON
/// assert_eq!(serde_json::to_string(&service)?, r#"{"serviceKey":"key"}"#);
/// let service = service.region(Field::Null); // null in the JSON
/// assert_eq!(serde_json::to_string(&service)?, r#"{"region":null,"serviceKey":"key"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field<T> {
    /// The property is absent.
    Absent,
    /// The property is there, and null.
    Null,
    /// The property has a value.
    Value(T),
}

impl<T> Field<T> {
    /// The field of a property that must be there: null unless it has a value.
    pub fn or_null(self) -> Self {
        match self {
            Self::Absent => Self::Null,
            field => field,
        }
    }
}

impl<T> From<T> for Field<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T> From<Option<T>> for Field<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

impl<T, const N: usize> From<[T; N]> for Field<Vec<T>> {
    fn from(values: [T; N]) -> Self {
        Self::Value(values.into())
    }
}

/// The value of a property that is in a box, since its type leads back to the object's own.
impl<T> From<T> for Field<Box<T>> {
    fn from(value: T) -> Self {
        Self::Value(Box::new(value))
    }
}

impl<T> From<Option<T>> for Field<Box<T>> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::from)
    }
}

/// Lets a setter take what converts into the property's type.
macro_rules! convert {
    ($($from:ty => $to:ty),*) => {
        $(impl From<$from> for Field<$to> {
            fn from(value: $from) -> Self {
                Self::Value(value.into())
            }
        })*
    };
}

convert!(
    &str => String, &String => String, &str => Secret, &String => Secret, String => Secret,
    i32 => i64, u32 => i64, i32 => f64, f32 => f64
);

impl<T: OpenEnum> From<&str> for Field<T> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl<T: OpenEnum> From<&String> for Field<T> {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<T: OpenEnum> From<String> for Field<T> {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

/// What an object remembers of its properties beside their values: which are there and null, and
/// whether it was read.
///
/// A field holds `None` for null and for absent alike, so that using it is simple; this is what
/// tells the two apart when the object is written back. It does not count when two objects are
/// compared.
#[derive(Clone, Debug, Default)]
pub struct Presence {
    nulls: Vec<Null>,
    was_read: bool,
}

/// A property that is null.
#[derive(Clone, Debug)]
struct Null {
    name: &'static str,
    /// Whether the caller wants it so, rather than that it came so.
    is_set: bool,
}

impl Presence {
    /// That of an object that is read.
    pub(crate) fn read() -> Self {
        let nulls = Vec::new();
        Self {
            nulls,
            was_read: true,
        }
    }

    /// Sets a property to `field`.
    pub fn set<T>(
        &mut self,
        name: &'static str,
        property: &mut Option<T>,
        field: impl Into<Field<T>>,
    ) {
        let field = field.into();
        self.nulls.retain(|null| null.name != name);
        if matches!(field, Field::Null) {
            let is_set = true;
            self.nulls.push(Null { name, is_set });
        }
        *property = match field {
            Field::Value(value) => Some(value),
            Field::Absent | Field::Null => None,
        };
    }

    pub(crate) fn add_null(&mut self, name: &'static str) {
        let is_set = false;
        self.nulls.push(Null { name, is_set });
    }

    pub(crate) fn is_null(&self, name: &str) -> bool {
        self.nulls.iter().any(|null| null.name == name)
    }

    /// Whether a property without a value may have had one where the object was read from: it was
    /// read, and nobody has made the property null since.
    pub(crate) fn lost(&self, name: &str) -> bool {
        let mut set = self.nulls.iter().filter(|null| null.is_set);
        self.was_read && !set.any(|null| null.name == name)
    }
}

impl PartialEq for Presence {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
