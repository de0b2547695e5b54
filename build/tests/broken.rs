//! What a broken document is answered with.

use serde_json::{Value, json};

use super::super::builders::generate;
use super::super::operations::read;
use super::super::render;
use super::super::types::emit;
use super::{at, document, reference, remove, rendered};

const PUT: &str = "/paths/~1a~1{kindOf}/put";
const SCHEMAS: &str = "/components/schemas";

fn complaint(change: impl FnOnce(&mut Value)) -> String {
    rendered(change).err().expect("must be refused")
}

/// What is said of an operation or a schema, with what can be done about it.
fn advised(cause: &str) -> String {
    if cause.starts_with("the schema ") {
        format!("{cause}; let a pass of regen replace it")
    } else {
        format!(
            "{cause}; let a pass of regen replace it, or take the operation out of \
             openapi/operations.toml"
        )
    }
}

/// Asserts that the value at `pointer`, once it is replaced, is answered with `cause` and what can
/// be done about it.
fn refused(cases: &[(&str, Value, &str)]) {
    for (pointer, value, cause) in cases {
        let complaint = complaint(|document| *at(document, pointer) = value.clone());
        assert_eq!(complaint, advised(cause), "{pointer}: {value}");
    }
}

#[test]
fn what_is_no_json_is_refused() {
    for (text, sentence) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("{\n\"openapi\": }", "expected value at line 2 column 12"),
    ] {
        assert_eq!(
            render(text).err().expect("must be refused"),
            format!("it is not valid JSON: {sentence}")
        );
    }
}

#[test]
fn what_is_no_document_is_refused() {
    for text in ["null", "5", "[]", "{}", "{\"paths\": []}"] {
        let complaint = render(text).err().expect("must be refused");
        assert_eq!(complaint, "it has no `paths`");
    }
    let complaint = complaint(|document| *at(document, "/paths") = json!([]));
    assert_eq!(complaint, "it has no `paths`");
}

