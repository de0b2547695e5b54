//! Service accounts: the OAuth 2.0 client credentials grant (RFC 6749, section 4.4).

mod endpoint;
mod refusal;
mod token;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tracing::debug;

use self::endpoint::Endpoint;
pub(crate) use self::token::Token;
use super::access_token::AccessToken;
use super::lock::lock;
use super::token_store::{AnyTokenStore, TokenKey};
use crate::error::{Error, ErrorKind, Result};
use crate::http::Http;
use crate::secrets::Secrets;
use atlas_integrations_model::Secret;

/// How long a call with a valid token waits for the one that is to replace it.
const PATIENCE: Duration = Duration::from_millis(500);

/// How long after one attempt to replace a valid token the next one follows.
const PAUSE: Duration = Duration::from_secs(30);

/// How long calls join a fetch. One that takes longer may never end, and the next call begins another.
const JOINABLE: Duration = Duration::from_secs(10);

/// The longest time that a fetch may take, for clients without a timeout.
const LONGEST_FETCH: Duration = Duration::from_secs(120);

/// The longest time for which the token endpoint is left alone, whatever it asks for.
const LONGEST_REST: Duration = Duration::from_secs(3_600);

/// What a service account is made of.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) client_id: String,
    pub(crate) client_secret: Secret,
    /// A token that the caller already has.
    pub(crate) token: Option<AccessToken>,
    pub(crate) store: Option<AnyTokenStore>,
}

/// A service account, with the access token that its calls share.
pub(crate) struct ServiceAccount {
    key: TokenKey,
    endpoint: Endpoint,
    store: Option<AnyTokenStore>,
    state: Mutex<State>,
}

struct State {
    token: Option<Arc<Token>>,
    /// When the token is to be replaced, or the next attempt at that is due.
    replace_at: Instant,
    /// The token that the server refused last, which the store may still hold.
    refused: Option<Secret>,
    fetch: Option<Fetch>,
    /// The error with which the token endpoint asked to be left alone, and until when.
    rest: Option<(Error, Instant)>,
}

/// A fetch, in a task of its own: it goes on when the call that began it is cancelled.
struct Fetch {
    began: Instant,
    outcome: Outcome,
}

type Outcome = watch::Receiver<Option<Result<Arc<Token>>>>;

impl ServiceAccount {
    pub(super) fn new(account: Account, base_url: &str) -> Result<Self> {
        let token = match account.token {
            Some(token) => Some(Token::new(token).ok_or_else(|| {
                Error::configuration(
                    "the access token cannot be sent in a header: it is empty, or contains a \
                     character that is not visible ASCII, such as a line break",
                )
            })?),
            None => None,
        };
        let replace_at = token.as_ref().map(Token::replace_at);
        Ok(Self {
            key: TokenKey::new(base_url, &account.client_id),
            endpoint: Endpoint::new(&account.client_id, &account.client_secret, base_url)?,
            store: account.store,
            state: Mutex::new(State {
                token: token.map(Arc::new),
                replace_at: replace_at.unwrap_or_else(Instant::now),
                refused: None,
                fetch: None,
                rest: None,
            }),
        })
    }

    /// The secrets that authenticate the service account.
    pub(super) fn secrets(&self) -> &Secrets {
        self.endpoint.secrets()
    }

    /// Returns a valid token, either the current one or a new one. However many calls ask at once, one
    /// fetch serves them.
    ///
    /// A token is replaced before it ends. As long as it is valid, a token endpoint that fails or hangs
    /// costs no call: it waits for a moment, and goes on with the old token.
    pub(super) async fn token(self: &Arc<Self>, http: &Http) -> Result<Arc<Token>> {
        let (old, fetch) = {
            let mut state = lock(&self.state);
            let now = Instant::now();
            let valid = state.token.clone().filter(|token| !token.has_ended(now));
            match valid {
                Some(token) if now < state.replace_at => return Ok(token),
                old => {
                    // Set in advance, so that it holds however the fetch ends.
                    state.replace_at = now + PAUSE;
                    (old, self.join_fetch(&mut state, http))
                }
            }
        };
        let Some(old) = old else {
            return end_of(fetch).await;
        };
        match timeout(PATIENCE, end_of(fetch)).await {
            Ok(Ok(new)) => return Ok(new),
            Ok(Err(error)) => debug!(%error, "the access token was not replaced"),
            Err(_) => debug!("the access token is being replaced, slowly"),
        }
        Ok(old)
    }

    /// Drops a token that the server refused.
    pub(super) fn refuse(&self, token: &Token) {
        let mut state = lock(&self.state);
        state.refused = Some(token.value().clone());
        if state
            .token
            .as_ref()
            .is_some_and(|current| current.value() == token.value())
        {
            state.token = None;
        }
    }

