//! How much one repetition costs.

use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use super::{Comparison, Work};

/// How long one measurement of a time lasts, and how many there are.
const ROUND: Duration = Duration::from_millis(20);
const ROUNDS: usize = 15;

/// The CPU time of one repetition of each, in nanoseconds: the medians of rounds that take turns.
pub(crate) fn times(comparison: &Comparison) -> (f64, f64) {
    let sizes = [&comparison.reference, &comparison.ours].map(round_size);
    let mut rounds = [Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        for (side, work) in [&comparison.reference, &comparison.ours]
            .into_iter()
            .enumerate()
        {
            let elapsed = cpu_time(work, sizes[side]);
            rounds[side].push(elapsed.as_secs_f64() * 1e9 / sizes[side] as f64);
        }
    }
    let [reference, ours] = rounds.map(|mut round| {
        round.sort_by(f64::total_cmp);
        round[ROUNDS / 2]
    });
    (reference, ours)
}

/// How many repetitions fill a round.
fn round_size(work: &Work) -> usize {
    let mut size = 1;
    while cpu_time(work, size) < ROUND {
        size *= 2;
    }
    size
}

/// The time that this thread spends on the CPU; where the system does not tell, the time that passes.
fn cpu_time(work: &Work, times: usize) -> Duration {
    let (cpu, started) = (on_cpu(), Instant::now());
    work(times);
    match (cpu, on_cpu()) {
        (Some(before), Some(after)) => after.saturating_sub(before),
        _ => started.elapsed(),
    }
}

fn on_cpu() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split(' ').next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// The number of allocations of one repetition, without those of the first.
pub(crate) fn allocations(work: &Work) -> f64 {
    work(64);
    let measured = allocation_counter::measure(|| work(64));
    measured.count_total as f64 / 64.0
}

/// The number of instructions of one repetition, counted by callgrind, if it is installed.
pub(crate) fn instructions(name: &str, side: &str) -> Option<f64> {
    // What happens once, such as connecting, is in both counts, and so in none of the difference.
    let (few, many) = (32, 96);
    let difference = collected(name, side, many)?.checked_sub(collected(name, side, few)?)?;
    Some(difference as f64 / f64::from(many - few))
}

fn collected(name: &str, side: &str, times: u32) -> Option<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe().ok()?)
        .args(["--repeat", name, side, &times.to_string()])
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let report = String::from_utf8_lossy(&output.stderr);
    let line = report
        .lines()
        .find_map(|line| line.split_once("Collected :"));
    let (_, count) = line.unwrap_or_else(|| panic!("callgrind counted nothing:\n{report}"));
    count.trim().parse().ok()
}

/// Does one side of the comparison `name` alone.
pub(crate) fn repeat(all: &[Comparison], name: &str, side: &str, times: &str) -> ExitCode {
    let comparison = all.iter().find(|it| it.name == name).expect("a known name");
    let work = match side {
        "reference" => &comparison.reference,
        _ => &comparison.ours,
    };
    work(times.parse().expect("a number"));
    ExitCode::SUCCESS
}
