//! The running emulator, and what a test can do with it.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::fault::Fault;
use crate::project::Project;
use crate::router::router;
use crate::state::{EmulatorState, ReceivedRequest, lock};

/// A running emulator. Dropping it stops it.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    access_token: String,
    is_restored: bool,
    state: Arc<EmulatorState>,
    server: JoinHandle<()>,
}

impl Emulator {
    /// Starts an emulator on a free loopback port, on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns the operating system's error if no port is available.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Starts an emulator at `address`, on the current tokio runtime.
    ///
    /// # Errors
    ///
    /// Returns the operating system's error if it cannot listen on the address.
    pub async fn start_at(address: SocketAddr) -> io::Result<Self> {
        Self::builder().address(address).start().await
    }

    pub(crate) async fn listen(
        address: SocketAddr,
        state: EmulatorState,
        is_restored: bool,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let state = Arc::new(state);
        let access_token = lock(&state.access_tokens).issue();
        let router = router(Arc::clone(&state));
        let server = tokio::spawn(async move {
            // This runs until the task is aborted: axum handles connection errors itself.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            access_token,
            is_restored,
            state,
            server,
        })
    }

    /// The base URL for a client, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// An access token, valid for one hour after the start unless it is revoked.
    #[must_use]
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// Whether the projects come from a [state file](crate::EmulatorBuilder::state_file).
    #[must_use]
    pub fn is_restored(&self) -> bool {
        self.is_restored
    }

    /// The requests received so far, including those to the token endpoint.
    #[must_use]
    pub fn received_requests(&self) -> Vec<ReceivedRequest> {
        lock(&self.state.received_requests).clone()
    }

    /// Delays every response by `latency`, including those of the token endpoint.
    pub fn set_latency(&self, latency: Duration) {
        *lock(&self.state.latency) = latency;
    }

    /// Revokes all access tokens issued so far.
    pub fn revoke_tokens(&self) {
        lock(&self.state.access_tokens).revoke_all();
    }

    /// Makes all digest nonces issued so far stale.
    pub fn expire_nonces(&self) {
        lock(&self.state.nonces).expire_all();
    }

    /// Adds a project with a sample integration of each of `integration_types` and returns its ID.
    pub fn add_project<'a>(
        &self,
        name: &str,
        integration_types: impl IntoIterator<Item = &'a str>,
    ) -> String {
        let mut projects = lock(&self.state.projects);
        let id = format!("00000000650000{:010x}", projects.len());
        projects.push(Project::new(&id, name, integration_types));
        drop(projects);
        self.save();
        id
    }

    /// The ID of the project with this name, if there is one.
    #[must_use]
    pub fn project_id(&self, name: &str) -> Option<String> {
        let projects = lock(&self.state.projects);
        let project = projects.iter().find(|project| project.name == name)?;
        Some(project.id.clone())
    }

    /// Takes away the credentials' access to a project. The emulator then responds 403 to every
    /// request for it.
    ///
    /// Does nothing if there is no such project.
    pub fn forbid_project(&self, group_id: &str) {
        self.change_project(group_id, |project| project.forbidden = true);
    }

    /// Stores an integration in a project without validating it.
    ///
    /// Does nothing if there is no such project.
    pub fn put_integration(
        &self,
        group_id: &str,
        integration_type: &str,
        integration: Map<String, Value>,
    ) {
        self.change_project(group_id, |project| {
            project
                .integrations
                .insert(integration_type.to_owned(), integration.into());
        });
    }

    /// Adds a log integration, which must have an `id`, to a project without validating it.
    ///
    /// Does nothing if there is no such project.
    pub fn add_log_integration(&self, group_id: &str, integration: Map<String, Value>) {
        self.change_project(group_id, |project| {
            project.log_integrations.push(integration);
        });
    }

    /// Adds a metric integration, which must have a `metricIntegrationId`, to a project without
    /// validating it.
    ///
    /// Does nothing if there is no such project.
    pub fn add_metric_integration(&self, group_id: &str, integration: Map<String, Value>) {
        self.change_project(group_id, |project| {
            project.metric_integrations.push(integration);
        });
    }

    /// Injects faults into the next requests, one per request and in this order. Requests to the
    /// token endpoint are not affected.
    ///
    /// Faults injected earlier and not yet used come first.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> std::io::Result<()> {
    /// use atlas_emulator::{Emulator, Fault};
    ///
    /// let emulator = Emulator::start().await?;
    /// emulator.inject_faults([Fault::RateLimited { retry_after: Some(2) }, Fault::Status(503)]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn inject_faults(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.state.faults).api.extend(faults);
    }

    /// Injects faults into the next requests to the token endpoint, one per request.
    pub fn inject_token_faults(&self, faults: impl IntoIterator<Item = Fault>) {
        lock(&self.state.faults).token_endpoint.extend(faults);
    }

    /// Injects faults into the next requests for one project, one per request.
    ///
    /// Faults from [`inject_faults`](Self::inject_faults) come first. Does nothing if there is no
    /// such project.
    pub fn inject_project_faults(&self, group_id: &str, faults: impl IntoIterator<Item = Fault>) {
        self.change_project(group_id, |project| project.faults.extend(faults));
    }

    fn change_project(&self, group_id: &str, change: impl FnOnce(&mut Project)) {
        let mut projects = lock(&self.state.projects);
        if let Some(project) = projects.iter_mut().find(|project| project.id == group_id) {
            change(project);
        }
        drop(projects);
        self.save();
    }

    /// Saves what the caller has changed. A failed request says so in its response; here, there is
    /// nobody else to tell.
    fn save(&self) {
        if let Err(error) = self.state.save() {
            // Unlike `eprintln!`, it does not panic where nothing can be written.
            let _ = writeln!(io::stderr(), "atlas-emulator: {error}");
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.server.abort();
        self.state.close_file();
    }
}