#[test]
fn a_reference_that_leads_nowhere_is_refused() {
    let nowhere = json!({ "$ref": "#/components/gone" });
    refused(&[
        (
            "/paths/~1a~1{kindOf}/put/parameters/0",
            nowhere.clone(),
            "put /a/{kindOf}: `$ref: #/components/gone` leads nowhere",
        ),
        (
            "/paths/~1a~1{kindOf}/put/responses/200",
            nowhere.clone(),
            "put /a/{kindOf}: `$ref: #/components/gone` leads nowhere",
        ),
        (
            "/paths/~1a~1{kindOf}/put/requestBody/content/application~1json/schema",
            nowhere,
            "put /a/{kindOf}: `$ref: #/components/gone` leads nowhere",
        ),
        (
            "/paths/~1a~1{kindOf}/put/parameters/0",
            json!({ "$ref": "other.json#/a" }),
            "put /a/{kindOf}: `$ref: other.json#/a` leads nowhere",
        ),
        (
            "/paths/~1a/get/responses/200/content/application~1json/schema",
            reference("Gone"),
            "get /a: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
        (
            "/components/parameters/kindOf/schema",
            reference("Gone"),
            "delete /a/{kindOf}: the parameter kindOf: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
        (
            "/components/schemas/A/properties/port",
            reference("Gone"),
            "the schema A: the property port: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
        (
            "/components/schemas/A/properties/port",
            json!({ "allOf": [reference("Gone")] }),
            "the schema A: the property port: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
        (
            "/components/schemas/Page/properties/results/items",
            reference("Gone"),
            "get /a: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
        (
            "/components/schemas/Kind",
            json!({ "type": "array", "items": reference("Gone") }),
            "delete /a/{kindOf}: the parameter kindOf: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
        (
            "/components/schemas/ApiError",
            json!({ "type": "array", "items": reference("Gone") }),
            "the schema ApiError: `$ref: #/components/schemas/Gone` leads nowhere",
        ),
    ]);
}

#[test]
fn a_secret_that_its_type_would_show_is_refused() {
    let text = json!({ "type": "string" });
    let hidden = json!({ "type": "string", "format": "password" });
    let marked = |schema: &Value| {
        let mut schema = schema.clone();
        schema["format"] = json!("password");
        schema
    };
    let wrapped = |name| json!({ "allOf": [reference(name)] });
    let list = |items: &Value| json!({ "type": "array", "items": items });
    let render = |name: &str, property: &Value| {
        rendered(|document| {
            let schemas = at(document, SCHEMAS);
            schemas["Text"] = text.clone();
            schemas["Texts"] = list(&reference("Text"));
            schemas["Hidden"] = hidden.clone();
            schemas["ApiError"]["properties"][name] = property.clone();
        })
    };
    for (name, property) in [
        ("apiKey", &text),
        ("apiKey", &wrapped("Text")),
        ("apiKey", &list(&text)),
        ("apiKey", &wrapped("Texts")),
        (
            "apiKey",
            &json!({ "type": "object", "additionalProperties": text }),
        ),
        ("url", &marked(&json!({ "type": "integer" }))),
        ("url", &marked(&wrapped("Text"))),
        ("url", &marked(&wrapped("Kind"))),
    ] {
        let complaint = render(name, property).err();
        let cause = format!(
            "the schema ApiError: the property {name}: it holds a secret, which its type would show"
        );
        assert_eq!(complaint, Some(advised(&cause)), "{property}");
    }
    for (name, property) in [
        ("apiKey", &hidden),
        ("apiKey", &wrapped("Hidden")),
        ("apiKey", &list(&hidden)),
        ("apiKey", &wrapped("Kind")),
        ("apiKey", &wrapped("Page")),
        ("apiKey", &wrapped("Thing")),
        ("apiKey", &json!({ "type": "integer" })),
        ("apiKey", &json!({})),
        (
            "apiKey",
            &json!({ "type": "object", "additionalProperties": true }),
        ),
        ("url", &marked(&json!({}))),
        ("url", &text),
        ("url", &marked(&wrapped("Hidden"))),
    ] {
        assert_eq!(render(name, property).err(), None, "{property}");
    }
}

#[test]
fn a_union_that_cannot_be_told_apart_is_refused() {
    refused(&[
        (
            "/components/schemas/Thing/discriminator/propertyName",
            json!(1),
            "the schema Thing: the discriminator has no `propertyName`",
        ),
        (
            "/components/schemas/Thing/discriminator",
            json!({ "mapping": { "A_B": "#/components/schemas/B" } }),
            "the schema Thing: the discriminator has no `propertyName`",
        ),
        (
            "/components/schemas/Thing/discriminator/mapping/A_B",
            json!("#/components/schemas/Gone"),
            "the schema Thing: `A_B` stands for no schema",
        ),
        (
            "/components/schemas/Thing/discriminator/mapping/A_B",
            json!("B"),
            "the schema Thing: `A_B` stands for no schema",
        ),
        (
            "/components/schemas/Thing/discriminator/mapping/A_B",
            json!(5),
            "the schema Thing: `A_B` stands for no schema",
        ),
        (
            "/components/schemas/Thing/x-tag-enumeration",
            json!("no name"),
            "the schema Thing: \"no name\" is no name for Rust",
        ),
        (
            "/components/schemas/Thing/discriminator/mapping/A_B",
            json!("#/components/schemas/A"),
            "the schema Thing: several tags stand for A, which has no field for its tag",
        ),
    ]);
    let complaint = complaint(|document| {
        at(document, SCHEMAS)["Thing"]["x-keys"] = json!({ "apiKey": "B" });
    });
    let cause = "the schema Thing: `apiKey` stands for no schema";
    assert_eq!(complaint, advised(cause));
}

#[test]
fn a_property_that_has_no_type_is_refused() {
    for keyword in ["oneOf", "anyOf", "not", "properties"] {
        refused(&[(
            "/components/schemas/A/properties/port",
            json!({ keyword: [reference("B")] }),
            &format!(
                "the schema A: the property port: `{keyword}` is supported in a component alone"
            ),
        )]);
    }
    refused(&[
        (
            "/components/schemas/A/properties/port",
            json!({ "allOf": [reference("B"), reference("Kind")] }),
            "the schema A: the property port: `allOf` is supported in a component alone",
        ),
        (
            "/components/schemas/A/properties/port",
            json!({ "type": "array", "items": { "oneOf": [] } }),
            "the schema A: the property port: `oneOf` is supported in a component alone",
        ),
        (
            "/components/schemas/A/properties/port/type",
            json!("file"),
            "the schema A: the property port: the type \"file\" is unknown",
        ),
        (
            "/components/schemas/Kind",
            json!({ "type": "null" }),
            "the schema Kind: the type \"null\" is unknown",
        ),
        (
            "/components/parameters/kindOf/schema",
            json!({ "type": "file" }),
            "delete /a/{kindOf}: the parameter kindOf: the type \"file\" is unknown",
        ),
        (
            "/components/parameters/kindOf/schema",
            json!({ "allOf": [reference("Kind"), reference("Kind")] }),
            "delete /a/{kindOf}: the parameter kindOf: `allOf` is supported in a component alone",
        ),
        (
            "/components/parameters/kindOf/schema",
            json!({ "type": "array", "items": { "properties": {} } }),
            "delete /a/{kindOf}: the parameter kindOf: it is an object, which has no one form in a \
             request",
        ),
        (
            "/paths/~1a~1{kindOf}/put/requestBody/content/application~1json/schema",
            json!({ "oneOf": [] }),
            "put /a/{kindOf}: `oneOf` is supported in a component alone",
        ),
    ]);
}

#[test]
fn a_body_that_is_not_one_json_is_refused() {
    let schema = json!({ "schema": {} });
    let csv = json!({ "text/csv": schema });
    let two = json!({ "application/json": schema, "application/b+json": schema });
    let not_json = "put /a/{kindOf}: its body is text/csv, and only JSON can be sent";
    let several = "put /a/{kindOf}: it has more than one media type";
    let none = "put /a/{kindOf}: its body has no media type with a schema";
    let nowhere = "put /a/{kindOf}: `$ref: #/components/requestBodies/a` leads nowhere";
    let a = json!({ "$ref": "#/components/requestBodies/a" });
    refused(&[
        ("/paths/~1a~1{kindOf}/put/requestBody", json!({}), none),
        (
            "/paths/~1a~1{kindOf}/put/requestBody/content",
            json!({ "application/json": {} }),
            none,
        ),
        ("/paths/~1a~1{kindOf}/put/requestBody", a.clone(), nowhere),
        (
            "/paths/~1a~1{kindOf}/put/requestBody/content",
            csv,
            not_json,
        ),
        (
            "/paths/~1a~1{kindOf}/put/requestBody/content",
            two.clone(),
            several,
        ),
        (
            "/paths/~1a~1{kindOf}/put/responses/200/content",
            two,
            several,
        ),
    ]);
    let circle = complaint(|document| {
        at(document, PUT)["requestBody"] = a.clone();
        at(document, "/components")["requestBodies"] = json!({ "a": a });
    });
    assert_eq!(circle, advised(nowhere));
}

#[test]
fn successes_that_are_none_or_differ_are_refused() {
    let none = "put /a/{kindOf}: no response is a success";
    let differ = "put /a/{kindOf}: its successful responses have different schemas";
    let other = json!({ "content": { "application/json": { "schema": reference("A") } } });
    refused(&[
        ("/paths/~1a~1{kindOf}/put/responses", json!({}), none),
        ("/paths/~1a~1{kindOf}/put/responses", json!(null), none),
        (
            "/paths/~1a~1{kindOf}/put/responses",
            json!({ "default": {}, "404": {} }),
            none,
        ),
        ("/paths/~1a~1{kindOf}/put/responses/201", other, differ),
    ]);
}

#[test]
fn a_name_that_rust_cannot_have_is_refused() {
    for name in ["a thing", "1A", "", "type", "Self", "a-b"] {
        let complaint = complaint(|document| at(document, SCHEMAS)[name] = json!({}));
        assert_eq!(
            complaint,
            advised(&format!("the schema {name}: {name:?} is no name for Rust"))
        );
    }
    for id in [
        "putThing",
        "type",
        "put-thing",
        "put thing",
        "",
        // The client has these already.
        "access_token",
        "base",
        "clone",
        "from_env",
        "new",
        "request",
        "list_things",
    ] {
        let complaint = complaint(|document| at(document, PUT)["operationId"] = json!(id));
        assert_eq!(
            complaint,
            format!(
                "put /a/{{kindOf}}: the client cannot have a method `{id}` for it; choose another \
                 name in openapi/operations.toml"
            )
        );
    }
    let put = "/paths/~1a~1{kindOf}/put/operationId";
    let sentence = "put /a/{kindOf}: it has no `operationId`";
    refused(&[(put, json!(null), sentence), (put, json!(1), sentence)]);
    let complaint = complaint(|document| {
        at(document, SCHEMAS)["Kind"]["enum"] = json!(["A²"]);
    });
    let cause = "the schema Kind: \"A²\" is no name for Rust";
    assert_eq!(complaint, advised(cause));
}

#[test]
fn a_method_that_is_none_is_refused() {
    for method in ["fetch", "x-method", "query"] {
        let complaint = complaint(|document| {
            let put = at(document, PUT).clone();
            remove(document, "/paths/~1a~1{kindOf}", "put");
            at(document, "/paths/~1a~1{kindOf}")[method] = put;
        });
        assert_eq!(complaint, "progenitor's `Client` has no method `put_thing`");
    }
    let complaint = complaint(|document| {
        at(document, "/paths/~1a")["parameters"] = json!([]);
    });
    let cause = "parameters /a: no response is a success";
    assert_eq!(complaint, advised(cause));
}

#[test]
fn parameters_that_have_one_name_in_a_request_are_refused() {
    let parameter = |place: &str| json!({ "in": place, "name": "kindOf", "required": true, "schema": { "type": "string" } });
    for (one, other) in [
        (parameter("path"), parameter("query")),
        (parameter("header"), parameter("path")),
        (parameter("path"), parameter("path")),
    ] {
        let complaint = complaint(|document| at(document, PUT)["parameters"] = json!([one, other]));
        let cause = "put /a/{kindOf}: two of its parameters are called kindOf, and the client cannot tell them apart";
        assert_eq!(complaint, advised(cause));
    }
}

#[test]
fn a_path_has_the_parameters_that_are_described() {
    let described = |names: &[&str]| {
        let parameter =
            |name: &&str| json!({ "in": "path", "name": name, "schema": { "type": "string" } });
        let parameters: Vec<Value> = names.iter().map(parameter).collect();
        complaint(|document| at(document, PUT)["parameters"] = json!(parameters))
    };
    let cause = "put /a/{kindOf}: its path has a parameter that is not among its parameters";
    assert_eq!(described(&[]), advised(cause));
    for names in [
        &["kind"] as &[&str],
        &["kindOf", "kind"],
        &["kind", "kindOf"],
    ] {
        let cause = "put /a/{kindOf}: its path has no {kind}";
        assert_eq!(described(names), advised(cause));
    }
    let in_query = complaint(|document| {
        at(document, "/components/parameters/kindOf")["in"] = json!("query");
    });
    let cause = "delete /a/{kindOf}: its path has a parameter that is not among its parameters";
    assert_eq!(in_query, advised(cause));
}

#[test]
fn what_progenitor_refuses_is_told() {
    let mut operations = read(&document()).expect("operations");
    for operation in &mut operations {
        operation.id = "one".to_owned();
    }
    assert_eq!(
        generate(&operations).err().expect("must be refused"),
        "progenitor generates nothing: unexpected or unhandled format in the OpenAPI document \
         duplicate operation ID: one"
    );
}

/// The pointers of all values inside of `value`.
fn pointers(value: &Value, pointer: &str, found: &mut Vec<String>) {
    found.push(pointer.to_owned());
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(array) => (0..)
            .map(|index: usize| index.to_string())
            .zip(array)
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in children {
        pointers(value, &format!("{pointer}/{name}"), found);
    }
}

/// Asserts that a document that is refused is answered with one sentence, which is ours: what
/// progenitor refuses, it may refuse by a panic, whose message would be printed.
fn assert_answered<T>(answer: Result<T, String>, what: &str) {
    if let Err(sentence) = answer {
        let is_sentence = sentence.lines().count() == 1 && !sentence.ends_with(": ");
        assert!(is_sentence, "{what}: {sentence:?}");
        let is_ours = !sentence.starts_with("progenitor generates nothing");
        assert!(is_ours, "{what}: {sentence:?}");
        let is_said_once = sentence.matches("a pass of regen").count() <= 1;
        assert!(is_said_once, "{what}: {sentence:?}");
    }
}

#[test]
fn whatever_is_wrong_the_answer_is_code_or_a_sentence() {
    let mut places = Vec::new();
    pointers(&document(), "", &mut places);
    let values = [json!(null), json!("a b"), json!(5), json!([]), json!({})];
    for pointer in places {
        // progenitor is shown no schema and no response, and takes its time.
        let is_shown = !pointer.starts_with(SCHEMAS) && !pointer.contains("/responses/");
        for value in &values[..if is_shown { 2 } else { 5 }] {
            let mut document = document();
            *at(&mut document, &pointer) = value.clone();
            let what = format!("{pointer} is {value}");
            if is_shown {
                assert_answered(render(&document.to_string()), &what);
            } else {
                let types = read(&document).and_then(|_| emit(&document));
                assert_answered(types, &what);
            }
        }
    }
}

#[test]
fn whatever_a_path_is_the_answer_is_code_or_a_sentence() {
    for path in [
        "",
        "a",
        "/",
        "/a/{kindOf",
        "/a/}",
        "/a/{}",
        "/{kindOf}{kindOf}",
        "/{{kindOf}}",
    ] {
        let answer = rendered(|document| {
            let paths = document["paths"].as_object_mut().expect("an object");
            let item = paths.remove("/a/{kindOf}").expect("was there");
            paths.insert(path.to_owned(), item);
        });
        assert_answered(answer, path);
    }
}
