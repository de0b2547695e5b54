"""Servers that nobody here wrote, to try the client against; README.md says how.

usage: servers.py cherrypy|twisted|werkzeug|authlib PORT
"""

import sys

USER, PASSWORD = "public", "private"
PROJECTS = b'{"results":[],"totalCount":0,"links":[]}'


def cherrypy_digest(port):
    """CherryPy's digest tool: MD5, `qop="auth"`, `charset="UTF-8"`, and a user name beyond ASCII."""
    import cherrypy
    from cherrypy.lib import auth_digest

    class Root:
        @cherrypy.expose
        def default(self, *path, **query):
            cherrypy.response.headers["Content-Type"] = "application/json"
            return PROJECTS

    cherrypy.config.update({"server.socket_host": "127.0.0.1", "server.socket_port": port})
    users = {USER: PASSWORD, "J\u00e4s\u00f8": PASSWORD}
    lookup = auth_digest.get_ha1_dict_plain(users)
    tool = {
        "tools.auth_digest.on": True,
        "tools.auth_digest.realm": "wunderland",
        "tools.auth_digest.get_ha1": lookup,
        "tools.auth_digest.key": "a565c27146791cfb",
        "tools.auth_digest.accept_charset": "UTF-8",
    }
    cherrypy.quickstart(Root(), "/", {"/": tool})


def twisted_digest(port):
    """Twisted's digest factory: a scheme and an algorithm in lower case, a realm with quotation marks, and an
    opaque value that must come back."""
    from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
    from twisted.cred.portal import IRealm, Portal
    from twisted.internet import reactor
    from twisted.web import resource, server
    from twisted.web.guard import DigestCredentialFactory, HTTPAuthSessionWrapper
    from zope.interface import implementer

    class Projects(resource.Resource):
        isLeaf = True

        def render_GET(self, request):
            request.setHeader(b"content-type", b"application/json")
            return PROJECTS

    @implementer(IRealm)
    class Realm:
        def requestAvatar(self, _id, _mind, *_interfaces):
            return resource.IResource, Projects(), lambda: None

    users = InMemoryUsernamePasswordDatabaseDontUse(**{USER: PASSWORD.encode()})
    factory = DigestCredentialFactory("md5", b'a "quoted" realm')
    root = HTTPAuthSessionWrapper(Portal(Realm(), [users]), [factory])
    reactor.listenTCP(port, server.Site(root), interface="127.0.0.1")
    reactor.run()


def werkzeug_digest(port):
    """Flask-HTTPAuth on Werkzeug: an opaque value that must come back. By default it keeps that and the nonces in
    a cookie; here it keeps them itself, as other servers do."""
    from secrets import token_hex

    from flask import Flask, Response
    from flask_httpauth import HTTPDigestAuth

    app = Flask(__name__)
    app.config["SECRET_KEY"] = "interop"
    auth = HTTPDigestAuth(realm="MMS Public API", qop="auth")
    auth.get_password(lambda user: PASSWORD if user == USER else None)
    nonces, opaques = set(), set()

    def issue(values, value):
        values.add(value)
        return value

    auth.generate_nonce(lambda: issue(nonces, token_hex()))
    auth.verify_nonce(lambda nonce: nonce in nonces)
    auth.generate_opaque(lambda: issue(opaques, token_hex()))
    auth.verify_opaque(lambda opaque: opaque in opaques)

    @app.get("/<path:path>")
    @auth.login_required
    def projects(path):
        return Response(PROJECTS, mimetype="application/json")

    app.run("127.0.0.1", port, threaded=True)


def authlib_oauth(port):
    """Authlib's authorization server: client credentials, with HTTP Basic at the token endpoint."""
    from authlib.integrations.flask_oauth2 import AuthorizationServer
    from authlib.oauth2.rfc6749 import ClientMixin, grants
    from flask import Flask, Response, request

    class Account(ClientMixin):
        client_id = USER

        def get_client_id(self):
            return USER

        def get_default_redirect_uri(self):
            return None

        def get_allowed_scope(self, scope):
            return ""

        def check_redirect_uri(self, redirect_uri):
            return False

        def check_client_secret(self, client_secret):
            return client_secret == PASSWORD

        def check_endpoint_auth_method(self, method, endpoint):
            return method == "client_secret_basic"

        def check_response_type(self, response_type):
            return False

        def check_grant_type(self, grant_type):
            return grant_type == "client_credentials"

    class ClientCredentials(grants.ClientCredentialsGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

    app, tokens = Flask(__name__), set()
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: Account() if client_id == USER else None,
        save_token=lambda token, request: tokens.add(token["access_token"]),
    )
    server.register_grant(ClientCredentials)

    @app.post("/api/oauth/token")
    def token():
        return server.create_token_response()

    @app.get("/<path:path>")
    def projects(path):
        kind, _, value = request.headers.get("Authorization", "").partition(" ")
        status = 200 if kind == "Bearer" and value in tokens else 401
        return Response(PROJECTS if status == 200 else b"{}", status, mimetype="application/json")

    app.run("127.0.0.1", port, threaded=True)


if __name__ == "__main__":
    servers = {"cherrypy": cherrypy_digest, "twisted": twisted_digest, "werkzeug": werkzeug_digest, "authlib": authlib_oauth}
    servers[sys.argv[1]](int(sys.argv[2]))
