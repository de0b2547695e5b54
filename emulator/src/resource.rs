//! The operations on resources of a project that have IDs of their own.

use std::collections::HashMap;

use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::call::Call;
use crate::object_id;
use crate::pagination::Pagination;
use crate::project::Project;
use crate::response::{ApiResponse, Violation};
use crate::schema;
use crate::validation::{Rule, check_rules};

/// A kind of resource.
pub(crate) trait Resource: 'static {
    /// What a sentence calls one, such as `log integration`.
    const NOUN: &'static str;
    /// The error code for an ID that none has.
    const NOT_FOUND: &'static str;
    /// The property that holds the ID.
    const ID: &'static str;
    /// The property that cannot change.
    const TYPE: &'static str;
    /// Other properties that only the server writes.
    const READ_ONLY: &'static [&'static str] = &[];
    /// The schemas of request bodies: that of a create and that of an update.
    const SCHEMAS: [&'static str; 2];
    /// What these schemas do not say about properties.
    const RULES: &'static [(&'static str, Rule)];
    /// The query parameters that filter a list, each with the property that it is compared with.
    /// Each requires the one before it.
    const FILTERS: &'static [(&'static str, &'static str)];

    /// All of a project, unredacted and in the order of their creation.
    fn all(project: &mut Project) -> &mut Vec<Map<String, Value>>;

    /// The resource as Atlas returns it.
    fn redact(resource: &Map<String, Value>) -> Value;
}

/// `GET …`. The oldest come first.
pub(crate) fn list<R: Resource>(
    project: &mut Project,
    query: &HashMap<String, String>,
    pagination: Pagination,
    call: &Call,
) -> Result<ApiResponse, ApiResponse> {
    check_filters::<R>(query)?;
    let is_wanted = |resource: &&Map<String, Value>| {
        R::FILTERS.iter().all(|(parameter, property)| {
            let value = resource.get(*property).and_then(Value::as_str);
            query
                .get(*parameter)
                .is_none_or(|wanted| value == Some(wanted))
        })
    };
    let all = R::all(project).iter().filter(is_wanted).map(R::redact);
    pagination.page(&all.collect::<Vec<_>>(), call)
}

/// `GET …/{id}`.
pub(crate) fn get<R: Resource>(
    project: &mut Project,
    id: &str,
) -> Result<ApiResponse, ApiResponse> {
    let position = position::<R>(project, id)?;
    let resource = R::all(project).get(position);
    resource
        .map(|resource| ApiResponse::ok(R::redact(resource)))
        .ok_or_else(|| not_found::<R>(id))
}

/// `POST …`.
pub(crate) fn create<R: Resource>(
    project: &mut Project,
    body: Map<String, Value>,
) -> Result<ApiResponse, ApiResponse> {
    let [schema, _] = R::SCHEMAS;
    validate::<R>(schema, &body, None)?;
    let resource = with_id::<R>(&object_id::next(), body);
    let redacted = R::redact(&resource);
    R::all(project).push(resource);
    Ok(ApiResponse::created(redacted))
}

/// `PUT …/{id}`. The body replaces everything except the ID.
pub(crate) fn update<R: Resource>(
    project: &mut Project,
    id: &str,
    body: Map<String, Value>,
) -> Result<ApiResponse, ApiResponse> {
    let position = position::<R>(project, id)?;
    let [_, schema] = R::SCHEMAS;
    let Some(resource) = R::all(project).get_mut(position) else {
        return Err(not_found::<R>(id));
    };
    validate::<R>(schema, &body, Some(resource))?;
    if resource.get(R::TYPE) != body.get(R::TYPE) {
        return Err(ApiResponse::invalid_body(&[Violation::new(
            R::TYPE,
            "cannot change",
        )]));
    }
    *resource = with_id::<R>(id, body);
    Ok(ApiResponse::ok(R::redact(resource)))
}

/// `DELETE …/{id}`.
pub(crate) fn delete<R: Resource>(
    project: &mut Project,
    id: &str,
) -> Result<ApiResponse, ApiResponse> {
    let position = position::<R>(project, id)?;
    R::all(project).remove(position);
    Ok(ApiResponse::no_content())
}

/// Checks a body, which may replace `stored`.
fn validate<R: Resource>(
    schema: &str,
    body: &Map<String, Value>,
    stored: Option<&Map<String, Value>>,
) -> Result<(), ApiResponse> {
    schema::check(schema, body, stored)?;
    check_rules(R::RULES, body)
}

fn position<R: Resource>(project: &mut Project, id: &str) -> Result<usize, ApiResponse> {
    R::all(project)
        .iter()
        .position(|resource| resource.get(R::ID).and_then(Value::as_str) == Some(id))
        .ok_or_else(|| not_found::<R>(id))
}

fn not_found<R: Resource>(id: &str) -> ApiResponse {
    let detail = format!("No {} with ID {id} exists.", R::NOUN);
    ApiResponse::error(StatusCode::NOT_FOUND, R::NOT_FOUND, detail, &[id])
}

/// The resource that a valid body describes. What only the server writes is not taken from it.
fn with_id<R: Resource>(id: &str, mut body: Map<String, Value>) -> Map<String, Value> {
    let mut resource = Map::new();
    resource.insert(R::ID.to_owned(), id.into());
    body.retain(|name, _| name != R::ID && !R::READ_ONLY.contains(&name.as_str()));
    resource.extend(body);
    resource
}

fn check_filters<R: Resource>(query: &HashMap<String, String>) -> Result<(), ApiResponse> {
    for pair in R::FILTERS.windows(2) {
        if let [(first, _), (second, _)] = pair
            && query.contains_key(*second)
            && !query.contains_key(*first)
        {
            return Err(ApiResponse::error(
                StatusCode::BAD_REQUEST,
                "INVALID_QUERY_PARAMETER",
                format!("The query parameter {second} requires {first}."),
                &[second],
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log_integrations::LogIntegrations;
    use crate::metric_integrations::MetricIntegrations;
    use crate::samples;

    fn assert_valid<R: Resource>(samples: Vec<Map<String, Value>>) {
        for sample in samples {
            for schema in R::SCHEMAS {
                assert!(
                    validate::<R>(schema, &sample, None).is_ok(),
                    "{schema} {sample:?}"
                );
            }
        }
    }

    #[test]
    fn the_samples_are_valid() {
        assert_valid::<LogIntegrations>(samples::log_integrations());
        assert_valid::<MetricIntegrations>(samples::metric_integrations());
    }
}
