//! An example for each operation, which its builder shows.

use serde_json::Value;

use super::document::{elements, resolve, text};
use super::operations::{Operation, Parameter, Place, Success};
use super::types::OBJECT_ID;

/// A project's ID, as documentation shows it.
const ID: &str = "32b6e34b3d91647abb20e7b8";

/// A value that `schema` describes, as code that the setter of a parameter takes.
pub(crate) fn value(document: &Value, schema: &Value) -> Result<String, String> {
    let target = resolve(document, schema)?;
    let known = elements(&target["enum"]).find_map(Value::as_str);
    Ok(match (known, text(target, "type")) {
        (Some(known), _) => format!("{known:?}"),
        (None, "array") => format!("[{}]", value(document, &target["items"])?),
        (None, "boolean") => "true".to_owned(),
        (None, "integer") => "1".to_owned(),
        (None, "number") => "1.0".to_owned(),
        _ if text(target, "pattern") == OBJECT_ID => format!("{ID:?}"),
        _ => "\"…\"".to_owned(),
    })
}

/// The example of an operation, in Markdown. There is none for a body whose type has no name.
pub(crate) fn of(operation: &Operation) -> String {
    let mut calls = vec![format!("    .{}()", operation.id)];
    let body = operation.body.as_ref();
    let tag = body.and_then(|body| body.tag.as_ref());
    let is_needed =
        |it: &&Parameter| (it.is_required || it.place == Place::Path) && tag != Some(&it.wire_name);
    for parameter in operation.parameters.iter().filter(is_needed) {
        calls.push(format!("    .{}({})", parameter.name, parameter.example));
    }
    let mut arguments = "client: atlas_integrations::Client".to_owned();
    if let Some(body) = body {
        let ty = body.ty.to_string();
        if !ty.chars().all(char::is_alphanumeric) {
            return String::new();
        }
        arguments.push_str(&format!(", body: atlas_integrations::types::{ty}"));
        calls.push("    .body(body)".to_owned());
    }
    let calls = calls.join("\n");
    let code = match (&operation.success, &operation.element) {
        (_, Some(_)) => format!(
            "use futures_util::TryStreamExt as _;\n\nlet mut items = client\n{calls}\n    .items();\n\
             while let Some(item) = items.try_next().await? {{\n    println!(\"{{item:?}}\");\n}}"
        ),
        (Success::Nothing, None) => format!("client\n{calls}\n    .send()\n    .await?;"),
        _ => format!(
            "let response = client\n{calls}\n    .send()\n    .await?;\nprintln!(\"{{response:?}}\");"
        ),
    };
    format!(
        "\n\n```no_run\n# async fn demo({arguments}) -> atlas_integrations::Result<()> {{\n{code}\n# \
         Ok(())\n# }}\n```"
    )
}
