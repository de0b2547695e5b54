use std::fs;

use proptest::prelude::*;

use super::*;
use crate::environment::with_variables;
use crate::{CLOUD, GOVERNMENT_CLOUD};

const VERSION_1: &str = r#"
[default]
org_id = "32b6e34b3d91647abb20e7b9"
project_id = "32b6e34b3d91647abb20e7b8"
public_api_key = "public"
private_api_key = "sesame"

[Fleet]
service = "cloudgov"
client_id = "mdb_sa_id_1"
Client_Secret = "sesame"

[test]
base_url = "https://atlas.example/api/atlas/v2/"
access_token = "sesame"

[half]
client_id = "mdb_sa_id_1"

[me]
access_token = "sesame"
refresh_token = "sesame"

[empty]
output = "json"

[Twice]
[twice]
"#;

const VERSION_2: &str = r#"
version = 2
skip_update_check = true

[default]
auth_type = "api_keys"
public_api_key = "public"
private_api_key = "sesame"
client_id = "mdb_sa_id_1"
client_secret = "sesame"

[keyring]
auth_type = "service_account"
org_id = "32b6e34b3d91647abb20e7b9"

[older_keyring]
auth_type = "service_account"
client_id = "mdb_sa_id_1"

[half]
auth_type = "api_keys"
private_api_key = "sesame"

[me]
auth_type = "user_account"
access_token = "sesame"

[other]
auth_type = "password"

[number]
ops_manager_url = 5
public_api_key = "public"
private_api_key = "sesame"

[leaky]
ops_manager_url = "https://user:SESAME@host:99999/"
public_api_key = "public"
private_api_key = "sesame"

[empty]
"#;

/// Reads a profile of this file with these environment variables.
fn read_with(
    text: &str,
    variables: &[(&str, &str)],
    profile: Option<&str>,
) -> Result<Settings, String> {
    let home = Home::new("atlascli", text);
    let mut all = vec![("XDG_CONFIG_HOME", home.path())];
    all.extend(variables);
    let settings = with_variables(&all, |env| match profile {
        Some(name) => Settings::read_profile(env.on("linux"), name),
        None => Settings::read(env.on("linux")),
    });
    settings.map_err(|error| error.to_string())
}

/// A home directory with the Atlas CLI's file.
struct Home(tempfile::TempDir);

impl Home {
    /// Creates one whose file has this text and is in `folder`.
    fn new(folder: &str, text: &str) -> Self {
        let home = Self(tempfile::tempdir().expect("a temporary directory"));
        let folder = home.0.path().join(folder);
        fs::create_dir_all(&folder).expect("a folder");
        fs::write(folder.join("config.toml"), text).expect("writes");
        home
    }

    fn path(&self) -> &str {
        self.0.path().to_str().expect("text")
    }
}

#[test]
fn the_file_is_where_each_system_has_it() {
    for (os, variable, folder) in [
        ("linux", "XDG_CONFIG_HOME", "atlascli"),
        ("linux", "HOME", ".config/atlascli"),
        ("freebsd", "HOME", ".config/atlascli"),
        ("macos", "HOME", "Library/Application Support/atlascli"),
        ("windows", "AppData", "atlascli"),
    ] {
        let home = Home::new(folder, VERSION_2);
        let settings = with_variables(&[(variable, home.path())], |env| {
            Settings::read_profile(env.on(os), "default")
        });
        let settings = settings.expect(os);
        assert_eq!(outline(&settings).0, "Credentials(API key)", "{os}");
        let other = with_variables(&[("USERPROFILE", home.path())], |env| {
            Settings::read_profile(env.on(os), "default")
        });
        let error = other.expect_err("no folder").to_string();
        assert!(error.contains("cannot be located"), "{error}");
    }
}

#[test]
fn secrets_in_the_credential_manager_of_windows_are_said_not_to_be_read() {
    let home = Home::new("atlascli", VERSION_2);
    let error = with_variables(&[("AppData", home.path())], |env| {
        Settings::read_profile(env.on("windows"), "keyring")
    });
    let error = error.expect_err("no secrets").to_string();
    let fault = "but this client cannot read the Credential Manager of Windows; set them in the";
    assert!(error.contains(fault), "{error}");
}

fn read(text: &str, profile: &str) -> Result<Settings, String> {
    read_with(text, &[], Some(profile))
}

