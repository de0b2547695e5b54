//! API keys against a third-party digest server: Apache httpd's mod_auth_digest, from Debian's
//! apache2 package. Each test starts the server on a loopback port; if it is not installed, the
//! tests say so and are skipped.

#![cfg(unix)]

mod support;

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use atlas_integrations::{Client, Credentials, ErrorKind};
use md5::{Digest as _, Md5};
use support::{GROUP, client, get_datadog};
use tempfile::TempDir;
use tokio::task::JoinSet;

const REALM: &str = "MMS Public API";
const BINARY: &str = "/usr/sbin/apache2";
const MODULES: &str = "/usr/lib/apache2/modules";

/// A running httpd, with its directory and port.
struct Apache {
    child: Child,
    folder: TempDir,
    port: u16,
}

impl Apache {
    /// Starts httpd with nonces that live for this many seconds; `None` if it is not installed.
    async fn start(nonce_lifetime: u32) -> Option<Self> {
        if !Path::new(BINARY).exists() {
            println!("SKIPPED: {BINARY} is not installed");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary directory");
        let root = folder.path();
        std::fs::set_permissions(root, std::fs::Permissions::from_mode(0o755))
            .expect("sets permissions");
        let place = root.join(format!("www/api/atlas/v2/groups/{GROUP}/integrations"));
        std::fs::create_dir_all(&place).expect("creates a directory");
        let datadog = r#"{"type":"DATADOG","apiKey":"****a23c"}"#;
        std::fs::write(place.join("DATADOG"), datadog).expect("writes");
        let secret = Md5::digest(format!("public:{REALM}:private"));
        let secret: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        std::fs::write(root.join("users"), format!("public:{REALM}:{secret}\n")).expect("writes");
        // The port is free until httpd takes it. If something else does so first, the loop below fails.
        let port = {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
            listener.local_addr().expect("an address").port()
        };
        std::fs::write(
            root.join("httpd.conf"),
            configuration(root, port, nonce_lifetime),
        )
        .expect("writes");
        let child = Command::new(BINARY)
            .args(["-D", "FOREGROUND", "-f"])
            .arg(root.join("httpd.conf"))
            .stderr(Stdio::inherit())
            .spawn()
            .expect("starts");
        let mut this = Self {
            child,
            folder,
            port,
        };
        while tokio::net::TcpStream::connect(("127.0.0.1", port))
            .await
            .is_err()
        {
            if let Ok(Some(status)) = this.child.try_wait() {
                panic!("httpd exited with {status}: {}", this.read("error.log"));
            }
            tokio::task::yield_now().await;
        }
        Some(this)
    }

    fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap_or_default()
    }

    /// Returns a line for each request: its status, then the challenge of a 401.
    fn requests(&self, at_least: usize) -> Vec<String> {
        // httpd writes the log line of a request after the response.
        let started = std::time::Instant::now();
        loop {
            let lines: Vec<_> = self.read("access.log").lines().map(str::to_owned).collect();
            if lines.len() >= at_least {
                return lines;
            }
            assert!(
                started.elapsed().as_secs() < 30,
                "httpd logged only {lines:?}"
            );
            std::thread::yield_now();
        }
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // SIGTERM lets httpd stop its own children.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let _ = self.child.wait();
    }
}

fn configuration(root: &Path, port: u16, nonce_lifetime: u32) -> String {
    let root = root.display();
    let modules: String = [
        "mpm_event",
        "authn_core",
        "authn_file",
        "authz_core",
        "authz_user",
        "auth_digest",
    ]
    .iter()
    .map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"))
    .collect();
    format!(
        "{modules}
ServerRoot {root}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {root}/pid
User www-data
Group www-data
ErrorLog {root}/error.log
LogFormat \"%>s %{{WWW-Authenticate}}o\" tests
CustomLog {root}/access.log tests
DocumentRoot {root}/www
KeepAlive On
MaxKeepAliveRequests 0
KeepAliveTimeout 60
ServerLimit 1
ThreadLimit 128
ThreadsPerChild 128
MaxRequestWorkers 128
<Directory {root}/www>
    AuthType Digest
    AuthName \"{REALM}\"
    AuthDigestProvider file
    AuthDigestNonceLifetime {nonce_lifetime}
    AuthUserFile {root}/users
    Require valid-user
</Directory>
"
    )
}

fn client_with_key(apache: &Apache) -> Client {
    client(apache.base_url(), Credentials::api_key("public", "private"))
}

fn count(lines: &[String], status: &str) -> usize {
    lines.iter().filter(|line| line.starts_with(status)).count()
}

#[tokio::test]
async fn sequential_calls_cost_one_request_each_and_one_extra() {
    let Some(apache) = Apache::start(300).await else {
        return;
    };
    let client = client_with_key(&apache);
    for _ in 0..200 {
        get_datadog(&client).await.expect("accepted");
    }
    let lines = apache.requests(201);
    assert_eq!((count(&lines, "401"), count(&lines, "200")), (1, 200));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_calls_cost_one_request_each_and_one_extra() {
    let Some(apache) = Apache::start(300).await else {
        return;
    };
    let client = client_with_key(&apache);
    let mut tasks = JoinSet::new();
    for _ in 0..500 {
        if tasks.len() == 64 {
            tasks.join_next().await.expect("a task").expect("no panic");
        }
        let client = client.clone();
        tasks.spawn(async move {
            get_datadog(&client).await.expect("accepted");
        });
    }
    tasks.join_all().await;
    let lines = apache.requests(501);
    assert_eq!((count(&lines, "401"), count(&lines, "200")), (1, 500));
}

#[tokio::test]
async fn a_nonce_that_has_really_expired_is_replaced() {
    let Some(apache) = Apache::start(1).await else {
        return;
    };
    let (idle, busy) = (client_with_key(&apache), client_with_key(&apache));
    get_datadog(&idle).await.expect("accepted");
    // Another client keeps calling until two more seconds have begun on the server's clock: longer than the
    // nonce lives.
    let mut seconds = std::collections::BTreeSet::new();
    while seconds.len() < 3 {
        let response = get_datadog(&busy).await.expect("accepted");
        let date = response.headers().get("date").expect("a date");
        seconds.insert(date.to_str().expect("text").to_owned());
    }
    let before = apache.requests(1).len();
    get_datadog(&idle).await.expect("with a new nonce");
    let lines = apache.requests(before + 2);
    let last: Vec<_> = lines.iter().rev().take(2).rev().collect();
    assert!(
        last[0].starts_with("401") && last[0].contains("stale=true"),
        "{last:?}"
    );
    assert!(last[1].starts_with("200"), "{last:?}");
}

#[tokio::test]
async fn a_wrong_key_is_rejected_after_two_requests() {
    let Some(apache) = Apache::start(300).await else {
        return;
    };
    let wrong = client(apache.base_url(), Credentials::api_key("public", "wrong"));
    let error = get_datadog(&wrong).await.expect_err("rejected");
    assert_eq!(error.kind(), ErrorKind::Status);
    assert!(error.is_unauthorized() && !error.is_transient());
    assert_eq!(apache.requests(2).len(), 2);
}
