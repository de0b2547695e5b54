//! What the document says of the operations.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::document::{component, elements, entries, resolve, text};
use super::names;
use super::types::rust_type;

/// What a parameter's method must not be called, since a builder has something else of that name.
const TAKEN: &str = "body clone into items new pages request send validate with";

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
    /// The type of a successful response's body, if it has one.
    pub(crate) success: Option<TokenStream>,
    /// The type of an element, if the response is a page of a list.
    pub(crate) element: Option<TokenStream>,
    description: String,
}

/// One parameter of an operation.
pub(crate) struct Parameter {
    /// Its name in Rust.
    pub(crate) name: String,
    /// Its name in a request.
    pub(crate) wire_name: String,
    pub(crate) is_in_path: bool,
    pub(crate) is_required: bool,
    pub(crate) description: String,
    pub(crate) ty: TokenStream,
    /// The calls that check a value against the limits.
    pub(crate) checks: TokenStream,
}

/// The body of a request.
pub(crate) struct Body {
    pub(crate) media_type: String,
    pub(crate) ty: TokenStream,
    pub(crate) is_required: bool,
    /// The parameter of the path that repeats the tag of the body, by its name in a request.
    pub(crate) tag: Option<String>,
}

/// The operations of the document.
pub(crate) fn read(document: &Value) -> Result<Vec<Operation>, String> {
    if !document["paths"].is_object() {
        return Err("it has no `paths`".to_owned());
    }
    let mut operations = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        for (method, operation) in entries(item) {
            let operation = Operation::read(document, path, method, operation);
            operations.push(operation.map_err(|cause| format!("{method} {path}: {cause}"))?);
        }
    }
    Ok(operations)
}

impl Operation {
    fn read(document: &Value, path: &str, method: &str, value: &Value) -> Result<Self, String> {
        let parameters = elements(&value["parameters"])
            .map(|parameter| Parameter::read(document, resolve(document, parameter)?))
            .collect::<Result<Vec<_>, _>>()?;
        let mut names = std::collections::BTreeSet::new();
        if let Some(Parameter { name, .. }) = parameters.iter().find(|it| !names.insert(&it.name)) {
            return Err(format!("two parameters are called `{name}` in Rust"));
        }
        let success = success(document, &value["responses"])?;
        let page = success.filter(|_| value["x-list"] == true);
        let page = resolve(document, page.unwrap_or(&Value::Null))?;
        let element = page.pointer("/properties/results/items");
        let to_type =
            |schema: Option<&Value>| schema.map(|schema| rust_type(document, schema)).transpose();
        Ok(Self {
            id: value["operationId"]
                .as_str()
                .ok_or("it has no `operationId`")?
                .to_owned(),
            alias: value["x-upstream-operation-id"].as_str().map(str::to_owned),
            method: method.to_owned(),
            path: path.to_owned(),
            is_deprecated: value["deprecated"] == true,
            body: Body::read(document, &value["requestBody"], &value["parameters"])?,
            success: to_type(success)?,
            element: to_type(element)?,
            parameters,
            description: [text(value, "summary"), text(value, "description")].join("\n\n"),
        })
    }

    /// What `Client` says of the operation.
    pub(crate) fn documentation(&self) -> String {
        let mut text = format!("{}\n\n{}", self.description.trim(), self.request_line());
        if let Some(alias) = &self.alias {
            text.push_str(&format!(", currently `{alias}` to Atlas"));
        }
        text
    }

    /// The method and the path, as documentation shows them.
    pub(crate) fn request_line(&self) -> String {
        format!("`{} {}`", self.method.to_ascii_uppercase(), self.path)
    }
}

impl Parameter {
    fn read(document: &Value, parameter: &Value) -> Result<Self, String> {
        let (wire_name, schema) = (text(parameter, "name"), &parameter["schema"]);
        let ty = rust_type(document, schema)
            .map_err(|cause| format!("the parameter {wire_name}: {cause}"))?;
        let limit = |keyword| schema[keyword].as_i64().map(Literal::i64_unsuffixed);
        let (minimum, maximum) = (limit("minimum").into_iter(), limit("maximum").into_iter());
        let length = limit("maxLength").into_iter();
        let mut name = names::member(wire_name, &[]);
        if TAKEN.split(' ').any(|taken| taken == name) {
            name.push_str("_parameter");
        }
        Ok(Self {
            name,
            wire_name: wire_name.to_owned(),
            is_in_path: parameter["in"] == "path",
            is_required: parameter["required"] == true,
            description: text(parameter, "description").to_owned(),
            ty,
            checks: quote!(#(.at_least(#minimum))* #(.at_most(#maximum))* #(.max_length(#length))*),
        })
    }
}

impl Body {
    fn read(document: &Value, body: &Value, parameters: &Value) -> Result<Option<Self>, String> {
        let Some((media_type, schema)) = content(&body["content"])? else {
            return Ok(None);
        };
        let enumeration = text(resolve(document, schema)?, "x-tag-enumeration");
        let tag = elements(parameters)
            .filter_map(|parameter| resolve(document, parameter).ok())
            .filter(|parameter| parameter["in"] == "path")
            .find(|parameter| component(&parameter["schema"]) == Some(enumeration));
        Ok(Some(Self {
            media_type: media_type.to_owned(),
            ty: rust_type(document, schema)?,
            is_required: body["required"] == true,
            tag: tag.map(|parameter| text(parameter, "name").to_owned()),
        }))
    }
}

/// The schema of a successful response, if it has a body. Errors need none: whatever a response
/// that is no success holds becomes an `Error`.
fn success<'a>(document: &'a Value, responses: &'a Value) -> Result<Option<&'a Value>, String> {
    let mut found: Option<Option<&Value>> = None;
    for (_, response) in entries(responses).filter(|(status, _)| status.starts_with('2')) {
        let schema = content(&resolve(document, response)?["content"])?.map(|(_, schema)| schema);
        if found.replace(schema).is_some_and(|other| other != schema) {
            return Err("the successful responses differ in their schemas".to_owned());
        }
    }
    found.ok_or_else(|| "no response is a success".to_owned())
}

/// The one media type of `content` that has a schema. A response to a DELETE has none.
fn content(content: &Value) -> Result<Option<(&str, &Value)>, String> {
    let mut media_types = entries(content).filter(|(_, value)| value.get("schema").is_some());
    match (media_types.next(), media_types.next()) {
        (None, _) => Ok(None),
        (Some((name, value)), None) if name.ends_with("json") => Ok(Some((name, &value["schema"]))),
        (Some((name, _)), None) => Err(format!("the media type {name} is not JSON")),
        _ => Err("there is more than one media type".to_owned()),
    }
}
