//! The signals that end a command early.

use crate::exit::Exit;

/// Waits for Ctrl-C or, on Unix, a request to terminate. Returns the exit code that says so.
pub(crate) async fn interrupted() -> Exit {
    let ctrl_c = tokio::signal::ctrl_c();
    tokio::select! {
        Ok(()) = ctrl_c => Exit::Interrupted,
        () = terminated() => Exit::Interrupted,
        // Where signals cannot be handled, nothing comes.
        else => std::future::pending().await,
    }
}

#[cfg(unix)]
async fn terminated() {
    use tokio::signal::unix::{SignalKind, signal};

    match signal(SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}
