//! The signals that end a command early.

use std::future::Future;
use std::sync::OnceLock;

use tokio::sync::watch;

use crate::exit::Exit;

/// Whether a signal has come.
static HAS_COME: OnceLock<watch::Receiver<bool>> = OnceLock::new();

/// What `work` comes to, or the exit code that says that Ctrl-C or, on Unix, a request to terminate came
/// before its end. From the first call on, neither ends the program by itself, and what comes between
/// two calls ends the next one before its work begins.
pub(crate) async fn unless_interrupted<T>(work: impl Future<Output = T>) -> Result<T, Exit> {
    let mut has_come = HAS_COME.get_or_init(listen).clone();
    tokio::select! {
        biased;
        Ok(_) = has_come.wait_for(|has_come| *has_come) => Err(Exit::Interrupted),
        done = work => Ok(done),
    }
}

/// Starts to wait for a signal. Where signals cannot be handled, none comes.
fn listen() -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    if let Ok(signals) = signals() {
        tokio::spawn(async move {
            signals.await;
            let _ = sender.send(true);
        });
    }
    receiver
}

#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(windows)]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupt.recv().await;
    })
}

#[cfg(not(any(unix, windows)))]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    Ok(std::future::pending())
}

#[cfg(all(test, unix))]
mod tests {
    use std::process::Command;

    use super::*;

    #[tokio::test]
    async fn a_signal_between_two_phases_ends_the_next_and_all_that_follow() {
        assert_eq!(unless_interrupted(async { 5 }).await, Ok(5));
        let own = std::process::id().to_string();
        let kill = Command::new("kill").args(["-s", "INT", &own]).status();
        assert!(kill.expect("runs").success());
        let second = unless_interrupted(std::future::pending::<()>()).await;
        assert_eq!(second, Err(Exit::Interrupted));
        let begun = std::cell::Cell::new(false);
        let third = unless_interrupted(async { begun.set(true) }).await;
        assert_eq!((third, begun.get()), (Err(Exit::Interrupted), false));
    }
}
