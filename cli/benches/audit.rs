//! What `audit` costs for 1,000 and 20,000 projects: the time, the requests and the peak memory of the
//! program.
//!
//! ```sh
//! cargo bench --package atlas-integrations-cli --bench audit
//! ```
//!
//! Each project has two third-party integrations, and the emulator answers at once. An audit cannot do
//! with fewer requests than one for a token, one for each page of projects and one for each project:
//! that is the reference. The projects are listed before they are queried, and the list is what memory grows
//! by.

#![allow(
    clippy::cast_precision_loss,
    reason = "counts of requests are far below what a float holds"
)]

mod program;

use atlas_emulator::Emulator;
use program::Cost;

/// How many projects there are on a page.
const PAGE: usize = 500;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    println!("projects  output           time     requests  peak memory     least requests  ratio");
    for size in [1_000_usize, 20_000] {
        let emulator = Emulator::start().await.expect("starts");
        for number in 0..size {
            emulator.add_project(&format!("project {number:05}"), ["DATADOG", "SLACK"]);
        }
        for output in ["jsonl", "csv", "table"] {
            let arguments = ["audit", "--require", "PAGER_DUTY", "--output", output];
            let cost = Cost::of(&emulator, folder.path(), &arguments, &[]).await;
            let least = 1 + size.div_ceil(PAGE) + size;
            let ratio = cost.requests as f64 / least as f64;
            println!("{size:>8}  {output:<12} {cost}     {least:>14}  {ratio:>5.2}");
        }
    }
}
