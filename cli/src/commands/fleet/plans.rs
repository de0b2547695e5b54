//! Plans for the projects of a fleet, shown and applied.

use std::path::Path;

use futures_util::{Stream, StreamExt as _, stream};

use super::approval::approve;
use super::printer::Printer;
use super::summary::Summary;
use crate::args::{ApprovalArgs, DesiredArgs, FleetArgs, PlanFormat};
use crate::error::{CliError, CliResult};
use crate::exit::Exit;
use crate::fleet::{self, Desired, Fleet, Options, Outcome, Plan, Project, Secrets, Selection};
use crate::interruption::interrupted;
use crate::output::progress::Progress;
use crate::settings::read_file;

/// Reads the desired state that the options name.
pub(super) fn read_desired(args: &DesiredArgs) -> CliResult<Desired> {
    let (source, text) = read_file(&args.file)?;
    let desired = Desired::parse(&text, &source, &mut Secrets::default())?;
    for warning in desired.warnings() {
        if args.strict {
            let refused = format!("{source}: {warning}; it is refused by --strict");
            return Err(CliError::usage(refused));
        }
        note!("warning: {source}: {warning}");
    }
    Ok(desired)
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
        // Each rule looks at every project, so that it knows whether it has matched.
        let all = fleet.projects.iter();
        let concerned: Vec<_> = all.filter(|project| desired.concerns(project)).collect();
        if fleet.failure.is_none() {
            desired.check_matched()?;
        }
        let concerned = selected
            .into_iter()
            .filter(|project| concerned.contains(project));
        Ok(Self {
            fleet,
            desired,
            options,
            projects: concerned.collect(),
            concurrency: usize::from(args.concurrency),
        })
    }

    /// A run for one project.
    pub(super) fn of(fleet: &'a Fleet, desired: &'a Desired, project: &'a Project) -> Self {
        let (options, concurrency) = (Options::default(), 1);
        Self {
            fleet,
            desired,
            options,
            projects: vec![project],
            concurrency,
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
    pub(super) async fn show(&self, format: PlanFormat, file: Option<&Path>) -> CliResult {
        let mut printer = Printer::new(format, file);
        let mut summary = Summary::new(self.projects.len(), self.fleet.failure.is_some());
        let end = self
            .each_plan(&mut summary, |plan| printer.plan(plan))
            .await;
        let problem = self.fleet.incomplete().or_else(|| summary.interruption());
        printer.finish(problem.as_deref())?;
        summary.print_planned(self.fleet);
        Ok(end?.unwrap_or_else(|| summary.exit_of_plan()))
    }

    /// Plans every project, until it is interrupted.
    async fn each_plan(
        &self,
        summary: &mut Summary,
        mut print: impl FnMut(&Plan) -> CliResult<()>,
    ) -> CliResult<Option<Exit>> {
        let progress = Progress::new();
        progress.set_total(self.projects.len());
        let all = async {
            let mut plans = std::pin::pin!(self.plans());
            while let Some(plan) = plans.next().await {
                summary.add_plan(&plan);
                progress.suspend(|| print(&plan))?;
                progress.increment();
            }
            Ok(None)
        };
        let end = tokio::select! {
            end = all => end,
            exit = interrupted() => Ok(Some(exit)),
        };
        progress.finish();
        end
    }

    /// Makes the changes: with `--yes` project by project, otherwise after all have been shown and
    /// approved.
    pub(super) async fn apply(&self, approval: ApprovalArgs, prune: bool) -> CliResult {
        if approval.dry_run {
            return self.show(PlanFormat::Text, None).await;
        }
        if approval.yes {
            let applied = self.plans().map(|plan| async { plan });
            return self
                .carry_out(applied.buffer_unordered(1), prune, self.projects.len())
                .await;
        }
        let mut printer = Printer::new(PlanFormat::Text, None);
        let mut summary = Summary::new(self.projects.len(), self.fleet.failure.is_some());
        let mut changed = Vec::new();
        let mut plans = std::pin::pin!(self.plans());
        while let Some(plan) = plans.next().await {
            summary.add_plan(&plan);
            printer.plan(&plan)?;
            if !plan.is_empty() || plan.error.is_some() {
                changed.push(plan);
            }
        }
        printer.finish(None)?;
        summary.print_planned(self.fleet);
        if !summary.has_changes(prune) {
            return Ok(summary.exit_of_plan());
        }
        approve()?;
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
        let mut summary = Summary::new(count, self.fleet.failure.is_some());
        let all = async {
            let applied = plans.map(|plan| plan.apply(self.fleet, prune));
            let mut outcomes = std::pin::pin!(applied.buffer_unordered(self.concurrency));
            while let Some(outcome) = outcomes.next().await {
                let outcome: Outcome = outcome;
                summary.add_outcome(&outcome);
                progress.suspend(|| printer.outcome(&outcome))?;
                progress.increment();
            }
            Ok(None)
        };
        let end: CliResult<Option<Exit>> = tokio::select! {
            end = all => end,
            exit = interrupted() => Ok(Some(exit)),
        };
        progress.finish();
        printer.finish(None)?;
        summary.print_applied(self.fleet, prune);
        Ok(end?.unwrap_or_else(|| summary.exit_of_apply()))
    }
}
