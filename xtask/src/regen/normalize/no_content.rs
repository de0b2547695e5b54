//! A 204 response has no schema.

use serde_json::Value;

use crate::regen::document::visit_objects;

/// Removes the schema from every 204 response. Such a response has no body (RFC 9110, section
/// 15.3.5), but older upstream documents give it a placeholder schema.
pub(super) fn remove_schemas(document: &mut Value) {
    visit_objects(document, &mut |object| {
        let content = object
            .get_mut("responses")
            .and_then(|responses| responses.get_mut("204"))
            .and_then(|response| response.get_mut("content")?.as_object_mut());
        for media_type in content.into_iter().flat_map(|content| content.values_mut()) {
            if let Some(media_type) = media_type.as_object_mut() {
                media_type.remove("schema");
            }
        }
    });
}
