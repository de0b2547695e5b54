//! Forms for OAuth endpoints.

use bytes::Bytes;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Request, Url};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::http::{Http, Response};

/// Posts a form, and returns the response whatever its status is.
pub(super) async fn post(
    http: &Http,
    url: &Url,
    authorization: Option<&HeaderValue>,
    form: Zeroizing<String>,
) -> Result<Response> {
    let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    let mut request = http
        .client
        .post(url.clone())
        .header(ACCEPT, HeaderValue::from_static("application/json"))
        .header(CONTENT_TYPE, form_type)
        .body(Bytes::from_owner(form));
    if let Some(authorization) = authorization {
        request = request.header(AUTHORIZATION, authorization.clone());
    }
    let request: Result<Request> = http.build(request);
    let request = request.map_err(Error::while_authenticating)?;
    let response = http.send(request).await;
    response.map_err(Error::while_authenticating)
}
