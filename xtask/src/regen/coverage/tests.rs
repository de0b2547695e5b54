//! What upstream may write tomorrow: a client can be generated from it, or is refused in a sentence.

use std::path::Path;

use super::*;

/// One operation for each construct.
const ODD: &str = include_str!("odd.json");

/// Coverage of all operations of a specification.
fn all(spec: &str) -> Coverage {
    Coverage {
        spec: spec.to_owned(),
        operations: Vec::new(),
        all_in_one: false,
        compile: false,
        largest: None,
    }
}

fn stages(spec: &str) -> Vec<(String, Result<Code, String>)> {
    let upstream = source::read(spec).expect("a specification").document;
    let (api_date, listed) = all(spec).listed(&upstream).expect("operations");
    let stages = listed.into_iter().map(|operation| {
        let name = operation.name.clone();
        let operations = Operations {
            api_date: api_date.clone(),
            list: vec![operation],
        };
        let code = generate(&upstream, &operations).map_err(|stage| match stage {
            Stage::Regen(cause) | Stage::Generates(cause) => cause,
            Stage::Compiles(_) | Stage::Done => String::new(),
        });
        (name, code)
    });
    stages.collect()
}

fn odd() -> Vec<(String, Result<Code, String>)> {
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), ODD).expect("writes");
    stages(&file.path().display().to_string())
}

#[test]
fn what_is_odd_generates_or_is_refused_in_a_sentence() {
    let refused = [
        (
            "refuse_cookie",
            "get /refused/cookie: the parameter c: `in: cookie`",
        ),
        (
            "refuse_deep",
            "get /refused/deep: the parameter filter: it is an object",
        ),
        (
            "refuse_no_success",
            "get /refused/none: no response is a success",
        ),
        (
            "refuse_twice",
            "get /refused/twice/{a}: two of its parameters are called a",
        ),
        (
            "refuse_xml_body",
            "get /refused/content: its body is application/xml",
        ),
    ];
    let mut count = 0;
    for (name, outcome) in odd() {
        match (
            refused.iter().find(|(refused, _)| *refused == name),
            outcome,
        ) {
            (Some((_, start)), Err(cause)) => {
                assert!(cause.starts_with(start), "{cause}");
                assert!(cause.contains("openapi/operations.toml"), "{cause}");
                count += 1;
            }
            (None, Ok(_)) => {}
            (Some(_), Ok(_)) => panic!("{name} must be refused"),
            (None, Err(cause)) => panic!("{name}: {cause}"),
        }
    }
    assert_eq!(count, refused.len());
}

