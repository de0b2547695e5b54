//! The operations on projects, and access to a project by its ID.

use axum::http::StatusCode;

use crate::call::Call;
use crate::pagination::Pagination;
use crate::project::Project;
use crate::response::ApiResponse;
use crate::state::{EmulatorState, lock};

/// `GET …/groups`.
pub(crate) fn list(
    state: &EmulatorState,
    pagination: Pagination,
    call: &Call,
) -> Result<ApiResponse, ApiResponse> {
    let base_url = call.base_url();
    let projects = lock(&state.projects);
    let all = projects.iter().map(|project| project.to_json(&base_url));
    pagination.page(&all.collect::<Vec<_>>(), call)
}

/// `GET …/groups/byName/{groupName}`.
pub(crate) fn get_by_name(
    state: &EmulatorState,
    name: &str,
    call: &Call,
) -> Result<ApiResponse, ApiResponse> {
    let projects = lock(&state.projects);
    let project = projects.iter().find(|project| project.name == name);
    project
        .map(|project| ApiResponse::ok(project.to_json(&call.base_url())))
        .ok_or_else(|| {
            ApiResponse::error(
                StatusCode::NOT_FOUND,
                "GROUP_NAME_NOT_FOUND",
                format!("No group with name {name} exists."),
                &[name],
            )
        })
}

/// Runs `operation` on the project with this ID, provided that the credentials may access it.
pub(crate) fn with_project(
    state: &EmulatorState,
    group_id: &str,
    operation: impl FnOnce(&mut Project) -> Result<ApiResponse, ApiResponse>,
) -> Result<ApiResponse, ApiResponse> {
    if !is_valid_group_id(group_id) {
        return Err(ApiResponse::error(
            StatusCode::BAD_REQUEST,
            "INVALID_GROUP_ID",
            format!("An invalid group ID {group_id} was specified."),
            &[group_id],
        ));
    }
    let mut projects = lock(&state.projects);
    match projects.iter_mut().find(|project| project.id == group_id) {
        None => Err(ApiResponse::error(
            StatusCode::NOT_FOUND,
            "GROUP_NOT_FOUND",
            format!("No group with ID {group_id} exists."),
            &[group_id],
        )),
        Some(project) if project.forbidden => Err(ApiResponse::error(
            StatusCode::FORBIDDEN,
            "USER_UNAUTHORIZED",
            "The current user does not have the role required for this resource.",
            &[],
        )),
        Some(project) => operation(project),
    }
}

fn is_valid_group_id(id: &str) -> bool {
    id.len() == 24
        && id
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
