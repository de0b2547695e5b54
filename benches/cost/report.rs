//! What is printed.

use std::process::ExitCode;

use super::bounds::{self, Bound, Bounds};
use super::{Comparison, measure};

pub(crate) fn run(arguments: &[&str], comparisons: &[Comparison]) -> ExitCode {
    // cargo passes `--bench`.
    let (flags, names): (Vec<&str>, Vec<&str>) = arguments
        .iter()
        .partition(|argument| argument.starts_with("--"));
    let counts_only = flags.contains(&"--check") || flags.contains(&"--update");
    let chosen = comparisons
        .iter()
        .filter(|it| names.is_empty() || names.iter().any(|name| it.name.contains(name)))
        // Ten thousand of anything take valgrind minutes, and show what a hundred do.
        .filter(|it| !counts_only || !it.name.contains("10000"));
    let mut measured = Bounds::new();
    heading(counts_only);
    for comparison in chosen {
        let bound = line(comparison, counts_only);
        measured.insert(comparison.name.clone(), bound);
    }
    if measured.values().all(|bound| bound.instructions.is_none()) {
        println!("\nvalgrind is not installed; with it, instructions are counted too");
    }
    if flags.contains(&"--update") {
        let mut bounds = bounds::read();
        bounds.extend(measured);
        bounds::write(&bounds);
        return ExitCode::SUCCESS;
    }
    if flags.contains(&"--check") {
        return check(&measured);
    }
    ExitCode::SUCCESS
}

fn check(measured: &Bounds) -> ExitCode {
    let bounds = bounds::read();
    let grown: Vec<String> = measured
        .iter()
        .flat_map(|(name, counts)| bounds::exceeded(name, bounds.get(name), *counts))
        .collect();
    for sentence in &grown {
        eprintln!("{sentence}");
    }
    match grown.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

fn heading(counts_only: bool) {
    let time = if counts_only {
        String::new()
    } else {
        three("CPU ns", "ours", "ratio")
    };
    let allocations = three("allocations", "ours", "ratio");
    println!(
        "{:<28}{time}{allocations}{}",
        "",
        three("instructions", "ours", "ratio")
    );
}

/// Measures one comparison and prints a line of the table.
fn line(comparison: &Comparison, counts_only: bool) -> Bound {
    let name = &comparison.name;
    let time = match counts_only {
        true => String::new(),
        false => compared(measure::times(comparison)),
    };
    let allocations = (
        measure::allocations(&comparison.reference),
        measure::allocations(&comparison.ours),
    );
    let instructions =
        measure::instructions(name, "reference").zip(measure::instructions(name, "ours"));
    let counted = instructions.map(compared).unwrap_or_default();
    println!("{name:<28}{time}{}{counted}", compared(allocations));
    let hundredths = |number: f64| (number * 100.0).round() / 100.0;
    Bound {
        instructions: instructions.map(|(reference, ours)| hundredths(ours / reference)),
        allocations: hundredths(allocations.1),
    }
}

fn compared((reference, ours): (f64, f64)) -> String {
    let ratio = format!("{:.2}", ours / reference);
    three(&format!("{reference:.0}"), &format!("{ours:.0}"), &ratio)
}

fn three(reference: &str, ours: &str, ratio: &str) -> String {
    format!("{reference:>13}{ours:>10}{ratio:>7}")
}