/// The code of the operation `name` of the odd specification, on one line.
fn code(name: &str) -> String {
    let found = odd().into_iter().find(|(other, _)| other == name);
    let code = found.expect(name).1.expect(name);
    let text = format!("{} {}", code.types, code.operations);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn members_of_unions_are_told_apart_by_what_differs() {
    let pet = code("read_pet");
    assert!(
        pet.contains(r#"const TAG: &'static str = "kind";"#),
        "{pet}"
    );
    assert!(
        pet.contains(r#""CAT" | "LION" => decode_member(text, None)"#),
        "{pet}"
    );
    assert!(
        pet.contains(r#""DOG" => decode_member(text, Some("kind"))"#),
        "{pet}"
    );
    let shape = code("read_shape");
    assert!(
        shape.contains(r#"KEYS: &'static [&'static str] = &["radius", "side"];"#),
        "{shape}"
    );
    let blur = code("read_blur");
    for part in [
        "pub struct Blur {",
        "pub size: Option<BlurSize>",
        "pub a: Option<BlurA>",
        "pub nodes",
    ] {
        assert!(blur.contains(part), "{part}: {blur}");
    }
    let outer = code("read_outer");
    assert!(
        outer.contains(r#""CAT" | "DOG" | "LION" => decode_member(text, None).map(Self::Pet)"#),
        "{outer}"
    );
    assert!(code("read_mixed").contains("pub type Mixed = Json;"));
}

#[test]
fn names_that_rust_or_the_emitted_code_uses_are_changed() {
    let names = code("read_names2");
    for part in [
        "pub api_key: Option<Secret>",
        "pub api_key_2: Option<Secret>",
        "pub api_key_3: Option<Secret>",
        "pub decoder_: Option<String>",
        "pub gen_: Option<String>",
        "pub n9lives: Option<String>",
        "pub self__2: Option<String>",
    ] {
        assert!(names.contains(part), "{part}: {names}");
    }
    assert!(code("get_reserved").contains("ResponseValue<GetReserved2>"));
}

#[test]
fn a_schema_that_leads_back_to_itself_is_in_a_box() {
    let person = code("read_person");
    assert!(person.contains("pub boss: Box<Person>"), "{person}");
    assert!(
        person.contains("pub friend: Option<Box<Friend>>"),
        "{person}"
    );
    assert!(person.contains("pub all: Option<Vec<Friend>>"), "{person}");
    assert!(code("read_loop").contains("pub type Loop = Json;"));
}

#[test]
fn an_operation_says_what_is_special_about_its_requests() {
    let code_of = |name, parts: &[&str]| {
        let code = code(name);
        for part in parts {
            assert!(code.contains(part), "{part}: {code}");
        }
    };
    code_of(
        "many_parameters",
        &[
            r#".required(&["X-Trace-Id", "req"])"#,
            r#".headers(&["X-Flags", "X-Trace-Id"])"#,
            r#".joined(&["X-Flags", "ids", "csv"])"#,
            "Parameter<Vec<ListSchema>>",
            ".at_least(0.5).at_most(2.0)",
            "pub fn type__2(",
            "pub fn body_(",
        ],
    );
    code_of(
        "media_csv",
        &[
            r#".accept("application/vnd.atlas.2025-01-01+csv")"#,
            "ResponseValue<Bytes>",
        ],
    );
    code_of(
        "media_preview",
        &[r#".accept("application/vnd.atlas.preview+json")"#],
    );
    code_of(
        "several_or_nothing",
        &["ResponseValue<Option<Cat>>", "send_for_json_or_nothing"],
    );
    code_of(
        "several_schemas",
        &["ResponseValue<SeveralSchemasResponse>"],
    );
    code_of("get_thing", &["Parameter<ObjectId>"]);
}

#[test]
fn what_is_behind_a_reference_is_what_it_would_be_in_its_place() {
    let sent = code("send_shared");
    assert!(sent.contains("body: impl Into<Cat>"), "{sent}");
    let account = code("read_account");
    for part in ["pub api_key: Option<Secret>", "pub token: Option<Secret>"] {
        assert!(account.contains(part), "{part}: {account}");
    }
    let lists = code("required_lists");
    for part in [".ids([\"…\"])", ".ports([1])", ".port(1)", ".at_least(1)"] {
        assert!(lists.contains(part), "{part}: {lists}");
    }
}

#[test]
fn a_list_is_of_whatever_its_elements_are() {
    for (name, element) in [
        ("list_maps", "BTreeMap < String, String >"),
        ("list_lists", "Vec < Cat >"),
        ("list_nulls", "Cat"),
        ("list_hoisted", "Cat"),
    ] {
        let code = code(name);
        assert!(code.contains(&format!(", {element});")), "{code}");
    }
    assert!(!code("list_or_nothing").contains("list!("));
}

#[test]
fn a_schema_that_leads_back_to_itself_ends() {
    let recursive = code("read_recursive");
    assert!(
        recursive.contains("pub parent: Option<Box<Recursive>>"),
        "{recursive}"
    );
    let either = code("read_either");
    assert!(either.contains("pub struct Either"), "{either}");
    let base = code("read_base");
    assert!(base.contains("BaseItself(Box<BaseItself>)"), "{base}");
}

/// Checks that a document of all operations does not change when it is normalized again, as
/// `regen --overlay` does with the committed one, and `drift` with both sides.
fn check_again(upstream: &Value) {
    let (api_date, list) = all("").listed(upstream).expect("operations");
    let once = regular(upstream, &Operations { api_date, list }).expect("a document");
    let mut again = once.clone();
    strip::strip(&mut again);
    normalize::normalize(&mut again).expect("normalizes");
    document::sort(&mut again);
    let (once, again) = (document::to_text(&once), document::to_text(&again));
    let different = once
        .lines()
        .zip(again.lines())
        .find(|(one, other)| one != other);
    assert_eq!(different, None);
    assert_eq!(once.len(), again.len());
}

#[test]
fn what_is_normal_is_left_as_it_is() {
    check_again(&serde_json::from_str(ODD).expect("JSON"));
}

/// The whole specification, where a copy of it is at hand.
#[test]
fn every_operation_of_a_known_specification_generates() {
    let Some(spec) = std::env::var_os("ATLAS_SPECIFICATION") else {
        return;
    };
    let spec = Path::new(&spec).display().to_string();
    check_again(&source::read(&spec).expect("a specification").document);
    for (name, outcome) in stages(&spec) {
        if let Err(cause) = outcome {
            panic!("{name}: {cause}");
        }
    }
}
