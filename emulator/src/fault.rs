//! Misbehaviour on order, to test how a client takes it.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Extension};
use axum::http::header::{CONTENT_LENGTH, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use axum::middleware::Next;
use futures_util::stream;

use crate::answer::{Answer, Form};
use crate::{Emulator, State, lock};

/// What goes wrong with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The answer is a 429, with `Retry-After` in seconds where it is given.
    RateLimited {
        /// The seconds of `Retry-After`.
        retry_after: Option<u64>,
    },
    /// The answer is an error of this status, in Atlas's form.
    Status(u16),
    /// The answer is an HTML page of this status, as from a gateway in front of Atlas.
    Page(u16),
    /// The answer comes after this time.
    Slow(Duration),
    /// The answer breaks off after so many bytes of its body.
    Cut(usize),
    /// The request is carried out, and its answer is lost: the connection is closed instead.
    Lost,
    /// The credentials are refused: the access token as expired, the nonce as stale.
    Expired,
}

/// Which requests a fault is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    Api,
    Token,
}

impl Emulator {
    /// Lets the next requests to the API go wrong, one fault for each request in this order, after
    /// those that were ordered before.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use atlas_emulator::{Emulator, Fault};
    ///
    /// let emulator = Emulator::start().await?;
    /// emulator.misbehave([Fault::RateLimited { retry_after: Some(2) }, Fault::Status(503)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn misbehave(&self, faults: impl IntoIterator<Item = Fault>) {
        self.order(Scope::Api, faults);
    }

    /// The same for the next requests to the token endpoint.
    pub fn misbehave_on_tokens(&self, faults: impl IntoIterator<Item = Fault>) {
        self.order(Scope::Token, faults);
    }

    fn order(&self, scope: Scope, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.state.faults).extend(faults.into_iter().map(|fault| (scope, fault)));
    }
}

/// Takes the next fault of the scope that `request` belongs to.
fn next(state: &State, request: &Request) -> Option<Fault> {
    let scope = match request.uri().path() {
        "/api/oauth/token" => Scope::Token,
        _ => Scope::Api,
    };
    let mut faults = lock(&state.faults);
    if let Some(place) = faults.iter().position(|(other, _)| *other == scope) {
        return faults.remove(place).map(|(_, fault)| fault);
    }
    let path = request.uri().path().strip_prefix("/api/atlas/v2/groups/")?;
    let id = path.split('/').next()?;
    let mut projects = lock(&state.projects);
    let project = projects.iter_mut().find(|project| project.id == id)?;
    project.faults.pop_front()
}

/// Lets a request go wrong if that was ordered.
pub(crate) async fn apply(
    Extension(state): Extension<std::sync::Arc<State>>,
    request: Request,
    next_layer: Next,
) -> Response<Body> {
    let latency = *lock(&state.latency);
    if !latency.is_zero() {
        tokio::time::sleep(latency).await;
    }
    match next(&state, &request) {
        None => next_layer.run(request).await,
        Some(Fault::RateLimited { retry_after }) => {
            let mut response = error(StatusCode::TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS");
            let headers = response.headers_mut();
            headers.insert(
                HeaderName::from_static("ratelimit-remaining"),
                HeaderValue::from(0),
            );
            if let Some(seconds) = retry_after {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        Some(Fault::Status(status)) => error(known(status), "UNEXPECTED_ERROR"),
        Some(Fault::Page(status)) => {
            let mut response = Response::new(Body::from("<html><body>gateway</body></html>"));
            *response.status_mut() = known(status);
            response
        }
        Some(Fault::Slow(time)) => {
            tokio::time::sleep(time).await;
            next_layer.run(request).await
        }
        Some(Fault::Lost) => {
            next_layer.run(request).await;
            cut(Response::new(Body::empty()), 0).await
        }
        Some(Fault::Cut(length)) => cut(next_layer.run(request).await, length).await,
        Some(Fault::Expired) => {
            lock(&state.tokens).clear();
            lock(&state.nonces).clear();
            next_layer.run(request).await
        }
    }
}

fn known(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn error(status: StatusCode, code: &str) -> Response<Body> {
    Answer::error(status, code, "The emulator was told to misbehave.", &[])
        .into_response(Form::default())
}

/// The same response, whose body ends with an error before its announced length.
async fn cut(response: Response<Body>, length: usize) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let whole = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let start = whole.slice(..length.min(whole.len()));
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(whole.len() + 1));
    let broken = std::io::Error::other("the emulator was told to break off");
    let chunks: [Result<Bytes, std::io::Error>; 2] = [Ok(start), Err(broken)];
    Response::from_parts(parts, Body::from_stream(stream::iter(chunks)))
}
