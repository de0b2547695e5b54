//! Where in a text the quote of a secret can start.

/// What introduces an encoding, or is one itself: a form has `+` for a space.
const SIGNS: [u8; 4] = *b"%\\&+";

/// What the first two bytes of a quote can be. Hardly any text quotes a secret, so this is all that is
/// looked at in most.
#[derive(Clone)]
pub(super) struct Starts {
    /// Of each byte, whether a quote can start with it.
    is_first: [bool; 256],
    /// The first two bytes of each secret.
    pairs: Vec<[u8; 2]>,
}

impl Default for Starts {
    fn default() -> Self {
        let mut starts = Self {
            is_first: [false; 256],
            pairs: Vec::new(),
        };
        for sign in SIGNS {
            starts.add_first(sign);
        }
        starts
    }
}

impl Starts {
    /// Adds the quotes of `secret`.
    pub(super) fn add(&mut self, secret: &str) {
        if let Some(pair) = secret.as_bytes().first_chunk() {
            let [first, _] = *pair;
            self.add_first(first);
            self.pairs.push(*pair);
        }
    }

    fn add_first(&mut self, byte: u8) {
        if let Some(is_first) = self.is_first.get_mut(usize::from(byte)) {
            *is_first = true;
        }
    }

    /// Returns the first place in `text`, from the byte `at` on, where a quote can start: at an encoding,
    /// or at the first byte of a secret if the second one or an encoding follows.
    pub(super) fn find(&self, text: &str, at: usize) -> Option<usize> {
        let bytes = text.as_bytes().get(at..)?.iter().copied();
        let mut pairs = bytes.clone().zip(bytes.skip(1));
        let start = pairs.position(|(first, next)| {
            self.is_first.get(usize::from(first)) == Some(&true)
                && (SIGNS.contains(&first)
                    || SIGNS.contains(&next)
                    || self.pairs.contains(&[first, next]))
        })?;
        Some(at + start)
    }
}
