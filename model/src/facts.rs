//! What the document says of the properties of an object.

/// What the document says of a property.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// Its name.
    pub name: &'static str,
    /// Whether it holds a secret.
    pub is_secret: bool,
    /// Whether it is text of any form and length, which Atlas redacts as a whole.
    pub is_template: bool,
    /// Whether Atlas may not show it although it is there.
    pub is_withheld: bool,
}

impl Facts {
    /// The property `name`, of which nothing else is said.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            is_secret: false,
            is_template: false,
            is_withheld: false,
        }
    }

    /// It holds a secret.
    pub const fn secret(mut self) -> Self {
        self.is_secret = true;
        self
    }

    /// It is a template.
    pub const fn template(mut self) -> Self {
        self.is_template = true;
        self
    }

    /// Atlas may not show it.
    pub const fn withheld(mut self) -> Self {
        self.is_withheld = true;
        self
    }
}
