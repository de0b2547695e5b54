//! What the document says of unions and operations, and progenitor does not pass on.

use serde_json::Value;

/// A schema with a discriminator.
pub(crate) struct Union {
    /// The schema's name, and the Rust type's.
    pub(crate) name: String,
    /// Its documentation.
    pub(crate) description: String,
    /// The property whose value tells the members apart.
    pub(crate) tag: String,
    /// Each tag with the schema that it stands for.
    pub(crate) members: Vec<(String, String)>,
}

/// The unions of the document.
pub(crate) fn unions(document: &Value) -> Result<Vec<Union>, String> {
    let mut unions = Vec::new();
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let Some(discriminator) = schema.get("discriminator") else {
            continue;
        };
        let tag = discriminator["propertyName"]
            .as_str()
            .ok_or_else(|| format!("the discriminator of {name} has no `propertyName`"))?;
        let mut members = Vec::new();
        for (value, target) in discriminator["mapping"].as_object().into_iter().flatten() {
            let member = target
                .as_str()
                .and_then(|target| target.strip_prefix("#/components/schemas/"))
                .filter(|member| document["components"]["schemas"].get(member).is_some())
                .ok_or_else(|| format!("the discriminator of {name} maps {value} to no schema"))?;
            members.push((value.clone(), member.to_owned()));
        }
        unions.push(Union {
            name: name.clone(),
            description: schema["description"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
            tag: tag.to_owned(),
            members,
        });
    }
    Ok(unions)
}

/// One operation, as the transport and its documentation need it.
pub(crate) struct Operation {
    /// Its `operationId`, which is the client's method.
    pub(crate) id: String,
    /// Upstream's name for it.
    pub(crate) alias: Option<String>,
    /// The HTTP method.
    pub(crate) method: String,
    /// The path template.
    pub(crate) path: String,
    /// The parameters' names in snake case, with their documentation.
    pub(crate) parameters: Vec<(String, String)>,
    /// The names of the path parameters, in snake case.
    pub(crate) path_parameters: Vec<String>,
    /// The media type of the request's body, if it has one.
    pub(crate) content_type: Option<String>,
    words: String,
}

impl Operation {
    /// What `Client` says of the operation.
    pub(crate) fn documentation(&self) -> String {
        let mut text = format!(
            "{}\n\n`{} {}`",
            self.words,
            self.method.to_ascii_uppercase(),
            self.path
        );
        if let Some(alias) = &self.alias {
            text.push_str(&format!(", which Atlas calls `{alias}` at present"));
        }
        text
    }
}

/// The operations of the document.
pub(crate) fn operations(document: &Value) -> Result<Vec<Operation>, String> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let id = operation["operationId"]
                .as_str()
                .ok_or_else(|| format!("{method} {path} has no `operationId`"))?;
            let words = |value: &Value, keyword: &str| {
                value[keyword].as_str().unwrap_or_default().to_owned()
            };
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            operations.push(Operation {
                id: id.to_owned(),
                alias: operation["x-upstream-operation-id"]
                    .as_str()
                    .map(str::to_owned),
                method: method.clone(),
                path: path.clone(),
                parameters: parameters
                    .map(|parameter| resolve(document, parameter))
                    .map(|parameter| {
                        (
                            snake_case(&words(parameter, "name")),
                            words(parameter, "description"),
                        )
                    })
                    .collect(),
                path_parameters: path
                    .split('/')
                    .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                    .map(snake_case)
                    .collect(),
                content_type: operation["requestBody"]["content"]
                    .as_object()
                    .and_then(|content| content.keys().next())
                    .cloned(),
                words: format!(
                    "{}\n\n{}",
                    words(operation, "summary"),
                    words(operation, "description")
                ),
            });
        }
    }
    Ok(operations)
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    value["$ref"]
        .as_str()
        .and_then(|reference| document.pointer(reference.strip_prefix('#')?))
        .unwrap_or(value)
}

/// `groupId` becomes `group_id`, as progenitor names the parameter.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
