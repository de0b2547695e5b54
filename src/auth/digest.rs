//! API keys: HTTP digest authentication (RFC 7616).

mod challenge;
mod hash;
mod scanner;
mod session;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::HeaderValue;
use reqwest::{Request, StatusCode};
use tokio::sync::watch;
use tokio::time::timeout;

use self::challenge::{Challenge, next_nonce, strongest};
use self::session::{Key, Session};
use super::lock::lock;
use super::rejected::{reason, rejected};
use crate::error::{Error, Result};
use crate::http::Response;
use crate::secrets::Secrets;
use atlas_integrations_model::Secret;

/// How long a call waits for another one to obtain the first challenge.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many nonces of one call may be refused.
const ROUNDS: usize = 5;

/// An API key, with the challenge that its calls share.
///
/// A challenge is kept and its nonce count incremented, so that a call costs one request. Only the
/// first call, and the first one after the server has discarded the nonce, cost two.
pub(crate) struct Digest {
    public_key: String,
    private_key: Secret,
    state: Mutex<State>,
    /// The key of the last challenge. The next one usually has the same realm.
    key: Mutex<Option<Arc<Key>>>,
}

/// What is known of the server's challenges.
enum State {
    /// No response has arrived yet, and no request is on its way.
    Unknown,
    /// One call has been sent without credentials. The others wait until it drops the sender.
    Probing(watch::Receiver<()>),
    /// The server answered without a challenge.
    Open,
    /// The challenge that new calls respond to.
    Known(Arc<Session>),
}

impl Digest {
    pub(super) fn new(public_key: String, private_key: Secret) -> Result<Self> {
        if public_key.is_empty() || private_key.expose_secret().is_empty() {
            return Err(Error::configuration(
                "an API key needs a public key and a private key; one of them is empty",
            ));
        }
        if public_key.contains(char::is_control) {
            return Err(Error::configuration(
                "the public key cannot be sent in a header: it contains a control character, such \
                 as a line break",
            ));
        }
        Ok(Self {
            public_key,
            private_key,
            state: Mutex::new(State::Unknown),
            key: Mutex::new(None),
        })
    }

    pub(super) fn exchange(&self) -> Exchange<'_> {
        Exchange {
            digest: self,
            is_new: true,
            probe: None,
            session: None,
            first: None,
            refused: 0,
        }
    }

    /// Takes a challenge into use. The key is hashed only if the realm is new.
    fn session(&self, challenge: Challenge) -> Result<Arc<Session>> {
        let key = {
            let mut key = lock(&self.key);
            match &*key {
                Some(key) if key.fits(&challenge) => Arc::clone(key),
                _ => {
                    let new = Key::new(&challenge, &self.public_key, &self.private_key);
                    Arc::clone(key.insert(Arc::new(new)))
                }
            }
        };
        Session::new(challenge, &self.public_key, key).map(Arc::new)
    }

    fn known(&self) -> Option<Arc<Session>> {
        match &*lock(&self.state) {
            State::Known(session) => Some(Arc::clone(session)),
            _ => None,
        }
    }

    fn publish(&self, session: Arc<Session>) {
        *lock(&self.state) = State::Known(session);
    }
}

/// One call's dealings with the server.
///
/// A call that is refused goes on with the challenge of its own 401, which other calls do not see until
/// it has been accepted: a nonce that is good for one request is then good for this one.
pub(crate) struct Exchange<'a> {
    digest: &'a Digest,
    is_new: bool,
    /// Held by the one call that obtains the first challenge.
    probe: Option<watch::Sender<()>>,
    /// What the request responds to.
    session: Option<Arc<Session>>,
    /// The first challenge of this call's own.
    first: Option<Arc<Session>>,
    /// How many nonces have been refused.
    refused: usize,
}

