//! A line for each attempt, each wait between two, and each warning.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Instant;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

const CALL: &str = "atlas_call";
const ATTEMPT: &str = "atlas_attempt";

/// Prints what the client reports about its attempts.
pub(super) struct Attempts;

/// The fields of a span or an event, and when it began.
struct Fields {
    values: BTreeMap<&'static str, String>,
    began: Instant,
}

impl Fields {
    fn new() -> Self {
        Self {
            values: BTreeMap::new(),
            began: Instant::now(),
        }
    }

    fn get(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }
}

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.values.insert(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.values.insert(field.name(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Attempts {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut fields);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut fields);
        let message = fields.get("message");
        if let Ok(seconds) = fields.get("seconds").parse::<f64>() {
            note!("{message}: {seconds:.1} s");
        } else if *event.metadata().level() <= Level::WARN {
            note!("{message}: {}", fields.get("error"));
        }
    }

    fn on_close(&self, id: Id, context: Context<'_, S>) {
        let Some(span) = context.span(&id).filter(|span| span.name() == ATTEMPT) else {
            return;
        };
        let call = span.scope().find(|span| span.name() == CALL);
        let path = call.and_then(|call| {
            let extensions = call.extensions();
            let fields = extensions.get::<Fields>();
            fields.map(|fields| fields.get("url.template").to_owned())
        });
        if let Some(fields) = span.extensions().get::<Fields>() {
            note!("{}", line(fields, &path.unwrap_or_default()));
        }
    }
}

/// An attempt, such as `GET /api/atlas/v2/groups: 503 (attempt 1, 12 ms)`.
fn line(fields: &Fields, path: &str) -> String {
    let query = match fields.get("url.query") {
        "" => String::new(),
        query => format!("?{query}"),
    };
    let outcome = match (
        fields.get("http.response.status_code"),
        fields.get("error.type"),
    ) {
        ("", "") => "interrupted",
        ("", error) => error,
        (status, _) => status,
    };
    let resent: u32 = fields
        .get("http.request.resend_count")
        .parse()
        .unwrap_or_default();
    let (method, milliseconds) = (
        fields.get("http.request.method"),
        fields.began.elapsed().as_millis(),
    );
    format!(
        "{method} {path}{query}: {outcome} (attempt {}, {milliseconds} ms)",
        resent + 1
    )
}
