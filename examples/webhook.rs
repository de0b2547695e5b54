//! Receives the alerts of a webhook integration, and rejects those that Atlas has not signed.
//!
//! ```sh
//! cargo run --example webhook --features webhook
//! ```

use atlas_integrations::{Secret, webhook};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use tower::ServiceExt as _;

/// Takes the body as bytes, since the signature is over these, and parses it only once verified.
async fn receive(State(secret): State<Secret>, headers: HeaderMap, body: Bytes) -> StatusCode {
    // A request without a signature is one with a wrong signature.
    let signature = headers.get(webhook::SIGNATURE_HEADER);
    let signature = signature.map_or(&b""[..], |value| value.as_bytes());
    match webhook::verify(secret, &body, signature) {
        Ok(()) => {
            println!("received {}", String::from_utf8_lossy(&body));
            StatusCode::NO_CONTENT
        }
        Err(error) => {
            println!("rejected: {error}");
            StatusCode::UNAUTHORIZED
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What the webhook integration was created with.
    let secret = Secret::from("a secret of the webhook");
    let router = Router::new().route("/alerts", post(receive));
    let router = router.with_state(secret.clone());
    // A service would now `axum::serve(listener, router).await`. Here the router is asked directly.

    let alert = r#"{"eventTypeName":"OUTSIDE_METRIC_THRESHOLD","status":"OPEN"}"#;
    let signed = webhook::sign(secret, alert)?;
    let forged = webhook::sign("a guess", alert)?;
    for signature in [signed, forged] {
        let request = Request::post("/alerts").header(webhook::SIGNATURE_HEADER, signature);
        let response = router
            .clone()
            .oneshot(request.body(Body::from(alert))?)
            .await?;
        println!("the sender is told {}\n", response.status());
    }
    Ok(())
}
