//! What progenitor cannot read in the document, said in other words, in memory only.

use serde_json::{Value, json};

use super::tables::Union;

/// Gives every versioned Atlas media type the name of JSON, which it is; leaves one answer, that of
/// success, since the transport makes errors of all others; and takes away the unions' members,
/// since our own type stands in for each union, and the parameters' limits.
pub(crate) fn simplify(mut document: Value, unions: &[Union]) -> Result<Value, String> {
    for union in unions {
        let schema = &mut document["components"]["schemas"][&union.name];
        *schema = json!({ "description": schema["description"] });
    }
    for parameter in parameters(&mut document) {
        plain(parameter);
    }
    let shared = document["components"]["responses"].clone();
    let paths = document["paths"]
        .as_object_mut()
        .ok_or("it has no `paths`")?;
    for (path, item) in paths {
        for (method, operation) in item.as_object_mut().into_iter().flatten() {
            let place = format!("{method} {path}");
            if let Some(content) = operation.pointer_mut("/requestBody/content") {
                *content = as_json(content, &place)?;
            }
            operation["responses"] = success(&operation["responses"], &shared, &place)?;
        }
    }
    Ok(document)
}

/// The parameters of the document, shared or not.
fn parameters(document: &mut Value) -> Vec<&mut Value> {
    let mut parameters = Vec::new();
    let Some(document) = document.as_object_mut() else {
        return parameters;
    };
    for (key, part) in document {
        match key.as_str() {
            "components" => {
                let shared = part.get_mut("parameters").and_then(Value::as_object_mut);
                parameters.extend(shared.into_iter().flat_map(|shared| shared.values_mut()));
            }
            "paths" => {
                let items = part
                    .as_object_mut()
                    .into_iter()
                    .flat_map(|paths| paths.values_mut());
                let operations = items
                    .filter_map(Value::as_object_mut)
                    .flat_map(|item| item.values_mut());
                let own = operations
                    .filter_map(|operation| operation.get_mut("parameters")?.as_array_mut());
                parameters.extend(own.flatten());
            }
            _ => {}
        }
    }
    parameters
}

/// Takes the limits from a parameter, which would become types of their own; `send` checks them.
fn plain(parameter: &mut Value) {
    let Some(schema) = parameter.get_mut("schema").and_then(Value::as_object_mut) else {
        return;
    };
    for limit in ["default", "maxLength", "maximum", "minLength", "minimum"] {
        schema.remove(limit);
    }
    if schema.get("type").is_some_and(|kind| kind == "integer") {
        schema.insert("format".to_owned(), json!("int64"));
    }
}

/// The answers of one operation without those that are errors, of which the transport demands
/// that they are all alike.
fn success(responses: &Value, shared: &Value, place: &str) -> Result<Value, String> {
    let mut success: Option<Value> = None;
    for (code, response) in responses.as_object().into_iter().flatten() {
        let response = resolve(response, shared, place)?;
        let content = as_json(&response["content"], place)?;
        match code.as_bytes().first() {
            Some(b'2') => {
                let twin = success.replace(json!({
                    "description": response["description"],
                    "content": content,
                }));
                if twin.is_some_and(|twin| twin["content"] != content) {
                    return Err(format!(
                        "{place}: the answers of success differ in their schemas"
                    ));
                }
            }
            Some(b'4' | b'5') => {
                let schema = &content["application/json"]["schema"]["$ref"];
                if schema != API_ERROR {
                    return Err(format!("{place}: the body of a {code} is not {API_ERROR}"));
                }
            }
            _ => {
                return Err(format!(
                    "{place}: the status {code} is neither success nor error"
                ));
            }
        }
    }
    let success = success.ok_or_else(|| format!("{place}: no answer is a success"))?;
    Ok(json!({ "2XX": success }))
}

const API_ERROR: &str = "#/components/schemas/ApiError";

fn resolve<'a>(response: &'a Value, shared: &'a Value, place: &str) -> Result<&'a Value, String> {
    match response["$ref"].as_str() {
        None => Ok(response),
        Some(reference) => reference
            .strip_prefix("#/components/responses/")
            .and_then(|name| shared.get(name))
            .ok_or_else(|| format!("{place}: `$ref: {reference}` leads nowhere")),
    }
}

fn as_json(content: &Value, place: &str) -> Result<Value, String> {
    let mut media_types = content.as_object().into_iter().flatten();
    match (media_types.next(), media_types.next()) {
        (None, _) => Ok(json!({})),
        // A media type without a schema: no body, as in the answer to a DELETE.
        (Some((_, media_type)), None) if media_type.get("schema").is_none() => Ok(json!({})),
        (Some((name, media_type)), None) if name.ends_with("json") => {
            Ok(json!({ "application/json": { "schema": media_type["schema"] } }))
        }
        (Some((name, _)), None) => Err(format!("{place}: the media type {name} is not JSON")),
        _ => Err(format!("{place}: there is more than one media type")),
    }
}
