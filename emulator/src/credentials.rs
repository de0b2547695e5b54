//! The only credentials that the emulator accepts.

/// The client ID of the service account.
pub const CLIENT_ID: &str = "mdb_sa_id_5f1b0e6c9a3d4b7e8c2f0a1d";
/// The client secret of the service account.
pub const CLIENT_SECRET: &str = "mdb_sa_sk_emulator-not-a-real-secret";
/// The public key of the API key.
pub const PUBLIC_KEY: &str = "emulator";
/// The private key of the API key.
pub const PRIVATE_KEY: &str = "c0ffee00-1234-4abc-9def-5ca1ab1e0000";
