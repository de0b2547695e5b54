//! A server that sends the start of a response, and then nothing more.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running server; each connection gets the next of its responses, and stays open.
pub(crate) struct Stalling {
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Stalling {
    /// Starts a server that sends these bytes. Connections beyond them get none.
    pub(crate) async fn start(responses: Vec<Vec<u8>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let task = tokio::spawn(async move {
            let mut responses = responses.into_iter();
            let mut open = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                let _ = stream.read(&mut [0; 16_384]).await;
                let _ = stream
                    .write_all(&responses.next().unwrap_or_default())
                    .await;
                open.push(stream);
            }
        });
        Self { address, task }
    }

    /// Returns the base URL for a client.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Stalling {
    fn drop(&mut self) {
        self.task.abort();
    }
}