fn outline(settings: &Settings) -> (String, &str) {
    (format!("{:?}", settings.credentials()), settings.base_url())
}

#[test]
fn every_kind_of_profile_is_read() {
    for (text, name, credentials, base_url) in [
        (VERSION_1, "default", "Credentials(API key)", CLOUD),
        (
            VERSION_1,
            "Fleet",
            "Credentials(service account)",
            GOVERNMENT_CLOUD,
        ),
        (
            VERSION_1,
            "test",
            "Credentials(bearer token)",
            "https://atlas.example",
        ),
        (VERSION_1, "me", "Credentials(user account)", CLOUD),
        (VERSION_2, "default", "Credentials(API key)", CLOUD),
        (VERSION_2, "me", "Credentials(bearer token)", CLOUD),
    ] {
        let settings = read(text, name).expect(name);
        assert_eq!(outline(&settings), (credentials.to_owned(), base_url));
    }
}

#[test]
fn the_name_of_a_profile_is_read_in_any_case() {
    for name in ["fleet", "FLEET", "Fleet"] {
        let settings = read(VERSION_1, name).expect(name);
        assert_eq!(settings.base_url(), GOVERNMENT_CLOUD);
    }
    let error = read(VERSION_1, "TWICE").expect_err("two profiles");
    assert!(error.contains("\"TWICE\" is there twice"), "{error}");
}

#[test]
fn a_project_and_an_organization_can_be_asked_for() {
    let settings = read(VERSION_1, "default").expect("settings");
    assert_eq!(settings.project_id(), Some("32b6e34b3d91647abb20e7b8"));
    assert_eq!(settings.org_id(), Some("32b6e34b3d91647abb20e7b9"));
    let settings = read(VERSION_1, "fleet").expect("settings");
    assert_eq!((settings.project_id(), settings.org_id()), (None, None));
}

#[test]
fn settings_at_the_top_of_the_file_take_precedence() {
    let text = format!("service = \"cloudgov\"\nproject_id = \"top\"\n{VERSION_1}");
    let settings = read(&text, "default").expect("settings");
    assert_eq!(settings.base_url(), GOVERNMENT_CLOUD);
    assert_eq!(settings.project_id(), Some("top"));
    let text = format!("ops_manager_url = \"https://top.example\"\n{VERSION_1}");
    let settings = read(&text, "test").expect("settings");
    assert_eq!(settings.base_url(), "https://top.example");
}

#[test]
fn a_place_in_the_environment_takes_precedence_over_one_in_the_profile() {
    let place = [("MONGODB_ATLAS_OPS_MANAGER_URL", "https://env.example/")];
    let settings = read_with(VERSION_1, &place, Some("test")).expect("settings");
    assert_eq!(settings.base_url(), "https://env.example");
    let place = [("MCLI_SERVICE", "cloudgov")];
    let settings = read_with(VERSION_1, &place, Some("default")).expect("settings");
    assert_eq!(settings.base_url(), GOVERNMENT_CLOUD);
}

#[test]
fn a_profile_asked_for_by_name_has_its_own_credentials() {
    let token = [("MONGODB_ATLAS_ACCESS_TOKEN", "t")];
    let settings = read_with(VERSION_1, &token, Some("default")).expect("settings");
    assert_eq!(outline(&settings).0, "Credentials(API key)");
}

#[test]
fn a_variable_can_name_the_profile() {
    let profile = ("MONGODB_ATLAS_PROFILE", "fleet");
    let settings = read_with(VERSION_1, &[profile], None).expect("settings");
    let expected = ("Credentials(service account)".to_owned(), GOVERNMENT_CLOUD);
    assert_eq!(outline(&settings), expected);

    let token = ("MONGODB_ATLAS_ACCESS_TOKEN", "t");
    let settings = read_with(VERSION_1, &[profile, token], None).expect("settings");
    let expected = ("Credentials(bearer token)".to_owned(), GOVERNMENT_CLOUD);
    assert_eq!(outline(&settings), expected);

    let nobody = ("MONGODB_ATLAS_PROFILE", "nobody");
    let error = read_with(VERSION_1, &[nobody, token], None).expect_err("no profile");
    assert!(error.contains("there is no profile \"nobody\""), "{error}");
}

