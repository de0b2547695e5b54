//! Sends the client's spans to OpenTelemetry, and prints what it gets.
//!
//! ```sh
//! cargo run --example telemetry
//! ```

use atlas_emulator::{CLIENT_ID, CLIENT_SECRET, Emulator, Fault, GROUP_ID};
use atlas_integrations::{Client, Credentials};
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::prelude::*;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // A program would take the exporter of the crate `opentelemetry-otlp`.
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("my-service"));
    // The client's spans are at level DEBUG.
    tracing_subscriber::registry()
        .with(layer.with_filter(LevelFilter::DEBUG))
        .init();

    let emulator = Emulator::start().await?;
    let client = Client::builder()
        .base_url(emulator.base_url())
        .credentials(Credentials::service_account(CLIENT_ID, CLIENT_SECRET))
        .build()?;
    emulator.inject_faults([Fault::Status(503)]);
    let get = client.get_third_party_integration().group_id(GROUP_ID);
    get.integration_type("PAGER_DUTY").send().await?;

    for span in exporter.get_finished_spans()? {
        // The emulator and the HTTP library have spans too.
        if !span
            .attributes
            .iter()
            .any(|it| it.key.as_str() == "http.request.method")
        {
            continue;
        }
        println!("{} ({:?}, {:?})", span.name, span.span_kind, span.status);
        for attribute in &span.attributes {
            let name = attribute.key.as_str();
            if ["http.", "url.", "server.", "error."]
                .iter()
                .any(|it| name.starts_with(it))
            {
                println!("  {name} = {}", attribute.value);
            }
        }
    }
    Ok(())
}
