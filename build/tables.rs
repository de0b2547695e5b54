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
    /// The parameters, those of the path in the path's order first.
    pub(crate) parameters: Vec<Parameter>,
    /// The media type of the request's body, if it has one.
    pub(crate) content_type: Option<String>,
    words: String,
}

/// One parameter of an operation.
pub(crate) struct Parameter {
    /// Its name in snake case, which is the builder's method.
    pub(crate) name: String,
    /// Its documentation.
    pub(crate) words: String,
    /// Whether it stands in the path.
    pub(crate) in_path: bool,
    /// The smallest and the largest number that it may be.
    pub(crate) range: Option<(i64, i64)>,
    /// How many characters it may have at the most.
    pub(crate) max_length: Option<u64>,
}

impl Parameter {
    fn new(parameter: &Value) -> Self {
        let words = |keyword: &str| parameter[keyword].as_str().unwrap_or_default();
        let schema = &parameter["schema"];
        let (minimum, maximum) = (schema["minimum"].as_i64(), schema["maximum"].as_i64());
        let range = (minimum.unwrap_or(i64::MIN), maximum.unwrap_or(i64::MAX));
        Self {
            name: snake_case(words("name")),
            words: words("description").to_owned(),
            in_path: words("in") == "path",
            range: minimum.or(maximum).map(|_| range),
            max_length: schema["maxLength"].as_u64(),
        }
    }
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
            let mut parameters: Vec<_> = parameters
                .map(|parameter| Parameter::new(resolve(document, parameter)))
                .collect();
            let in_path: Vec<_> = path
                .split('/')
                .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                .map(snake_case)
                .collect();
            let place =
                |parameter: &Parameter| in_path.iter().position(|name| *name == parameter.name);
            parameters.sort_by_key(|parameter| place(parameter).unwrap_or(usize::MAX));
            operations.push(Operation {
                id: id.to_owned(),
                alias: operation["x-upstream-operation-id"]
                    .as_str()
                    .map(str::to_owned),
                method: method.clone(),
                path: path.clone(),
                parameters,
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
