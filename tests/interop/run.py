"""Tries the program against servers and proxies that nobody here wrote, and the emulator against curl.

Prints one line per case, and what was said where a case failed. README.md says what the cases are.

usage: run.py PROGRAM EMULATOR MITMDUMP
"""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
PROGRAM, EMULATOR, MITMDUMP = sys.argv[1:]
# Nothing of the caller's environment may lead elsewhere.
PREFIXES = ("MONGODB_ATLAS_", "MCLI_", "SSL_CERT_", "XDG_")
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith(PREFIXES) and not name.lower().endswith("_proxy")
}
failed = False


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


@contextlib.contextmanager
def running(command, *ports, **environment):
    """Runs a server, from when it listens on all its ports."""
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [str(part) for part in command], stdout=log, stderr=log, env=CLEAN | environment
        )
        try:
            for port in ports:
                wait_for(port, server, log)
            yield
        finally:
            server.terminate()
            server.wait()


def wait_for(port, server, log):
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if server.poll() is not None or time.monotonic() > end:
                log.seek(0)
                sys.exit(f"{server.args} does not listen on {port}: {log.read().decode()}")
            time.sleep(0.1)


def check(name, command, expected_code, *expected_words, **environment):
    """Runs a command with a home of its own, where no token is kept, and compares how it ends and what it says."""
    global failed
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(
            [str(part) for part in command],
            env=CLEAN | {"HOME": home} | environment,
            capture_output=True,
            text=True,
        )
    said = result.stdout + result.stderr
    good = (result.returncode == 0) == (expected_code == 0) and all(word in said for word in expected_words)
    print(f"{name:<60} {'ok' if good else 'FAILED'}", flush=True)
    if not good:
        failed = True
        print(f"exit code {result.returncode}, expected {expected_words}\n{said}")


API_KEY = "MONGODB_ATLAS_PUBLIC_API_KEY", "MONGODB_ATLAS_PRIVATE_API_KEY"
SERVICE_ACCOUNT = "MONGODB_ATLAS_CLIENT_ID", "MONGODB_ATLAS_CLIENT_SECRET"


def right_and_wrong(name, port, variables):
    """Lists the projects with the right credentials and with a wrong secret."""
    user, secret = variables
    environment = {"MONGODB_ATLAS_BASE_URL": f"http://127.0.0.1:{port}", user: "public"}
    check(name, [PROGRAM, "projects"], 0, **environment, **{secret: "private"})
    check(f"{name}, wrong secret", [PROGRAM, "projects"], 1, "401", **environment, **{secret: "wrong"})


def other_servers():
    for server in ["cherrypy", "twisted", "werkzeug"]:
        port = free_port()
        with running([sys.executable, HERE / "servers.py", server, port], port):
            right_and_wrong(server, port, API_KEY)
    port = free_port()
    with running([sys.executable, HERE / "servers.py", "authlib", port], port, AUTHLIB_INSECURE_TRANSPORT="1"):
        right_and_wrong("authlib", port, SERVICE_ACCOUNT)


def through_mitmproxy():
    """The emulator behind mitmproxy, which ends TLS with a certificate authority of its own."""
    plain, tls, forward = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        mitmdump = [MITMDUMP, "--set", f"confdir={folder}", "--set", "ssl_insecure=true", "--mode"]
        # In one process, mitmproxy would refuse to connect to itself.
        end_of_tls = [*mitmdump, f"reverse:http://127.0.0.1:{plain}@127.0.0.1:{tls}"]
        proxy = [*mitmdump, f"regular@127.0.0.1:{forward}"]
        with contextlib.ExitStack() as servers:
            servers.enter_context(running([EMULATOR, plain], plain))
            servers.enter_context(running(end_of_tls, tls))
            servers.enter_context(running(proxy, forward))
            shell = subprocess.run([EMULATOR, str(plain), "--print-env"], env=CLEAN, capture_output=True, text=True)
            lines = [line.removeprefix("export ") for line in shell.stdout.splitlines()]
            environment = dict(line.split("=", 1) for line in lines)
            environment["MONGODB_ATLAS_BASE_URL"] = f"https://localhost:{tls}"
            trusted = environment | {"SSL_CERT_FILE": f"{folder}/mitmproxy-ca-cert.pem"}
            proxy = {"HTTPS_PROXY": f"http://127.0.0.1:{forward}"}
            command = [PROGRAM, "projects"]
            check("mitmproxy, its CA in SSL_CERT_FILE", command, 0, "Fleet", **trusted)
            check("mitmproxy, its CA unknown", command, 1, "certificate", **environment)
            check("mitmproxy as HTTPS_PROXY", command, 0, "Fleet", **trusted, **proxy)
            check("mitmproxy as HTTPS_PROXY, its CA unknown", command, 1, "certificate", **environment, **proxy)
            trace = ["curl", "--silent", "--http2", "--cacert", trusted["SSL_CERT_FILE"], "--noproxy", "*"]
            trace += ["--write-out", "HTTP/%{http_version} %{http_code}", "--output", "/dev/null"]
            check("mitmproxy speaks HTTP/2", [*trace, environment["MONGODB_ATLAS_BASE_URL"]], 0, "HTTP/2 404")


check("the emulator, MongoDB's curl lines", [EMULATOR, "--", HERE / "curl.sh"], 0)
other_servers()
through_mitmproxy()
sys.exit(failed)
