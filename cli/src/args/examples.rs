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
  atlas-integrations create pager-duty --secret-env serviceKey=PAGER_DUTY_KEY
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
  atlas-integrations audit --forbid HIP_CHAT,NEW_RELIC -o html > audit.html
  atlas-integrations audit --project 'team-*' -o json --sort
  atlas-integrations audit -o jsonl --resume audit.jsonl >> audit.jsonl";

pub(super) const TOKEN: &str = "\
Example:
  export MONGODB_ATLAS_ACCESS_TOKEN=\"$(atlas-integrations token)\"";

pub(super) const LOGOUT: &str = "\
Example:
  atlas-integrations logout";

pub(super) const EMULATOR: &str = "\
Examples:
  atlas-integrations delete SLACK --emulator
  atlas-integrations list --emulator
  atlas-integrations emulator reset";

pub(super) const COMPLETIONS: &str = "\
Examples:
  source <(atlas-integrations completions bash)
  source <(atlas-integrations completions zsh)
  atlas-integrations completions fish | source";

pub(super) const MAN: &str = "\
Examples:
  atlas-integrations man audit | man -l -
  atlas-integrations man --directory /usr/local/share/man/man1";

pub(super) const EXPORT: &str = "\
Examples:
  atlas-integrations export > fleet.yaml
  atlas-integrations export --project 'team-*' -o csv --output-file fleet.csv
  atlas-integrations export -o dir --directory fleet/";

pub(super) const PLAN: &str = "\
The desired state, in YAML or JSON:
  version: 1
  rules:
    - name: everywhere
      projects: { include: ['team-*'], exclude: [Sandbox] }
      integrations:
        - type: DATADOG
          region: EU
          apiKey: { env: DATADOG_API_KEY }
      absent: [SLACK]

Settings that are not named are left as they are. Rules that agree add up. A secret is referred to, as {env: NAME},
{file: PATH} or {command: \"…\"}.

Examples:
  atlas-integrations plan -f fleet.yaml
  atlas-integrations plan -f fleet.yaml -o json --project Payments
  atlas-integrations plan -f fleet.yaml -o html --output-file plan.html";

pub(super) const APPLY: &str = "\
The desired state is as in the help of `plan`. A second run changes nothing, and one after an
interruption goes on. The exit code is 0 if all is as desired, 3 if something is left to do, such as a
deletion without --prune or what cannot be changed, and 1 if something failed.

Examples:
  atlas-integrations apply -f fleet.yaml
  atlas-integrations apply -f fleet.yaml --yes --prune
  atlas-integrations apply -f fleet.yaml --yes --rotate --project Payments";

pub(super) const DIFF: &str = "\
What would change in PROJECT to make it like OTHER: + is in OTHER alone, - in PROJECT alone, and ~ in
both, with other settings.

Examples:
  atlas-integrations diff Payments Search
  atlas-integrations diff Payments Search --only SLACK -o json";

pub(super) const COPY: &str = "\
Atlas shows no secrets, so that each has to be given again.

Examples:
  atlas-integrations copy Payments Search --only SLACK --secret-env apiToken=SLACK_TOKEN
  atlas-integrations copy Payments Search --secret-env DATADOG.apiKey=DD --secret-env SLACK.apiToken=SL";

pub(super) const ROTATE: &str = "\
An integration whose secret, as far as Atlas shows it, is the new one is left alone.

Examples:
  atlas-integrations rotate DATADOG --secret-env apiKey=NEW_KEY
  atlas-integrations rotate DATADOG --secret-env apiKey=NEW_KEY --project 'team-*' --yes";

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
            EMULATOR,
            COMPLETIONS,
            MAN,
            EXPORT,
            PLAN,
            APPLY,
            DIFF,
            COPY,
            ROTATE,
        ];
        for line in all.iter().flat_map(|text| {
            let lines = text.lines();
            lines
                .skip_while(|line| !line.starts_with("Example"))
                .skip(1)
        }) {
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
