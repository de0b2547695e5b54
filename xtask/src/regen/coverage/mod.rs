//! `cargo xtask coverage`: for how many operations of a specification a client can be generated,
//! each alone and all together.

mod compile;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use heck::ToSnakeCase as _;
use serde_json::Value;

use super::operations::{Operation, Operations};
use super::{document, normalize, select, source, strip};
use crate::codegen::{self, Code};

/// What to try.
pub(crate) struct Coverage {
    /// The specification's path or URL.
    pub(crate) spec: String,
    /// The operations by method and path; all if there are none.
    pub(crate) operations: Vec<(String, String)>,
    /// Whether one client has all of them.
    pub(crate) all_in_one: bool,
    /// Whether to compile what is generated.
    pub(crate) compile: bool,
    /// How many clients to compile, those with the most code; all if there is no number.
    pub(crate) largest: Option<usize>,
}

/// How far an operation came.
struct Outcome {
    name: String,
    stage: Stage,
}

enum Stage {
    Regen(String),
    Generates(String),
    Compiles(String),
    Done,
}

impl Coverage {
    /// Prints the table, and fails if an operation failed.
    pub(crate) fn run(&self, root: &Path) -> Result<()> {
        let upstream = source::read(&self.spec)?.document;
        let (api_date, listed) = self.listed(&upstream)?;
        let started = Instant::now();
        let mut clients = BTreeMap::new();
        let mut outcomes = Vec::new();
        let groups: Vec<Vec<Operation>> = match self.all_in_one {
            true => vec![listed],
            false => listed
                .into_iter()
                .map(|operation| vec![operation])
                .collect(),
        };
        let mut operations = 0;
        for list in groups {
            operations += list.len();
            let name = match list.as_slice() {
                [operation] => operation.name.clone(),
                _ => "all".to_owned(),
            };
            let list = Operations {
                api_date: api_date.clone(),
                list,
            };
            let stage = match generate(&upstream, &list) {
                Ok(code) => {
                    clients.insert(name.clone(), code);
                    Stage::Done
                }
                Err(stage) => stage,
            };
            outcomes.push(Outcome { name, stage });
        }
        let lines = |code: &Code| code.types.lines().count() + code.operations.lines().count();
        eprintln!(
            "generated {} clients with {} lines in {:.0?}",
            clients.len(),
            clients.values().map(lines).sum::<usize>(),
            started.elapsed()
        );
        if let Some(largest) = self.largest {
            let mut counts: Vec<usize> = clients.values().map(lines).collect();
            counts.sort_unstable_by(|one, other| other.cmp(one));
            let least = counts.get(largest.saturating_sub(1)).copied();
            clients.retain(|_, code| lines(code) >= least.unwrap_or_default());
        }
        if self.compile {
            let failed = compile::check(root, &clients)?;
            for outcome in &mut outcomes {
                if let Some(cause) = failed.get(&outcome.name) {
                    outcome.stage = Stage::Compiles(cause.clone());
                }
            }
        }
        let compiled = self.compile.then_some(clients.len());
        report(operations, &outcomes, compiled)
    }

    /// The operations to try, with the date of the newest version of any.
    fn listed(&self, upstream: &Value) -> Result<(String, Vec<Operation>)> {
        let (mut list, mut dates, mut names) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (path, item) in upstream["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                let Some(id) = operation["operationId"].as_str() else {
                    continue;
                };
                let bodies = operation["responses"].as_object().into_iter().flatten();
                let bodies = bodies
                    .map(|(_, body)| body)
                    .chain([&operation["requestBody"]]);
                let types = bodies
                    .filter_map(|body| document::resolved(upstream, body)["content"].as_object())
                    .flatten();
                let types = types.map(|(media_type, _)| media_type.as_str());
                dates.extend(types.filter_map(super::versions::version_date));
                let is_wanted = |(wanted, on): &(String, String)| wanted == method && on == path;
                if !self.operations.is_empty() && !self.operations.iter().any(is_wanted) {
                    continue;
                }
                let name = codegen::distinct(id.to_snake_case(), &mut names);
                list.push(Operation {
                    name,
                    method: method.clone(),
                    path: path.clone(),
                });
            }
        }
        if list.is_empty() {
            bail!("{} has no such operation", self.spec);
        }
        let date = dates
            .last()
            .ok_or_else(|| anyhow!("{} has no versions", self.spec))?;
        Ok(((*date).to_owned(), list))
    }
}

fn generate(upstream: &Value, operations: &Operations) -> Result<Code, Stage> {
    let document =
        regular(upstream, operations).map_err(|error| Stage::Regen(format!("{error:#}")))?;
    codegen::render(&document::to_text(&document)).map_err(Stage::Generates)
}

/// The document of these operations, without its documentation.
pub(super) fn regular(upstream: &Value, operations: &Operations) -> Result<Value> {
    let mut document = select::select(upstream, operations)?;
    strip::strip(&mut document);
    normalize::normalize(&mut document)?;
    document::sort(&mut document);
    let violations = normalize::marks::violations(&document);
    if !violations.is_empty() {
        bail!("{}", violations.join("; "));
    }
    Ok(document)
}

fn report(operations: usize, outcomes: &[Outcome], compiled: Option<usize>) -> Result<()> {
    let count = |passes: fn(&Stage) -> bool| {
        let passed = outcomes.iter().filter(|outcome| passes(&outcome.stage));
        format!("{} of {}", passed.count(), outcomes.len())
    };
    println!("operations  {operations}");
    println!("regen       {}", count(|it| !matches!(it, Stage::Regen(_))));
    println!(
        "generates   {}",
        count(|it| matches!(it, Stage::Compiles(_) | Stage::Done))
    );
    if let Some(compiled) = compiled {
        let failed = |it: &&Outcome| matches!(it.stage, Stage::Compiles(_));
        let failed = outcomes.iter().filter(failed).count();
        println!("compiles    {} of {compiled}", compiled - failed);
    }
    for Outcome { name, stage } in outcomes {
        match stage {
            Stage::Regen(cause) => println!("{name}: regen: {cause}"),
            Stage::Generates(cause) => println!("{name}: generates: {cause}"),
            Stage::Compiles(cause) => println!("{name}: compiles: {cause}"),
            Stage::Done => {}
        }
    }
    let failed = outcomes
        .iter()
        .filter(|it| !matches!(it.stage, Stage::Done))
        .count();
    match failed {
        0 => Ok(()),
        _ => bail!("{failed} of {} fail", outcomes.len()),
    }
}
