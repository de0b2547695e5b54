//! The signals that end a command early.

use std::future::Future;

use crate::exit::Exit;

/// Returns what waits for Ctrl-C or, on Unix, a request to terminate, and then for the exit code that
/// says so. From this call on, neither ends the program by itself.
pub(crate) fn interrupted() -> impl Future<Output = Exit> {
    let signals = signals();
    async move {
        match signals {
            Ok(signals) => signals.await,
            // Where signals cannot be handled, nothing comes.
            Err(_) => std::future::pending().await,
        }
        Exit::Interrupted
    }
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
