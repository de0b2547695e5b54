//! Arguments that several commands share.

use std::path::PathBuf;

use atlas_integrations::GroupId;
use clap::Args;
use clap_complete::ArgValueCompleter;

use super::completer;
use super::value_parser::{self, Reference};
use crate::error::{CliError, CliResult};
use crate::integration::Kind;
use crate::output::{Output, OutputFormat, private_file};

/// Which project a command is about.
#[derive(Args, Debug)]
pub(crate) struct ProjectArgs {
    /// Project: its ID, its name, or a pattern for its name, in which * and ? are wildcards
    #[arg(long, value_name = "PROJECT", conflicts_with = "group_id")]
    pub(crate) project: Option<String>,

    /// Project ID: 24 lowercase hexadecimal digits; the default is that of MONGODB_ATLAS_PROJECT_ID or
    /// of the profile
    #[arg(
        long,
        visible_alias = "project-id",
        alias = "groupId",
        alias = "projectId",
        value_name = "ID",
        value_parser = value_parser::group_id
    )]
    pub(crate) group_id: Option<GroupId>,
}

/// Which integration a command is about.
#[derive(Args, Debug)]
pub(crate) struct IntegrationArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Integration type, such as PAGER_DUTY or pager-duty; a type unknown to this program is sent
    /// unchanged
    #[arg(
        value_name = "TYPE",
        required_unless_present = "integration_type",
        value_parser = value_parser::reference,
        add = ArgValueCompleter::new(completer::services)
    )]
    service: Option<Reference>,

    /// ID of a log or metric integration, if the project has several of this type
    #[arg(value_name = "ID")]
    id: Option<String>,

    /// The same as TYPE
    #[arg(
        long,
        alias = "integrationType",
        value_name = "TYPE",
        conflicts_with = "service",
        value_parser = value_parser::reference,
        add = ArgValueCompleter::new(completer::services)
    )]
    integration_type: Option<Reference>,
}

impl IntegrationArgs {
    /// The integration that is named.
    pub(crate) fn reference(&self) -> CliResult<Reference> {
        let named = self.service.as_ref().or(self.integration_type.as_ref());
        // clap requires one of the two.
        let mut reference = named.cloned().unwrap_or_default();
        if let Some(id) = &self.id {
            let service = &reference.service;
            if service.kind == Kind::ThirdParty {
                return Err(CliError::usage(format!(
                    "{service} takes no ID, since a project has one integration of this type at most; \
                     leave {id:?} out"
                )));
            }
            reference.id = Some(id.clone());
        }
        Ok(reference)
    }
}

/// Where a result is written.
#[derive(Args, Debug)]
pub(crate) struct OutputFileArgs {
    /// Write the output to this file, which only you can read, instead of standard output
    #[arg(long, alias = "outputFile", value_name = "PATH")]
    output_file: Option<PathBuf>,
}

impl OutputFileArgs {
    /// Refuses a file that cannot be written, before anything is read for it.
    pub(crate) fn check(&self) -> CliResult<()> {
        self.path().map_or(Ok(()), private_file::check)
    }

    pub(crate) fn path(&self) -> Option<&std::path::Path> {
        self.output_file.as_deref()
    }

    pub(crate) fn with(&self, format: OutputFormat) -> Output<'_> {
        Output {
            format,
            file: self.output_file.as_deref(),
        }
    }
}