impl Exchange<'_> {
    pub(super) fn private_key(&self) -> &Secret {
        &self.digest.private_key
    }

    /// Returns the header for `request`, if there is a challenge to respond to.
    pub(super) async fn authorization(&mut self, request: &Request) -> Result<Option<HeaderValue>> {
        if std::mem::take(&mut self.is_new) {
            self.session = self.shared_session().await;
        }
        let session = self.session.as_ref();
        session
            .map(|session| session.authorization(request))
            .transpose()
    }

    /// Returns the challenge that calls share. The first call is sent without one, to obtain it, and
    /// those that begin in the meantime wait, though only once and not for long.
    async fn shared_session(&mut self) -> Option<Arc<Session>> {
        let mut probing = {
            let mut state = lock(&self.digest.state);
            match &*state {
                State::Known(session) => return Some(Arc::clone(session)),
                State::Open => return None,
                // There is no sender once the call has been cancelled or has failed.
                State::Probing(probing) if probing.has_changed().is_ok() => probing.clone(),
                State::Probing(_) | State::Unknown => {
                    let (probe, probing) = watch::channel(());
                    *state = State::Probing(probing);
                    self.probe = Some(probe);
                    return None;
                }
            }
        };
        let _ = timeout(PATIENCE, probing.changed()).await;
        self.digest.known()
    }

    /// Processes the response. Returns whether the request should be sent again.
    pub(super) fn should_resend(&mut self, response: &Response) -> Result<bool> {
        // Dropped at the end, when the others can go on.
        let probe = self.probe.take();
        if response.status() == StatusCode::UNAUTHORIZED {
            return self.refused(response);
        }
        match &self.session {
            Some(session) => self.accepted(session, response)?,
            None if probe.is_some() && response.status().is_success() => {
                *lock(&self.digest.state) = State::Open;
            }
            None => {}
        }
        Ok(false)
    }

    /// Keeps a challenge of this call's own for the next calls, or the nonce that the server supplies for
    /// them (RFC 7616, section 3.5).
    fn accepted(&self, session: &Arc<Session>, response: &Response) -> Result<()> {
        if let Some(nonce) = next_nonce(response.headers()) {
            let next = session.with_nonce(nonce, &self.digest.public_key)?;
            self.digest.publish(Arc::new(next));
        } else if self.first.is_some() {
            self.digest.publish(Arc::clone(session));
        }
        Ok(())
    }

    fn refused(&mut self, response: &Response) -> Result<bool> {
        let challenge = match (strongest(response.headers()), &self.session) {
            (Ok(challenge), _) => challenge,
            // The response itself says why, as any other does.
            (Err(_), Some(_)) => return Ok(false),
            (Err(cause), None) => return Err(failed(&cause, response)),
        };
        let is_stale = challenge.is_stale;
        let newest = self.digest.session(challenge)?;
        let Some(used) = self.session.replace(Arc::clone(&newest)) else {
            if self.digest.known().is_none() {
                self.digest.publish(Arc::clone(&newest));
            }
            self.first = Some(newest);
            return Ok(true);
        };
        self.refused += 1;
        // A nonce fresh from a 401, and used by nobody else, cannot be what is wrong.
        let is_key_wrong = !is_stale && self.first.is_some() && used.was_used_once();
        if is_key_wrong || (!is_stale && self.refused == ROUNDS) {
            return Ok(false);
        }
        if self.refused == ROUNDS {
            return Err(stale(response));
        }
        let first = self.first.get_or_insert(newest);
        // Behind a load balancer, the newest nonce may be another server's each time. The first one is
        // tried until it has come back to the server that issued it; the last chance is the newest's.
        if matches!(self.refused, 2 | 3) {
            self.session = Some(Arc::clone(first));
        }
        Ok(true)
    }
}

fn stale(response: &Response) -> Error {
    let cause = format!(
        "the server refused {ROUNDS} nonces in a row as stale; if there are several servers behind its \
         address, they do not share their nonces"
    );
    failed(&cause, response).transient()
}

fn failed(cause: &str, response: &Response) -> Error {
    // The key itself is never sent.
    rejected(cause, response, reason(response, &Secrets::default()))
}