#[test]
fn unusable_profiles_are_named() {
    let broken = VERSION_2.replace("public_api_key = \"public\"", "public_api_key = sesame \"");
    let keyring = "its secrets are not in the file: the Atlas CLI keeps them in the operating";
    let cases = [
        (
            VERSION_1,
            "nobody",
            "there is no profile \"nobody\"; it has Fleet, Twice, default, empty, half, me, test, twice",
        ),
        (VERSION_2, "version", "there is no profile \"version\""),
        (VERSION_2, "keyring", keyring),
        (VERSION_2, "older_keyring", keyring),
        (
            VERSION_1,
            "empty",
            "the profile \"empty\": it holds no credentials",
        ),
        (
            VERSION_2,
            "empty",
            "the profile \"empty\": it holds no credentials",
        ),
        (
            VERSION_1,
            "half",
            "client_id is set but client_secret is not",
        ),
        (
            VERSION_2,
            "half",
            "private_api_key is set but public_api_key is not",
        ),
        (
            VERSION_2,
            "other",
            "auth_type must be api_keys, service_account or",
        ),
        (VERSION_2, "number", "ops_manager_url must be a string"),
        (VERSION_2, "leaky", "ops_manager_url is not a URL"),
        (
            &VERSION_2.replace("version = 2", "version = 3"),
            "default",
            "a version that is not supported",
        ),
        (&broken, "default", "is not valid TOML (line 7)"),
        (
            "",
            "default",
            "there is no profile \"default\"; it has none",
        ),
    ];
    for (text, name, sentence) in cases {
        let error = read(text, name).expect_err(sentence);
        assert!(error.contains(sentence), "{error}");
        assert!(error.contains("config.toml"), "{error}");
        assert!(!error.to_lowercase().contains("sesame"), "{error}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let error = with_variables(
        &[("XDG_CONFIG_HOME", "/nowhere"), ("HOME", "/nowhere")],
        |env| Settings::read_profile(env.on("linux"), "default").expect_err("no file"),
    );
    assert!(
        error.to_string().contains("config.toml cannot be read: "),
        "{error}"
    );
    let error = with_variables(&[], |env| {
        Settings::read_profile(env, "default").expect_err("no folder")
    });
    assert!(error.to_string().contains("cannot be located"), "{error}");
}

/// A line of a file, as it should be or not. Wherever a secret may be, it is `SESAME`.
fn lines() -> impl Strategy<Value = String> {
    let secret = prop::sample::select(vec![
        "private_api_key",
        "Private_API_Key",
        "client_secret",
        "access_token",
    ]);
    let other = prop::sample::select(vec![
        "public_api_key",
        "client_id",
        "auth_type",
        "service",
        "project_id",
        "org_id",
        "version",
    ]);
    let url = prop::sample::select(vec!["ops_manager_url", "base_url"]);
    let value = prop::sample::select(vec![
        "\"SESAME\"",
        "'SESAME'",
        "\"SESAME\\n\"",
        "\" SESAME\"",
        "[\"SESAME\"]",
        "{ a = \"SESAME\" }",
        "\"SESAME",
        "SESAME",
        "\"\"\"SESAME",
    ]);
    let address = prop::sample::select(vec![
        "https://user:SESAME@host:99999/",
        "https://SESAME@ho st/",
        "https://host/?token=SESAME",
        "ftp://a:SESAME@host",
        "//SESAME@",
        "https://host:SESAME",
    ]);
    prop_oneof![
        Just("[default]".to_owned()),
        Just("[other]".to_owned()),
        (secret, value).prop_map(|(name, value)| format!("{name} = {value}")),
        (url, address).prop_map(|(name, address)| format!("{name} = \"{address}\"")),
        (
            other,
            "[ -~]{0,8}|1|\"(api_keys|service_account|cloudgov)\""
        )
            .prop_map(|(name, value)| format!("{name} = {value}")),
        "[ -~]{0,8}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_file_makes_a_message_show_a_secret(lines in prop::collection::vec(lines(), 0..9)) {
        let text = lines.join("\n");
        for profile in [None, Some("default"), Some("other")] {
            let shown = match read_with(&text, &[], profile) {
                Ok(settings) => format!("{settings:?} {:?}", settings.credentials()),
                Err(message) => message,
            };
            prop_assert!(!shown.contains("SESAME"), "{}\n{}", text, shown);
        }
    }
}
