//! What the document says of the operations.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::document::{elements, entries, resolve, text};
use super::example;
use super::names;
use super::types::rust_type;

/// What a parameter's method must not be called, since a builder has something else of that name.
const TAKEN: &str = "body clone discard_withheld into items new pages request send validate verbatim \
    with";

/// What an operation must not be called, since the client has a method of that name.
const RESERVED: &str = "accept access_token base base_url builder clone \
    from_atlas_cli_profile from_env new pipeline request revoke_token";

/// One operation.
pub(crate) struct Operation {
    /// Its `operationId`, which is the client's method.
    pub(crate) id: String,
    /// Upstream's name for it.
    pub(crate) alias: Option<String>,
    /// The method in lower case.
    pub(crate) method: String,
    /// The path's template.
    pub(crate) path: String,
    pub(crate) is_deprecated: bool,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) success: Success,
    /// The media type to ask for, if it is not the client's.
    pub(crate) accept: Option<String>,
    /// The type of an element, if the response is a page of a list.
    pub(crate) element: Option<TokenStream>,
    /// What it belongs to.
    tag: String,
    description: String,
}

/// One parameter of an operation.
pub(crate) struct Parameter {
    /// Its name in Rust.
    pub(crate) name: String,
    /// Its name in a request.
    pub(crate) wire_name: String,
    pub(crate) place: Place,
    pub(crate) is_required: bool,
    /// Whether the elements of a list are one value, with commas between them.
    pub(crate) is_joined: bool,
    pub(crate) description: String,
    pub(crate) ty: TokenStream,
    /// The calls that check a value against the limits.
    pub(crate) checks: TokenStream,
    /// A value, as code.
    pub(crate) example: String,
}

/// Where a request has a parameter.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// The body of a successful response.
pub(crate) enum Success {
    Nothing,
    Json(TokenStream),
    /// JSON with one status, and nothing with another.
    JsonOrNothing(TokenStream),
    /// A file.
    Bytes,
}

/// The body of a request.
pub(crate) struct Body {
    pub(crate) media_type: String,
    pub(crate) ty: TokenStream,
    pub(crate) is_required: bool,
    /// The parameter of the path that repeats the tag of the body, by its name in a request.
    pub(crate) tag: Option<String>,
}

/// The operations of the document, in the order in which they are documented: by their tags, and of each
/// those first that only read.
pub(crate) fn read(document: &Value) -> Result<Vec<Operation>, String> {
    if !document["paths"].is_object() {
        return Err("it has no `paths`".to_owned());
    }
    let mut operations: Vec<Operation> = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, operation) in entries(item) {
            let operation = Operation::read(document, path, method, operation);
            let operation = operation.map_err(|cause| {
                format!(
                    "{method} {path}: {cause}; let a pass of regen replace it, or take the \
                     operation out of openapi/operations.toml"
                )
            })?;
            let id = &operation.id;
            if names::member(id, RESERVED) != *id || operations.iter().any(|it| it.id == *id) {
                return Err(format!(
                    "{method} {path}: the client cannot have a method `{id}` for it; choose \
                     another name in openapi/operations.toml"
                ));
            }
            operations.push(operation);
        }
    }
    let mut tags: Vec<_> = operations.iter().map(|it| it.tag.clone()).collect();
    let mut seen = BTreeSet::new();
    tags.retain(|tag| seen.insert(tag.clone()));
    let position = |it: &Operation| tags.iter().position(|tag| *tag == it.tag);
    operations.sort_by_key(|it| (position(it), it.rank()));
    Ok(operations)
}

