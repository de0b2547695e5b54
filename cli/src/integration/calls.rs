//! The calls of the three kinds. Each kind has builders of its own types, hence the macros.

use atlas_integrations::types::{
    IntegrationType, LogIntegrationRequest, MetricIntegrationRequest,
    MetricIntegrationUpdateRequest, ThirdPartyIntegration,
};
use atlas_integrations::{Client, Elements, Error, GroupId, Other, OtherReason, RateLimit};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use serde::de::DeserializeOwned;

use super::{Fields, Integration, Kind, Service};
use crate::error::{CliError, CliResult};
use crate::output::Page;
use crate::request::{PagingArgs, ResponseArgs, pages};

/// The project of a call, and how Atlas presents its response.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) client: &'a Client,
    pub(crate) group_id: &'a GroupId,
    pub(crate) response: ResponseArgs,
}

/// What is written, and how.
#[derive(Clone, Copy)]
pub(crate) struct Write<'a> {
    pub(crate) settings: &'a Fields,
    /// Send the settings even if a secret looks wrong.
    pub(crate) verbatim: bool,
    /// Let an update discard what Atlas stores but does not show.
    pub(crate) discard_withheld: bool,
    /// Check everything, but send nothing.
    pub(crate) dry_run: bool,
}

macro_rules! at {
    ($place:expr, $builder:ident) => {
        $place
            .client
            .$builder()
            .group_id($place.group_id)
            .envelope($place.response.envelope)
            .pretty($place.response.pretty)
    };
}

/// The pages of the list of one kind.
pub(crate) fn pages(
    place: Place<'_>,
    kind: Kind,
    paging: PagingArgs,
) -> BoxStream<'static, Result<Page, Error>> {
    macro_rules! list {
        ($builder:ident) => {{
            let request = at!(place, $builder)
                .include_count(paging.include_count)
                .items_per_page(paging.items_per_page)
                .page_num(paging.page_num);
            let pages = pages!(request, paging.page_num);
            pages
                .map_ok(move |page| {
                    let elements = page.results.iter();
                    let records = elements.map(|element| Integration::new(kind, element).record());
                    Page::new(page.text(), records.collect())
                })
                .boxed()
        }};
    }
    match kind {
        Kind::ThirdParty => list!(list_third_party_integrations),
        Kind::Log => list!(list_log_integrations),
        Kind::Metric => list!(list_metric_integrations),
    }
}

/// The ID that the path of an existing integration needs: none for a third-party service, otherwise
/// `id` or, without it, that of the only integration of this type.
pub(crate) async fn find_id(
    place: Place<'_>,
    service: &Service,
    id: Option<&str>,
) -> CliResult<Option<String>> {
    if let (Kind::ThirdParty, _) | (_, Some(_)) = (service.kind, id) {
        return Ok(id.map(str::to_owned));
    }
    let (all, _) = all(place.client, place.group_id, service.kind).await?;
    let of_type = all.iter().filter(|found| found.type_name() == service.name);
    let ids: Vec<_> = of_type.map(Integration::id).collect();
    let noun = service.kind.noun();
    match ids.as_slice() {
        [Some(id)] => Ok(Some(id.clone())),
        [None] => Err(CliError::failure(format!(
            "the project has a {noun} of type {service}, but Atlas lists it without an ID"
        ))),
        [] => Err(CliError::absent(format!(
            "the project has no {noun} of type {service}"
        ))),
        several => {
            let ids: Vec<_> = several.iter().flatten().map(String::as_str).collect();
            Err(CliError::usage(format!(
                "the project has {} {noun}s of type {service}; name one by its ID: {}",
                several.len(),
                ids.join(", ")
            )))
        }
    }
}

/// All integrations of one kind, and what the last response said about the rate limit.
pub(crate) async fn all(
    client: &Client,
    group_id: &GroupId,
    kind: Kind,
) -> Result<(Vec<Integration>, RateLimit), Error> {
    macro_rules! all {
        ($builder:ident) => {{
            let mut pages = client.$builder().group_id(group_id).pages();
            let (mut integrations, mut rate_limit) = (Vec::new(), RateLimit::default());
            while let Some(page) = pages.try_next().await? {
                rate_limit = page.rate_limit();
                let elements = page.results.iter();
                integrations.extend(elements.map(|element| Integration::new(kind, element)));
            }
            Ok((integrations, rate_limit))
        }};
    }
    match kind {
        Kind::ThirdParty => all!(list_third_party_integrations),
        Kind::Log => all!(list_log_integrations),
        Kind::Metric => all!(list_metric_integrations),
    }
}

/// An integration, and the text of the response.
pub(crate) async fn get(
    place: Place<'_>,
    service: &Service,
    id: Option<&str>,
) -> Result<(String, Integration), Error> {
    macro_rules! found {
        ($request:expr) => {{
            let response = $request.send().await?;
            let integration = Integration::new(service.kind, Ok(&*response));
            Ok((response.text().to_owned(), integration))
        }};
    }
    let id = id.unwrap_or_default();
    match service.kind {
        Kind::ThirdParty => {
            found!(
                at!(place, get_third_party_integration).integration_type(integration_type(service))
            )
        }
        Kind::Log => found!(at!(place, get_log_integration).id(id)),
        Kind::Metric => found!(at!(place, get_metric_integration).metric_integration_id(id)),
    }
}

