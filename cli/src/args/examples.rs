//! The examples in the help texts and the manual.

pub(super) const GET: &str = "\
Examples:
  atlas-integrations get pager-duty --project Payments
  atlas-integrations get SLACK --group-id 32b6e34b3d91647abb20e7b8 --output-file slack.json
  atlas-integrations get S3_LOG_EXPORT -o table --emulator";

pub(super) const LIST: &str = "\
Examples:
  atlas-integrations list --project Payments
  atlas-integrations ls --kind log,metric -o csv
  atlas-integrations list -o name --emulator";

pub(super) const CREATE: &str = "\
Examples:
  echo '{\"region\":\"EU\"}' | atlas-integrations create pager-duty --file - --secret-env serviceKey=KEY
  atlas-integrations create SLACK --file slack.json --secret-file apiToken=token.txt --or-update
  atlas-integrations create DATADOG --file datadog.json --dry-run --strict";

pub(super) const UPDATE: &str = "\
Examples:
  atlas-integrations update DATADOG --file datadog.json --secret-env apiKey=DATADOG_API_KEY
  atlas-integrations update S3_LOG_EXPORT 65a0c3f4d2b1e09876544001 --file s3.json";

pub(super) const DELETE: &str = "\
Examples:
  atlas-integrations delete SLACK --project Payments
  atlas-integrations rm SLACK --project Payments --yes --if-exists";

pub(super) const PROJECTS: &str = "\
Examples:
  atlas-integrations projects
  atlas-integrations projects --project 'team-*' -o name";

pub(super) const AUDIT: &str = "\
Examples:
  atlas-integrations audit --require PAGER_DUTY,DATADOG
  atlas-integrations audit --project 'team-*' -o json --sort
  atlas-integrations audit -o jsonl --resume audit.jsonl >> audit.jsonl";

pub(super) const TOKEN: &str = "\
Example:
  export MONGODB_ATLAS_ACCESS_TOKEN=\"$(atlas-integrations token)\"";

pub(super) const LOGOUT: &str = "\
Example:
  atlas-integrations logout";

pub(super) const COMPLETIONS: &str = "\
Examples:
  source <(atlas-integrations completions bash)
  source <(atlas-integrations completions zsh)
  atlas-integrations completions fish | source";

pub(super) const MAN: &str = "\
Examples:
  atlas-integrations man audit | man -l -
  atlas-integrations man --directory /usr/local/share/man/man1";

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::args::Cli;

    #[test]
    fn every_example_is_a_valid_command() {
        let all = [
            GET,
            LIST,
            CREATE,
            UPDATE,
            DELETE,
            PROJECTS,
            AUDIT,
            TOKEN,
            LOGOUT,
            COMPLETIONS,
            MAN,
        ];
        for line in all.iter().flat_map(|text| text.lines().skip(1)) {
            let (_, command) = line.split_once("atlas-integrations ").expect(line);
            let command = command.split([')', '|', '>']).next().expect("a command");
            let arguments = command
                .split_whitespace()
                .map(|word| word.trim_matches('\''));
            let arguments = ["atlas-integrations"].into_iter().chain(arguments);
            if let Err(error) = Cli::try_parse_from(arguments) {
                panic!("{line}: {error}");
            }
        }
    }
}
