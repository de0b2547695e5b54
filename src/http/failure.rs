//! Failures of the network, and what can be said about them.

use std::error::Error as StdError;
use std::io;

use crate::error::{Error, ErrorKind};

/// Returns the error for a request that could not be built or sent, or that received no response.
/// `proxy` is what the proxy is called, if there is one.
pub(super) fn error(error: reqwest::Error, proxy: Option<&str>) -> Error {
    let host = error.url().and_then(|url| url.host_str());
    let host = host.map(|host| format!(" to {host}")).unwrap_or_default();
    let is_malformed = !error.is_connect() && causes(&error).any(is_malformed);
    let is_final = error.is_builder() || error.is_redirect() || is_malformed;
    let may_pass = !is_final && may_pass(&error);
    let error = error.without_url();
    // The innermost cause is the most specific one.
    let cause = causes(&error).last().map(ToString::to_string);
    let cause = cause.unwrap_or_default();
    let (kind, message) = if error.is_builder() {
        let message = format!("the request cannot be built: {cause}");
        (ErrorKind::InvalidRequest, message)
    } else if error.is_connect() {
        let cause = connection_fault(&error, &cause, proxy);
        let message = format!("cannot connect{host}: {cause}");
        (ErrorKind::Connection, message)
    } else if error.is_timeout() {
        let message = format!("no complete response was received in time: {cause}");
        (ErrorKind::Timeout, message)
    } else if error.is_redirect() {
        let message = format!("the redirects that the `http_client` follows lead nowhere: {cause}");
        (ErrorKind::Interrupted, message)
    } else if is_malformed {
        let message = format!("the response cannot be read as HTTP: {cause}");
        (ErrorKind::Unreadable, message)
    } else {
        let message = format!("the connection{host} broke: {cause}");
        (ErrorKind::Interrupted, message)
    };
    let made = Error::new(kind, message).with_source(error);
    match may_pass {
        true => made.transient(),
        false => made,
    }
}

/// Says why a connection was not made, and whether that is the fault of the proxy.
fn connection_fault(error: &reqwest::Error, cause: &str, proxy: Option<&str>) -> String {
    let Some(fault) = tunnel_fault(error) else {
        return match proxy {
            Some(proxy) => format!("{cause} (through {proxy})"),
            None => cause.to_owned(),
        };
    };
    let proxy = proxy.unwrap_or("the proxy");
    match fault.as_str() {
        AUTHORIZATION_REQUIRED => format!(
            "{proxy} asks for a user name and a password, or does not accept those in its URL (407)"
        ),
        "unsuccessful" => format!("{proxy} refused to open a tunnel"),
        "failed to create underlying connection" => format!("{proxy} cannot be reached: {cause}"),
        _ => format!("{proxy} did not open a tunnel: {cause}"),
    }
}

/// Returns whether the same request may succeed later. The rejection of a certificate, of TLS or of a
/// proxy's password does not pass by itself.
fn may_pass(error: &reqwest::Error) -> bool {
    let is_tls = causes(error).any(is_tls_fault);
    let is_refused = tunnel_fault(error).is_some_and(|fault| fault == AUTHORIZATION_REQUIRED);
    !is_tls && !is_refused
}

/// Returns whether what the server sent is no HTTP, or has a head without end.
fn is_malformed(cause: &(dyn StdError + 'static)) -> bool {
    let fault = cause.downcast_ref::<hyper::Error>();
    fault.is_some_and(hyper::Error::is_parse)
}

/// Returns what went wrong between the client and a proxy, if that is what went wrong. The library's
/// type for it is private, so that only its text remains.
fn tunnel_fault(error: &reqwest::Error) -> Option<String> {
    causes(error).find_map(|cause| {
        let text = cause.to_string();
        text.strip_prefix("tunnel error: ").map(str::to_owned)
    })
}

const AUTHORIZATION_REQUIRED: &str = "proxy authorization required";

#[cfg(feature = "rustls")]
fn is_tls_fault(cause: &(dyn StdError + 'static)) -> bool {
    let fault = cause.downcast_ref::<rustls::Error>();
    // An alert is the word of the server, which may be in trouble itself.
    fault.is_some_and(|fault| !matches!(fault, rustls::Error::AlertReceived(_)))
}

/// The operating systems' libraries have no error in common; each of their texts names the certificate.
#[cfg(not(feature = "rustls"))]
fn is_tls_fault(cause: &(dyn StdError + 'static)) -> bool {
    cause.to_string().contains("certificate")
}

/// Returns an error and its causes, from the outermost to the innermost.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // An I/O error stands for the error inside it, which it does not return as its source.
        match error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
        {
            Some(inside) => Some(inside as &(dyn StdError + 'static)),
            None => error.source(),
        }
    })
}