/// Creates an integration or, where there is an ID or `replace` is set, replaces it. Returns what Atlas
/// responds, or nothing if this is a dry run.
pub(crate) async fn write(
    place: Place<'_>,
    service: &Service,
    replace: Option<Option<&str>>,
    write: Write<'_>,
) -> CliResult<Option<Page>> {
    macro_rules! sent {
        ($request:expr, $records:expr) => {{
            let request = match write.verbatim {
                true => $request.verbatim(),
                false => $request,
            };
            if write.dry_run {
                request.validate()?;
                return Ok(None);
            }
            let response = request.send().await?;
            let integrations: Vec<Integration> = $records(&*response);
            let records = integrations.iter().map(Integration::record).collect();
            let mut page = Page::new(response.text(), records);
            page.rate_limit = response.rate_limit();
            Ok(Some(page))
        }};
    }
    macro_rules! update {
        ($request:expr, $records:expr) => {{
            let request = match write.discard_withheld {
                true => $request.discard_withheld(),
                false => $request,
            };
            sent!(request, $records)
        }};
    }
    // Atlas responds with all integrations of the project, or with the one that was written.
    macro_rules! all {
        () => {
            |page: &atlas_integrations::types::PaginatedIntegrationView| {
                let elements = page.results.iter();
                elements
                    .map(|element| Integration::new(service.kind, element))
                    .collect()
            }
        };
    }
    macro_rules! one {
        () => {
            |element: &_| vec![Integration::new(service.kind, Ok(element))]
        };
    }
    match (service.kind, replace) {
        (Kind::ThirdParty, replace) => {
            let body: ThirdPartyIntegration = body(write.settings)?;
            if let ThirdPartyIntegration::Other(other) = &body {
                check(other)?;
            }
            let integration_type = integration_type(service);
            match replace {
                None => sent!(
                    at!(place, create_third_party_integration)
                        .integration_type(integration_type)
                        .body(body),
                    all!()
                ),
                Some(_) => update!(
                    at!(place, update_third_party_integration)
                        .integration_type(integration_type)
                        .body(body),
                    all!()
                ),
            }
        }
        (Kind::Log, replace) => {
            let body: LogIntegrationRequest = body(write.settings)?;
            if let LogIntegrationRequest::Other(other) = &body {
                check(other)?;
            }
            match replace {
                None => sent!(at!(place, create_log_integration).body(body), one!()),
                Some(id) => update!(
                    at!(place, update_log_integration)
                        .id(id.unwrap_or_default())
                        .body(body),
                    one!()
                ),
            }
        }
        (Kind::Metric, None) => {
            let body: MetricIntegrationRequest = body(write.settings)?;
            sent!(at!(place, create_metric_integration).body(body), one!())
        }
        (Kind::Metric, Some(id)) => {
            let body: MetricIntegrationUpdateRequest = body(write.settings)?;
            update!(
                at!(place, update_metric_integration)
                    .metric_integration_id(id.unwrap_or_default())
                    .body(body),
                one!()
            )
        }
    }
}

/// Deletes an integration, unless this is a dry run. Returns what the response said about the rate limit.
pub(crate) async fn delete(
    place: Place<'_>,
    service: &Service,
    id: Option<&str>,
    dry_run: bool,
) -> Result<RateLimit, Error> {
    macro_rules! sent {
        ($request:expr) => {
            match dry_run {
                true => $request.validate().map(|()| RateLimit::default()),
                false => $request.send().await.map(|response| response.rate_limit()),
            }
        };
    }
    let id = id.unwrap_or_default();
    match service.kind {
        Kind::ThirdParty => {
            sent!(
                at!(place, delete_third_party_integration)
                    .integration_type(integration_type(service))
            )
        }
        Kind::Log => sent!(at!(place, delete_log_integration).id(id)),
        Kind::Metric => sent!(at!(place, delete_metric_integration).metric_integration_id(id)),
    }
}

/// The type of a third-party service, which may be one that the client does not know.
fn integration_type(service: &Service) -> IntegrationType {
    service.name.as_str().into()
}

/// The settings as a body. An error shows no value.
fn body<T>(settings: &Fields) -> CliResult<T>
where
    Elements<T>: DeserializeOwned,
{
    // As the element of a list, since its error shows no value, unlike that of `serde_json`.
    let list = format!("[{}]", settings.json());
    let elements: Elements<T> = serde_json::from_str(&list)
        .map_err(|_| CliError::usage("the settings are not a JSON object"))?;
    match elements.into_iter().next() {
        Some(Ok(body)) => Ok(body),
        Some(Err(other)) => Err(mismatch(&other)),
        None => Err(CliError::usage("there are no settings")),
    }
}

/// Refuses settings that are not of the form of their type. Those of an unknown type are sent as they
/// are.
fn check(other: &Other) -> CliResult<()> {
    match other.reason() {
        OtherReason::Mismatch { .. } => Err(mismatch(other)),
        _ => Ok(()),
    }
}

fn mismatch(other: &Other) -> CliError {
    CliError::usage(format!("invalid settings: {}", other.reason()))
}
