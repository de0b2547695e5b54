//! The algorithms of RFC 7616, section 3.2.

use md5::Md5;
use sha2::{Digest, Sha256, Sha512_256};

use crate::auth::hex;

/// A hash, and whether its key is that of a session, which depends on the nonces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Algorithm {
    pub(super) hash: Hash,
    pub(super) is_session: bool,
}

/// A hash, the weakest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd)]
pub(super) enum Hash {
    #[default]
    Md5,
    Sha256,
    Sha512Of256,
}

impl Algorithm {
    /// Finds an algorithm by its name, in upper or lower case.
    pub(super) fn named(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (base, is_session) = match name.strip_suffix("-sess") {
            Some(base) => (base, true),
            None => (&*name, false),
        };
        let hash = match base {
            "md5" => Hash::Md5,
            "sha-256" => Hash::Sha256,
            "sha-512-256" => Hash::Sha512Of256,
            _ => return None,
        };
        Some(Self { hash, is_session })
    }

    pub(super) fn is_stronger(self, other: Self) -> bool {
        self.hash > other.hash
    }
}

impl Hash {
    /// Returns the hash of `parts` with colons between them, in hexadecimal digits.
    pub(super) fn of(self, parts: &[&[u8]]) -> String {
        match self {
            Self::Md5 => of::<Md5>(parts),
            Self::Sha256 => of::<Sha256>(parts),
            Self::Sha512Of256 => of::<Sha512_256>(parts),
        }
    }
}

fn of<D: Digest>(parts: &[&[u8]]) -> String {
    let mut hash = D::new();
    let mut is_first = true;
    for part in parts {
        if !std::mem::take(&mut is_first) {
            hash.update(b":");
        }
        hash.update(part);
    }
    hex::encode(&hash.finalize())
}
