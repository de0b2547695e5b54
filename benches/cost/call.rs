//! Whole calls over a loopback connection.

use std::cell::OnceCell;
use std::future::Future;
use std::hint::black_box;
use std::rc::Rc;

use atlas_integrations::types::IntegrationType;
use atlas_integrations::{Client, Credentials};
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue, USER_AGENT};
use tokio::runtime::Runtime;

use super::reference::PlainDatadog;
use super::server::Server;
use super::{Comparison, Work};

const PROJECT: &str = "32b6e34b3d91647abb20e7b8";

pub(crate) fn comparisons() -> Vec<Comparison> {
    let server = Rc::new(OnceCell::new());
    let server = &server;
    let token = || Credentials::bearer("token");
    let digest = || Credentials::api_key("public", "private");
    let mut all = Vec::new();
    for in_flight in [1, 64] {
        let named = |what: &str| match in_flight {
            1 => format!("call, {what}"),
            _ => format!("call, {what}, {in_flight} in flight"),
        };
        all.push(Comparison {
            name: named("token"),
            reference: bare(server, in_flight),
            ours: ours(server, in_flight, token(), get),
        });
        all.push(Comparison {
            name: named("digest"),
            reference: bare(server, in_flight),
            ours: ours(server, in_flight, digest(), get),
        });
    }
    all.push(Comparison {
        name: "call, envelope".to_owned(),
        reference: bare(server, 1),
        ours: ours(server, 1, token(), get_in_envelope),
    });
    all.push(Comparison {
        name: "call, 404".to_owned(),
        reference: bare(server, 1),
        ours: ours(server, 1, token(), get_missing),
    });
    all
}

async fn get(client: Client) {
    let get = client.get_third_party_integration().group_id(PROJECT);
    let get = get.integration_type(IntegrationType::Datadog);
    black_box(get.send().await.expect("an integration"));
}

async fn get_in_envelope(client: Client) {
    let get = client.get_third_party_integration().group_id(PROJECT);
    let get = get
        .integration_type(IntegrationType::Datadog)
        .envelope(true);
    black_box(get.send().await.expect("an integration"));
}

async fn get_missing(client: Client) {
    let get = client.get_third_party_integration().group_id(PROJECT);
    let get = get.integration_type(IntegrationType::PagerDuty);
    black_box(get.send().await.expect_err("404"));
}

fn ours<F: Future<Output = ()> + 'static>(
    server: &Rc<OnceCell<Server>>,
    in_flight: usize,
    credentials: Credentials,
    call: fn(Client) -> F,
) -> Work {
    repeated(server, in_flight, move |address| {
        let base_url = format!("http://{address}");
        let builder = Client::builder().credentials(credentials.clone());
        let client = builder.base_url(base_url).build().expect("a client");
        move || call(client.clone())
    })
}

/// The same call with reqwest alone: prepared headers, and a plain struct for the answer.
fn bare(server: &Rc<OnceCell<Server>>, in_flight: usize) -> Work {
    repeated(server, in_flight, |address| {
        // reqwest asks for a provider even where nothing is encrypted.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut headers = HeaderMap::new();
        let accept = HeaderValue::from_static("application/vnd.atlas.2025-03-12+json");
        headers.insert(ACCEPT, accept);
        headers.insert(USER_AGENT, HeaderValue::from_static("bare/1.0"));
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer token"));
        let builder = reqwest::Client::builder().default_headers(headers);
        let client = builder.no_proxy().build().expect("a client");
        let base = format!("http://{address}/api/atlas/v2/groups");
        move || {
            let request = client.get(format!("{base}/{PROJECT}/integrations/DATADOG"));
            async move {
                let response = request.send().await.expect("a response");
                let body = response.bytes().await.expect("a body");
                let datadog: PlainDatadog = serde_json::from_slice(&body).expect("an integration");
                black_box(datadog);
            }
        }
    })
}

/// Makes calls on one thread, `in_flight` at a time; what `make` returns is made once.
fn repeated<C, F>(
    server: &Rc<OnceCell<Server>>,
    in_flight: usize,
    make: impl Fn(&str) -> C + 'static,
) -> Work
where
    C: Fn() -> F + 'static,
    F: Future<Output = ()> + 'static,
{
    let (server, state) = (Rc::clone(server), OnceCell::new());
    Box::new(move |times| {
        let (runtime, call) = state.get_or_init(|| {
            let server = server.get_or_init(Server::start);
            let mut builder = tokio::runtime::Builder::new_current_thread();
            let runtime: Runtime = builder.enable_all().build().expect("a runtime");
            (runtime, make(&server.address))
        });
        runtime.block_on(async {
            let lines = (0..in_flight).map(|line| async move {
                for _ in (line..times).step_by(in_flight) {
                    call().await;
                }
            });
            futures_util::future::join_all(lines).await;
        });
    })
}
