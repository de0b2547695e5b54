//! User accounts, as the Atlas CLI logs them in: an access token, and a refresh token for the next one
//! (RFC 6749, section 6).

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use reqwest::Url;
use reqwest::header::HeaderValue;
use tokio::sync::Mutex;
use zeroize::Zeroizing;

use super::rejected::rejected;
use super::{form, header};
use crate::error::{Error, Reason, Result};
use crate::http::{Http, Response};
use atlas_integrations_model::{self as model, Secret};

/// The endpoint that the Atlas CLI gets its tokens from.
const TOKEN_PATH: &str = "/api/private/unauth/account/device/token";

/// How long before its end a token is replaced.
const EARLY: Duration = Duration::from_secs(30);

/// The two tokens of a login.
#[derive(Clone, PartialEq)]
pub(crate) struct Login {
    pub(crate) access_token: Secret,
    pub(crate) refresh_token: Secret,
}

/// Where the Atlas CLI keeps a login. New tokens are kept there too, since a server may accept a
/// refresh token only once, and the Atlas CLI needs the next one.
pub(crate) trait LoginStore: Send + Sync {
    /// Reads the login anew: another program may have replaced it.
    fn load(&self) -> Result<Login>;

    /// Replaces the login `old`.
    fn save(&self, old: &Login, new: &Login) -> Result<()>;
}

/// What a user account is made of.
#[derive(Clone)]
pub(crate) struct UserLogin {
    pub(crate) client_id: String,
    pub(crate) login: Login,
    pub(crate) store: Arc<dyn LoginStore>,
}

/// A user account, with the access token that its calls share.
pub(crate) struct UserAccount {
    client_id: String,
    token_url: Url,
    store: Arc<dyn LoginStore>,
    /// Held while the login is refreshed, so that this happens once for all calls.
    state: Mutex<State>,
}

struct State {
    login: Login,
    /// Whether the server refused the access token.
    is_refused: bool,
}

impl UserAccount {
    pub(super) fn new(account: UserLogin, base_url: &str) -> Result<Self> {
        let token_url = Url::parse(&format!("{base_url}{TOKEN_PATH}"))
            .map_err(|error| Error::configuration(format!("invalid base_url: {error}")))?;
        Ok(Self {
            client_id: account.client_id,
            token_url,
            store: account.store,
            state: Mutex::new(State {
                login: account.login,
                is_refused: false,
            }),
        })
    }

    /// Returns the header with an access token that has not ended: the current one, or a new one.
    pub(super) async fn header(self: &Arc<Self>, http: &Http) -> Result<HeaderValue> {
        // In a task of its own, which goes on when the call is cancelled: tokens that were issued must
        // not be lost.
        let (account, http) = (Arc::clone(self), http.clone());
        let task = tokio::spawn(async move { account.current(&http).await });
        let token = task.await.map_err(|_| {
            Error::authentication("the runtime that refreshed the login was shut down").transient()
        })??;
        header::bearer(&token)
            .ok_or_else(|| Error::authentication("the access token cannot be sent in a header"))
    }

    /// Notes that the server refused the token in `header`.
    pub(super) async fn refuse(&self, header: &HeaderValue) {
        let mut state = self.state.lock().await;
        if header::bearer(&state.login.access_token).as_ref() == Some(header) {
            state.is_refused = true;
        }
    }

    async fn current(&self, http: &Http) -> Result<Secret> {
        let mut state = self.state.lock().await;
        if state.is_refused || has_ended(&state.login.access_token) {
            let login = self.refreshed(&state.login, http).await?;
            *state = State {
                login,
                is_refused: false,
            };
        }
        Ok(state.login.access_token.clone())
    }

    /// Returns a login with another access token than `old`: the one that another program has got in the
    /// meantime, or a new one.
    async fn refreshed(&self, old: &Login, http: &Http) -> Result<Login> {
        if let Ok(stored) = self.on_store(|store| store.load()).await
            && stored.access_token != old.access_token
            && !has_ended(&stored.access_token)
        {
            return Ok(stored);
        }
        let new = self.request(old, http).await?;
        let (before, after) = (old.clone(), new.clone());
        if let Err(error) = self
            .on_store(move |store| store.save(&before, &after))
            .await
        {
            tracing::warn!(%error, "the login of the Atlas CLI was refreshed, but cannot be saved");
        }
        Ok(new)
    }

    /// Runs `action` on a thread where it may block.
    async fn on_store<T: Send + 'static>(
        &self,
        action: impl FnOnce(&dyn LoginStore) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = Arc::clone(&self.store);
        let task = tokio::task::spawn_blocking(move || action(&*store));
        task.await
            .map_err(|_| Error::authentication("the runtime was shut down"))?
    }

    async fn request(&self, old: &Login, http: &Http) -> Result<Login> {
        let mut form = Zeroizing::new(String::with_capacity(4_096));
        form.push_str("grant_type=refresh_token&scope=openid+profile+offline_access&client_id=");
        header::form_encode(&self.client_id, &mut form);
        form.push_str("&refresh_token=");
        header::form_encode(old.refresh_token.expose_secret(), &mut form);
        let response = form::post(http, &self.token_url, None, form).await?;
        if !response.status().is_success() {
            return Err(refused(&response));
        }
        login(&response, old).ok_or_else(|| {
            let cause = "the token endpoint responded without an access token";
            rejected(cause, &response, Reason::default())
        })
    }
}

/// Reads the response of the token endpoint. Without a new refresh token, the old one stays valid.
fn login(response: &Response, old: &Login) -> Option<Login> {
    let members = model::members(response.content())?;
    let text = |name: &str| -> Option<Secret> {
        let text: String = serde_json::from_str(members.get(name)?).ok()?;
        Some(text).filter(|text| !text.is_empty()).map(Secret::from)
    };
    Some(Login {
        access_token: text("access_token")?,
        refresh_token: text("refresh_token").unwrap_or_else(|| old.refresh_token.clone()),
    })
}

fn refused(response: &Response) -> Error {
    let status = response.status();
    let cause = match status.as_u16() {
        400 | 401 | 403 => format!(
            "the Atlas CLI's login has ended or was revoked ({status}); log in again with \
             `atlas auth login`"
        ),
        _ => format!("the token endpoint responded with {status}"),
    };
    rejected(cause, response, Reason::default())
}

/// Whether a token has ended, as far as it says itself: it is a JSON Web Token (RFC 7519) whose claim
/// `exp` has passed.
fn has_ended(token: &Secret) -> bool {
    let end = end(token.expose_secret());
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    end.is_some_and(|end| now.unwrap_or_default() + EARLY >= end)
}

/// The claim `exp` of a JSON Web Token, as a time since 1970.
fn end(token: &str) -> Option<Duration> {
    let payload = token.split('.').nth(1)?;
    let payload = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.decode(payload).ok()?);
    let claims = model::members(std::str::from_utf8(&payload).ok()?)?;
    let seconds: f64 = serde_json::from_str(claims.get("exp")?).ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}
