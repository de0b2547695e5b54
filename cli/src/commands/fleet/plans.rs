//! Plans for the projects of a fleet, shown and applied.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use futures_util::{Stream, StreamExt as _, stream};

use super::approval::is_approved;
use super::printer::Printer;
use super::summary::Summary;
use crate::args::{ApprovalArgs, DesiredArgs, FleetArgs, PlanFormat};
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::fleet::{self, Desired, Fleet, Options, Plan, Project, Secrets, Selection};
use crate::interruption::unless_interrupted;
use crate::output::progress::Progress;
use crate::settings::read_file;
use crate::text::counted;

/// Reads the desired state that the options name.
pub(super) fn read_desired(args: &DesiredArgs) -> CliResult<Desired> {
    let mut secrets = Secrets::default();
    let mut all = Desired::default();
    for path in files(&args.file)? {
        let (source, text) = read_file(&path)?;
        let desired = Desired::parse(&text, &source, &mut secrets)?;
        for warning in desired.warnings() {
            if args.strict {
                let refused = format!("{source}: {warning}; it is refused by --strict");
                return Err(CliError::usage(refused));
            }
            note!("warning: {source}: {warning}");
        }
        all.extend(desired);
    }
    Ok(all)
}

/// The file that is named, or those of an export if it is a directory.
fn files(path: &Path) -> CliResult<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let directory = path.display();
    let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries =
        entries.map_err(|error| CliError::usage(format!("cannot read {directory}: {error}")))?;
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    let (paths, others): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| is_desired(path));
    if paths.is_empty() {
        return Err(CliError::usage(format!(
            "{directory} has no file *.yaml, *.yml, *.json or *.csv"
        )));
    }
    let names = others.iter().filter_map(|path| path.file_name());
    let names = names.map(|name| name.to_string_lossy());
    let names: Vec<_> = names.filter(|name| !name.starts_with('.')).collect();
    if !names.is_empty() {
        note!(
            "note: of {directory}, this is not read: {}",
            names.join(", ")
        );
    }
    Ok(paths)
}

/// Whether a file of a directory is a desired state, by its name.
fn is_desired(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default();
    let mut known = ["yaml", "yml", "json", "csv"].into_iter();
    !path.is_dir() && known.any(|it| extension.eq_ignore_ascii_case(it))
}

/// What is to be planned, for which projects.
pub(super) struct Run<'a> {
    fleet: &'a Fleet,
    desired: &'a Desired,
    options: Options,
    projects: Vec<&'a Project>,
    concurrency: usize,
}

impl<'a> Run<'a> {
    pub(super) fn new(
        fleet: &'a Fleet,
        desired: &'a Desired,
        options: Options,
        args: &FleetArgs,
    ) -> CliResult<Self> {
        let selection = Selection::new(args.projects.clone(), args.excluded.clone());
        let selected = fleet.select(&selection)?;
        desired.check(fleet)?;
        let count = selected.len();
        let concerned = selected.into_iter();
        let concerned: Vec<_> = concerned
            .filter(|project| desired.concerns(project))
            .collect();
        if concerned.is_empty() && fleet.failure.is_none() {
            let message = match count {
                0 => "there is no project to look at".to_owned(),
                count => format!(
                    "no rule applies to the selected {}",
                    counted(count, "project")
                ),
            };
            return Err(CliError::new(Exit::NotFound, message));
        }
        Ok(Self {
            fleet,
            desired,
            options,
            projects: concerned,
            concurrency: usize::from(args.concurrency),
        })
    }

    /// A run for one project.
    pub(super) fn of(fleet: &'a Fleet, desired: &'a Desired, project: &'a Project) -> Self {
        Self {
            fleet,
            desired,
            options: Options::default(),
            projects: vec![project],
            concurrency: 1,
        }
    }

    /// The plans, as they get ready.
    fn plans(&self) -> impl Stream<Item = Plan> {
        let projects = stream::iter(self.projects.iter().copied());
        projects
            .map(|project| fleet::plan(self.fleet, self.desired, project, self.options))
            .buffer_unordered(self.concurrency)
    }

    /// Shows the plans.
    pub(super) async fn show(&self, printer: &mut Printer<'_>) -> CliResult {
        let mut summary = Summary::new(self.projects.len());
        let end = self
            .each_plan(&mut summary, |plan| printer.plan(&plan))
            .await;
        printer.note_incomplete(summary.interruption().as_deref());
        summary.print_planned();
        let end = end?;
        self.fleet.check_complete()?;
        Ok(end.unwrap_or_else(|| summary.exit_of_plan()))
    }

    /// Plans every project, until it is interrupted.
    async fn each_plan(
        &self,
        summary: &mut Summary,
        mut print: impl FnMut(Plan) -> CliResult<()>,
    ) -> CliResult<Option<Exit>> {
        let progress = Progress::new();
        progress.set_total(self.projects.len());
        let all = async {
            let mut plans = std::pin::pin!(self.plans());
            while let Some(plan) = plans.next().await {
                summary.add_plan(&plan);
                progress.suspend(|| print(plan))?;
                progress.increment();
            }
            Ok(None)
        };
        let end = unless_interrupted(all)
            .await
            .unwrap_or_else(|exit| Ok(Some(exit)));
        progress.finish();
        end
    }

    /// Makes the changes: with `--yes` project by project, otherwise after all have been shown and
    /// approved.
    pub(super) async fn apply(&self, approval: ApprovalArgs, prune: bool) -> CliResult {
        let mut printer = Printer::new(PlanFormat::Text, None);
        if approval.dry_run {
            return self.show(&mut printer).await;
        }
        if approval.yes {
            let count = self.projects.len();
            return self.carry_out(self.plans(), prune, count).await;
        }
        let mut summary = Summary::new(self.projects.len());
        let mut changed = Vec::new();
        let end = self.each_plan(&mut summary, |plan| {
            printer.plan(&plan)?;
            if !plan.is_empty() {
                changed.push(plan);
            }
            Ok(())
        });
        let end = end.await;
        summary.print_planned();
        if let Some(interrupted) = end? {
            return Ok(interrupted);
        }
        if !summary.has_changes(prune) {
            self.fleet.check_complete()?;
            return Ok(summary.exit_of_plan());
        }
        if !is_approved().await? {
            return Err(CliError::failure("nothing was changed"));
        }
        let count = changed.len();
        self.carry_out(stream::iter(changed), prune, count).await
    }

    /// Applies plans, and prints what becomes of each.
    async fn carry_out(
        &self,
        plans: impl Stream<Item = Plan>,
        prune: bool,
        count: usize,
    ) -> CliResult {
        let progress = Progress::new();
        progress.set_total(count);
        let mut printer = Printer::new(PlanFormat::Text, None);
        let mut summary = Summary::new(count);
        let all = async {
            let applied = plans.map(|plan| plan.apply(self.fleet, prune));
            let mut outcomes = std::pin::pin!(applied.buffer_unordered(self.concurrency));
            while let Some(outcome) = outcomes.next().await {
                summary.add_outcome(&outcome);
                progress.suspend(|| printer.outcome(&outcome))?;
                progress.increment();
            }
            Ok(None)
        };
        let end: CliResult<Option<Exit>> = unless_interrupted(all)
            .await
            .unwrap_or_else(|exit| Ok(Some(exit)));
        progress.finish();
        summary.print_applied(prune);
        let end = end?;
        self.fleet.check_complete()?;
        Ok(end.unwrap_or_else(|| summary.exit_of_apply()))
    }
}
