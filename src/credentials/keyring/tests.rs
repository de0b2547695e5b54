use super::*;
use crate::environment::with_variables;

#[test]
fn encoded_and_plain_values_are_read() {
    for text in ["sesame", "go-keyring-base64:c2VzYW1l"] {
        assert_eq!(decoded(text), Ok("sesame".into()));
    }
    assert!(decoded("go-keyring-base64:!").is_err());
}

#[test]
fn each_system_has_its_own_program_and_windows_none() {
    let program = |os, variables: &[(&str, &str)]| {
        let found = with_variables(variables, |env| Keyring::find(env.on(os)));
        found.map(|keyring| (keyring.program, keyring.is_macos))
    };
    let security = PathBuf::from("/usr/bin/security");
    assert_eq!(program("macos", &[]), Ok((security, true)));
    let fault = program("windows", &[]).expect_err("no program");
    assert!(fault.contains("Credential Manager of Windows"), "{fault}");
    let fault = program("linux", &[]).expect_err("no program");
    assert!(fault.contains("`secret-tool`"), "{fault}");

    let folder = tempfile::tempdir().expect("a folder");
    let secret_tool = folder.path().join("secret-tool");
    std::fs::write(&secret_tool, "").expect("writes");
    let path = [("PATH", folder.path().to_str().expect("text"))];
    for os in ["linux", "freebsd"] {
        assert_eq!(program(os, &path), Ok((secret_tool.clone(), false)));
    }
}

/// The program `security` of macOS, whose double keeps each secret in a file beside itself.
#[cfg(unix)]
mod on_macos {
    use std::fs;

    use super::*;

    const SECURITY: &str = r#"#!/bin/sh
folder=${0%/*}
case $1 in
find-generic-password)
    [ "$2 $4" = "-s -wa" ] || exit 2
    [ -e "$folder/locked" ] && { echo "security: User interaction is not allowed." >&2; exit 36; }
    cat "$folder/$3.$5" 2>/dev/null || exit 44 ;;
-i)
    read -r command update s service a setting w value
    [ "$command $update $s $a $w" = "add-generic-password -U -s -a -w" ] || exit 2
    printf '%s\n' "$value" >"$folder/$service.$setting" ;;
*) exit 2 ;;
esac
"#;

    fn keyring(folder: &Path) -> Keyring {
        let program = folder.join("security");
        // Another process writes it: a file that anyone has open for writing cannot be run, and a child that
        // another test starts at this moment would inherit ours.
        let mut shell = Command::new("sh");
        let write = r#"printf %s "$1" >"$0" && chmod 755 "$0""#;
        shell.args(["-c", write]).arg(&program).arg(SECURITY);
        assert!(shell.status().expect("runs").success());
        Keyring {
            program,
            is_macos: true,
        }
    }

    #[test]
    fn a_secret_is_kept_as_the_atlas_cli_keeps_it_and_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let keyring = keyring(folder.path());
        assert_eq!(keyring.get("me", "client_secret"), Ok(None));
        let secret = Secret::from("s3s\u{e4}me \"'$(x)`");
        assert_eq!(keyring.set("me", "client_secret", &secret), Ok(()));
        assert_eq!(keyring.get("me", "client_secret"), Ok(Some(secret)));
        let kept = fs::read_to_string(folder.path().join("atlascli_me.client_secret"));
        let kept = kept.expect("kept");
        assert!(kept.starts_with(BASE64_PREFIX), "{kept}");

        fs::write(folder.path().join("atlascli_me.plain"), "sesame\n").expect("writes");
        assert_eq!(keyring.get("me", "plain"), Ok(Some("sesame".into())));
    }

    #[test]
    fn a_keyring_that_refuses_says_why() {
        let folder = tempfile::tempdir().expect("a folder");
        let keyring = keyring(folder.path());
        fs::write(folder.path().join("locked"), "").expect("writes");
        let fault = keyring.get("me", "client_secret").expect_err("locked");
        assert!(
            fault.ends_with("failed: security: User interaction is not allowed."),
            "{fault}"
        );
    }

    #[test]
    fn a_name_that_could_be_a_command_is_not_passed_on() {
        let folder = tempfile::tempdir().expect("a folder");
        let keyring = keyring(folder.path());
        for profile in ["a b", "a\nb", "a\"b", ""] {
            let kept = keyring.set(profile, "client_secret", &"sesame".into());
            assert_eq!(kept.is_err(), !profile.is_empty(), "{profile:?}");
        }
    }
}
