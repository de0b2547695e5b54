//! The grammar of `WWW-Authenticate` (RFC 9110, section 11.6.1): schemes with parameters, in a list whose
//! elements are separated like the parameters themselves. Whatever does not fit is skipped.

/// One scheme of a header, with its parameters.
pub(super) struct Scheme {
    pub(super) name: String,
    parameters: Vec<(String, Vec<u8>)>,
}

impl Scheme {
    /// Returns the value of a parameter, whose name is in lower case.
    pub(super) fn parameter(&self, name: &str) -> Option<&[u8]> {
        let mut parameters = self.parameters.iter();
        let (_, value) = parameters.find(|(other, _)| other == name)?;
        Some(value)
    }
}

/// Reads the schemes of a header.
pub(super) fn schemes(header: &[u8]) -> Vec<Scheme> {
    let mut scanner = Scanner { rest: header };
    let mut schemes: Vec<Scheme> = Vec::new();
    let mut is_after_scheme = false;
    loop {
        let is_after_comma = scanner.skip_separators();
        let token = scanner.token();
        if token.is_empty() {
            // A quotation mark or an equals sign where a name is expected, or the end.
            match scanner.rest {
                [] => return schemes,
                [b'"', ..] => drop(scanner.value()),
                [_, rest @ ..] => scanner.rest = rest,
            }
        } else if scanner.skip_equals() {
            let value = scanner.value();
            if let Some(scheme) = schemes.last_mut() {
                scheme.parameters.push((token.to_ascii_lowercase(), value));
            }
        } else if is_after_scheme && !is_after_comma {
            // A token68, such as that of Negotiate, has no parameters.
        } else if !matches!(&*token, "auth" | "auth-int") {
            // These two are values of a `qop` without quotation marks.
            schemes.push(Scheme {
                name: token,
                parameters: Vec::new(),
            });
            is_after_scheme = true;
            continue;
        }
        is_after_scheme = false;
    }
}

struct Scanner<'a> {
    rest: &'a [u8],
}

impl<'a> Scanner<'a> {
    /// Takes the bytes up to the first that `ends`.
    fn until(&mut self, ends: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|byte| ends(*byte));
        let (taken, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    /// Skips white space and commas. Returns whether there was a comma.
    fn skip_separators(&mut self) -> bool {
        self.until(|byte| !is_space(byte) && byte != b',')
            .contains(&b',')
    }

    /// Skips an equals sign and the white space around it. Returns whether there was one.
    fn skip_equals(&mut self) -> bool {
        self.until(|byte| !is_space(byte));
        let Some(rest) = self.rest.strip_prefix(b"=") else {
            return false;
        };
        self.rest = rest;
        self.until(|byte| !is_space(byte));
        true
    }

    fn token(&mut self) -> String {
        let token = self.until(|byte| is_space(byte) || b",=\"".contains(&byte));
        String::from_utf8_lossy(token).into_owned()
    }

    /// Takes a quoted string, without its quotation marks and escapes, or a value without them.
    fn value(&mut self) -> Vec<u8> {
        let Some(quoted) = self.rest.strip_prefix(b"\"") else {
            return self.until(|byte| is_space(byte) || byte == b',').to_vec();
        };
        let mut bytes = quoted.iter();
        let mut value = Vec::new();
        while let Some(byte) = bytes.next() {
            match byte {
                b'"' => break,
                b'\\' => value.extend(bytes.next()),
                other => value.push(*other),
            }
        }
        self.rest = bytes.as_slice();
        value
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}