    /// Revokes the token (RFC 7009): the client's, or else the one in the store, if there is one.
    pub(super) async fn revoke(&self, http: &Http) -> Result<()> {
        let loaded = match &self.store {
            Some(store) => store.try_load(&self.key).await,
            None => Ok(None),
        };
        let (stored, mut failure) = match loaded {
            Ok(stored) => (stored.map(|token| token.value().clone()), None),
            Err(error) => (None, Some(error)),
        };
        let token = {
            let mut state = lock(&self.state);
            let current = state.token.take().map(|token| token.value().clone());
            let token = current.or_else(|| stored.clone());
            state.refused.clone_from(&token);
            token
        };
        // Another token there is one that another program has fetched since.
        if let Some(store) = &self.store
            && stored
                .as_ref()
                .is_none_or(|stored| Some(stored) == token.as_ref())
        {
            failure = failure.or(store.remove(&self.key).await.err());
        }
        if let Some(token) = token {
            self.endpoint.revoke(http, &token).await?;
        }
        match failure {
            Some(error) => Err(Error::new(
                ErrorKind::Authentication,
                format!("a token in the token store may not be revoked, since it failed: {error}"),
            )),
            None => Ok(()),
        }
    }

    /// Joins the fetch that is under way, or begins one.
    fn join_fetch(self: &Arc<Self>, state: &mut State, http: &Http) -> Outcome {
        if let Some(fetch) = &state.fetch
            && fetch.can_be_joined()
        {
            return fetch.outcome.clone();
        }
        let (sender, outcome) = watch::channel(None);
        let (account, http) = (Arc::clone(self), http.clone());
        tokio::spawn(async move {
            let fetched = timeout(LONGEST_FETCH, account.fetch(&http)).await;
            let fetched = fetched.unwrap_or_else(|_| Err(too_slow()));
            // Nobody may be waiting any more.
            let _ = sender.send(Some(fetched));
        });
        state.fetch = Some(Fetch {
            began: Instant::now(),
            outcome: outcome.clone(),
        });
        outcome
    }

    /// Gets a token from the store or else from the token endpoint, and keeps it.
    async fn fetch(&self, http: &Http) -> Result<Arc<Token>> {
        if let Some(token) = self.stored().await {
            return Ok(self.keep(token));
        }
        if let Some(error) = self.rest() {
            return Err(error);
        }
        match self.endpoint.request_token(http).await {
            Ok(token) => {
                let token = self.keep(token);
                if let Some(store) = &self.store {
                    store.save(&self.key, token.access_token()).await;
                }
                Ok(token)
            }
            Err(error) => {
                self.begin_rest(&error);
                // Another program may have been luckier in the meantime.
                let stored = self.stored().await;
                stored.map(|token| self.keep(token)).ok_or(error)
            }
        }
    }

    /// Returns the token in the store, if it is better than the one at hand.
    async fn stored(&self) -> Option<Token> {
        let token = self.store.as_ref()?.load(&self.key).await?;
        let token = Token::new(token)?;
        let now = Instant::now();
        let state = lock(&self.state);
        let is_refused = state.refused.as_ref() == Some(token.value());
        let is_later = state
            .token
            .as_ref()
            .is_none_or(|current| current.has_ended(now) || token.outlasts(current));
        (!is_refused && is_later && !token.has_ended(now)).then_some(token)
    }

    fn keep(&self, token: Token) -> Arc<Token> {
        let token = Arc::new(token);
        let mut state = lock(&self.state);
        state.replace_at = token.replace_at();
        state.token = Some(Arc::clone(&token));
        state.rest = None;
        token
    }

    /// Returns the error of the last fetch, while the token endpoint is to be left alone.
    fn rest(&self) -> Option<Error> {
        let state = lock(&self.state);
        let (error, until) = state.rest.as_ref()?;
        let remaining = until.checked_duration_since(Instant::now())?;
        (!remaining.is_zero()).then(|| error.clone().with_retry_after(remaining))
    }

    fn begin_rest(&self, error: &Error) {
        if let Some(rest) = error.retry_after() {
            let until = Instant::now() + rest.min(LONGEST_REST);
            lock(&self.state).rest = Some((error.clone(), until));
        }
    }
}

impl Fetch {
    fn can_be_joined(&self) -> bool {
        // There is no sender once the runtime that it ran on has been shut down.
        let is_running = self.outcome.has_changed().is_ok() && self.outcome.borrow().is_none();
        is_running && self.began.elapsed() < JOINABLE
    }
}

fn too_slow() -> Error {
    let message = format!("the token endpoint did not respond within {LONGEST_FETCH:?}");
    let error = Error::new(ErrorKind::Timeout, message).transient();
    error.while_authenticating()
}

/// Waits for the end of a fetch.
async fn end_of(mut outcome: Outcome) -> Result<Arc<Token>> {
    let ended = outcome.wait_for(Option::is_some).await;
    let ended = ended.ok().and_then(|outcome| outcome.clone());
    ended.unwrap_or_else(|| {
        let error =
            Error::authentication("the runtime that fetched the access token was shut down");
        Err(error.transient())
    })
}
