//! What `build.rs` makes of `openapi/atlas-integrations.json`; `tests/snapshots/client.snap` shows
//! it.

#![allow(
    clippy::all,
    reason = "generated code is not written for the eye; the snapshot shows what changes in it"
)]
#![allow(
    unused_imports,
    reason = "the generator imports what other documents would need"
)]
#![allow(
    mismatched_lifetime_syntaxes,
    unreachable_pub,
    reason = "the generator's style"
)]

include!(concat!(env!("OUT_DIR"), "/client.rs"));
