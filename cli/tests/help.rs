//! Help, manual pages, completions, and trying it without an account.

mod support;

use support::{bare, run};

#[tokio::test]
async fn every_kind_of_command_works_without_an_account() {
    for (arguments, code) in [
        (
            &["get", "--emulator", "--integration-type", "WEBHOOK"][..],
            0,
        ),
        (&["list", "--emulator"], 0),
        (&["projects", "--emulator"], 0),
        (&["audit", "--emulator", "--require", "PAGER_DUTY"], 3),
        (&["delete", "--emulator", "--integration-type", "SLACK"], 0),
    ] {
        let run = run(bare(), arguments).await;
        assert_eq!(run.code, code, "{arguments:?}: {}", run.err);
        assert!(
            run.err
                .starts_with("using an Atlas emulator with sample projects\n"),
            "{}",
            run.err
        );
    }
}

#[tokio::test]
async fn completions_manual_and_help_are_printed() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = run(bare(), &["completions", shell]).await;
        assert_eq!(script.code, 0);
        assert!(script.out.contains("atlas-integrations"), "{shell}");
    }
    let man = run(bare(), &["man"]).await;
    assert!(
        man.out.contains(".TH atlas-integrations") && man.out.contains("EXIT STATUS"),
        "{}",
        man.out
    );
    let help = run(bare(), &["--help"]).await;
    for code in [
        "  0  done",
        "  2  wrong usage",
        "  3  an audit",
        "130  interrupted",
    ] {
        assert!(help.out.contains(code), "{}", help.out);
    }
    assert_eq!(run(bare(), &["get", "--nonsense"]).await.code, 2);
}

/// The names of the commands, as the help lists them.
async fn commands() -> Vec<String> {
    let help = run(bare(), &["--help"]).await.out;
    let (_, list) = help.split_once("Commands:\n").expect("commands");
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names = lines.filter_map(|line| line.split_whitespace().next());
    let names = names.filter(|name| *name != "help");
    names.map(str::to_owned).collect()
}

#[tokio::test]
async fn every_command_has_examples_and_a_manual_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("man1");
    let man = ["man", "--directory", path.to_str().expect("text")];
    assert_eq!(run(bare(), &man).await.code, 0);
    let commands = commands().await;
    assert!(commands.len() > 10, "{commands:?}");
    for name in commands {
        let help = run(bare(), &[&name, "--help"]).await;
        assert!(help.out.contains("Example"), "{name}: {}", help.out);
        let page = run(bare(), &["man", &name]).await.out;
        let title = format!(".TH atlas-integrations-{name} 1");
        for part in [
            &title,
            ".SH \"EXAMPLES\"",
            ".SH \"ENVIRONMENT\"",
            ".SH \"EXIT STATUS\"",
        ] {
            assert!(page.contains(part), "{name}: {part}: {page}");
        }
        let written = std::fs::read_to_string(path.join(format!("atlas-integrations-{name}.1")));
        assert_eq!(written.expect("reads"), page);
    }
    assert!(path.join("atlas-integrations.1").exists());
    assert_eq!(run(bare(), &["man", "nonsense"]).await.code, 2);
}

#[tokio::test]
async fn the_version_is_that_of_the_program() {
    let version = concat!("atlas-integrations ", env!("CARGO_PKG_VERSION"), "\n");
    for arguments in [
        &["-V"][..],
        &["--version"],
        &["list", "-V"],
        &["audit", "--version"],
    ] {
        assert_eq!(run(bare(), arguments).await.out, version, "{arguments:?}");
    }
}

#[tokio::test]
async fn the_readme_has_the_exit_codes_that_the_help_has() {
    let help = run(bare(), &["--help"]).await.out;
    let (_, codes) = help.split_once("Exit codes:\n").expect("exit codes");
    let readme = include_str!("../../README.md");
    for line in codes.lines() {
        let (code, meaning) = line.trim().split_once("  ").expect("a code");
        let row = format!("| {code} | {meaning} |");
        assert!(readme.contains(&row), "{row}");
    }
}

#[tokio::test]
async fn a_shell_that_asks_is_answered() {
    let mut command = bare();
    command.env("ATLAS_INTEGRATIONS_COMPLETE", "fish");
    let line = ["--", "atlas-integrations", "get", "pager"];
    let answer = run(command, &line).await;
    assert_eq!((answer.code, answer.err.as_str()), (0, ""));
    assert!(answer.out.starts_with("pager-duty\t"), "{}", answer.out);
}