impl Operation {
    fn read(document: &Value, path: &str, method: &str, value: &Value) -> Result<Self, String> {
        let (mut parameters, mut names) = (Vec::new(), BTreeSet::new());
        for parameter in elements(&value["parameters"]) {
            let parameter = Parameter::read(document, resolve(document, parameter)?, &mut names)?;
            let is_known = |other: &Parameter| other.wire_name == parameter.wire_name;
            if parameters.iter().any(is_known) {
                return Err(format!(
                    "two of its parameters are called {}, and the client cannot tell them apart",
                    parameter.wire_name
                ));
            }
            parameters.push(parameter);
        }
        let in_path = parameters.iter().filter(|it| it.place == Place::Path);
        let mut rest = path.to_owned();
        for place in in_path.map(|it| format!("{{{}}}", it.wire_name)) {
            if !path.contains(&place) {
                return Err(format!("its path has no {place}"));
            }
            rest = rest.replace(&place, "");
        }
        if rest.contains(['{', '}']) {
            return Err("its path has a parameter that is not among its parameters".to_owned());
        }
        let (schema, success, accept) = success(document, &value["responses"])?;
        // Where there may be no page, nothing can walk through them.
        let has_page = matches!(success, Success::Json(_));
        let page = schema.filter(|_| has_page && value["x-list"] == true);
        let page = resolve(document, page.unwrap_or(&Value::Null))?;
        let element = page.pointer("/properties/results/items");
        let element = element.map(|element| rust_type(document, element));
        Ok(Self {
            id: value["operationId"]
                .as_str()
                .ok_or("it has no `operationId`")?
                .to_owned(),
            alias: value["x-upstream-operation-id"].as_str().map(str::to_owned),
            method: method.to_owned(),
            path: path.to_owned(),
            is_deprecated: value["deprecated"] == true,
            tag: elements(&value["tags"])
                .find_map(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            body: Body::read(document, &value["requestBody"], &parameters)?,
            success,
            accept,
            element: element.transpose()?,
            parameters,
            description: [text(value, "summary"), text(value, "description")].join("\n\n"),
        })
    }

    /// Its place among the operations on the same thing.
    fn rank(&self) -> usize {
        match self.method.as_str() {
            "get" if self.element.is_some() => 0,
            "get" => 1,
            "post" => 2,
            "delete" => 4,
            _ => 3,
        }
    }

    /// What `Client` says of the operation.
    pub(crate) fn documentation(&self) -> String {
        let mut text = format!("{}\n\n{}", self.description.trim(), self.request_line());
        if let Some(alias) = &self.alias {
            text.push_str(&format!(", which Atlas currently calls `{alias}`"));
        }
        text
    }

    /// The method and the path, as documentation shows them.
    pub(crate) fn request_line(&self) -> String {
        format!("`{} {}`", self.method.to_ascii_uppercase(), self.path)
    }
}

impl Parameter {
    fn read(
        document: &Value,
        parameter: &Value,
        names: &mut BTreeSet<String>,
    ) -> Result<Self, String> {
        let (wire_name, schema) = (text(parameter, "name"), &parameter["schema"]);
        let refuse = |cause: String| format!("the parameter {wire_name}: {cause}");
        let place = match text(parameter, "in") {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            place => return Err(refuse(format!("`in: {place}` is not supported"))),
        };
        let ty = parameter_type(document, schema).map_err(refuse)?;
        let name = names::member(wire_name, TAKEN);
        // A list in a query repeats the parameter unless the document says otherwise.
        let is_joined = place != Place::Query || parameter["explode"] == false;
        Ok(Self {
            name: names::distinct(name, names),
            wire_name: wire_name.to_owned(),
            place,
            is_required: parameter["required"] == true,
            is_joined: is_joined && resolve(document, schema)?["type"] == "array",
            description: text(parameter, "description").to_owned(),
            example: example::value(document, schema)?,
            ty,
            checks: checks(schema),
        })
    }
}

impl Body {
    fn read(
        document: &Value,
        body: &Value,
        parameters: &[Parameter],
    ) -> Result<Option<Self>, String> {
        if body.is_null() {
            return Ok(None);
        }
        let body = resolve(document, body)?;
        let (media_type, schema) =
            content(&body["content"])?.ok_or("its body has no media type with a schema")?;
        if !media_type.ends_with("json") {
            return Err(format!(
                "its body is {media_type}, and only JSON can be sent"
            ));
        }
        let enumeration = text(resolve(document, schema)?, "x-tag-enumeration");
        let mut in_path = parameters.iter().filter(|it| it.place == Place::Path);
        let tag = in_path.find(|it| it.ty.to_string() == enumeration);
        Ok(Some(Self {
            media_type: media_type.to_owned(),
            ty: rust_type(document, schema)?,
            is_required: body["required"] == true,
            tag: tag.map(|parameter| parameter.wire_name.clone()),
        }))
    }
}

/// The type of a parameter's value: text, or something that becomes text, or a list of these. What
/// may be anything is text.
fn parameter_type(document: &Value, schema: &Value) -> Result<TokenStream, String> {
    let target = resolve(document, schema)?;
    match text(target, "type") {
        "array" => {
            let element = parameter_type(document, &target["items"])?;
            Ok(quote!(Vec<#element>))
        }
        "" | "object" if is_known(target) => {
            Err("it is an object, which has no one form in a request".to_owned())
        }
        "" | "object" => rust_type(document, target).map(|_| quote!(String)),
        "string" if target["format"] == "password" => Ok(quote!(String)),
        _ => rust_type(document, schema),
    }
}

/// Whether the schema says what an object has.
fn is_known(schema: &Value) -> bool {
    ["additionalProperties", "oneOf", "properties"]
        .iter()
        .any(|it| schema.get(it).is_some())
}

/// The calls that check a value against the limits of `schema`.
fn checks(schema: &Value) -> TokenStream {
    let checks: &[(&str, TokenStream)] = match text(schema, "type") {
        "integer" | "number" => &[("minimum", quote!(at_least)), ("maximum", quote!(at_most))],
        "string" => &[("maxLength", quote!(max_length))],
        _ => &[],
    };
    let limit = |keyword: &str| match text(schema, "type") {
        "number" => schema[keyword].as_f64().map(Literal::f64_unsuffixed),
        _ => schema[keyword].as_i64().map(Literal::i64_unsuffixed),
    };
    let calls = checks.iter().filter_map(|(keyword, check)| {
        let limit = limit(keyword)?;
        Some(quote!(.#check(#limit)))
    });
    calls.collect()
}

/// What a successful response holds: its schema, its type, and the media type to ask for. Errors
/// need none: whatever a response that is no success holds becomes an `Error`.
fn success<'a>(
    document: &'a Value,
    responses: &'a Value,
) -> Result<(Option<&'a Value>, Success, Option<String>), String> {
    let mut found: Vec<Option<(&str, &Value)>> = Vec::new();
    let mut accept = None;
    for (_, response) in entries(responses).filter(|(status, _)| status.starts_with('2')) {
        let content = &resolve(document, response)?["content"];
        let media_type = entries(content).map(|(media_type, _)| media_type).next();
        let is_special = |it: &&String| !it.ends_with("json") || it.contains(".preview+");
        accept = media_type.filter(is_special).cloned().or(accept);
        found.push(self::content(content)?);
    }
    let mut bodies = found.iter().flatten();
    let Some((media_type, schema)) = bodies.next() else {
        return match found.is_empty() {
            true => Err("no response is a success".to_owned()),
            false => Ok((None, Success::Nothing, accept)),
        };
    };
    if bodies.any(|(_, other)| other != schema) {
        return Err("its successful responses have different schemas".to_owned());
    }
    let success = match media_type.ends_with("json") {
        false => Success::Bytes,
        true if found.contains(&None) => Success::JsonOrNothing(rust_type(document, schema)?),
        true => Success::Json(rust_type(document, schema)?),
    };
    Ok((Some(*schema), success, accept))
}

/// The one media type of `content` that has a schema. A response to a DELETE has none.
fn content(content: &Value) -> Result<Option<(&str, &Value)>, String> {
    let mut media_types = entries(content).filter(|(_, value)| value.get("schema").is_some());
    match (media_types.next(), media_types.next()) {
        (None, _) => Ok(None),
        (Some((name, value)), None) => Ok(Some((name, &value["schema"]))),
        _ => Err("it has more than one media type".to_owned()),
    }
}
