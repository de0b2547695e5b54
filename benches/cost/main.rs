//! What this crate costs beside the same work done by hand: `cargo bench`.
//!
//! Each line compares two ways to do one thing, in the same run and in turn, so that a noisy machine
//! disturbs both alike: the reference, written with reqwest and serde alone, and this crate. It prints
//! the time and the allocations of both, and their ratios. With valgrind installed, it counts
//! instructions too: these and the allocations do not depend on the machine's load, and are what
//! `--check` judges.
//!
//! This is a harness of its own, for the usual ones measure one thing after the other and print no
//! ratio.
//!
//! ```text
//! cargo bench --bench cost                   everything
//! cargo bench --bench cost -- decode         whatever has `decode` in its name
//! cargo bench --bench cost -- --check        fail if a count exceeds its bound in benches/bounds.json
//! cargo bench --bench cost -- --update       write the counts to benches/bounds.json
//! ```

#![allow(
    clippy::cast_precision_loss,
    reason = "counts of repetitions are far below what a float holds"
)]

mod bounds;
mod call;
mod decode;
mod measure;
mod reference;
mod report;
mod server;

use std::process::ExitCode;

/// One thing that is done in two ways.
pub(crate) struct Comparison {
    pub(crate) name: String,
    pub(crate) reference: Work,
    pub(crate) ours: Work,
}

/// Does something the given number of times.
pub(crate) type Work = Box<dyn Fn(usize)>;

fn comparisons() -> Vec<Comparison> {
    let mut all = decode::comparisons();
    all.extend(call::comparisons());
    all
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--serve"] => server::serve(),
        ["--repeat", name, side, times] => measure::repeat(&comparisons(), name, side, times),
        _ => report::run(&arguments, &comparisons()),
    }
}
