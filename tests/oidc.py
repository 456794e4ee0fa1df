"""A real OpenID provider on loopback, which speaks as Pro Santé Connect does; and lies when asked to."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "cabinet-de-test", "un-secret-de-test"


class Provider(ThreadingHTTPServer):
    """`subject`: the `SubjectNameID` of who holds the card; None cancels. `lies`: claims written over."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server_port}/auth/realms/esante-wallet"
        self.discovery = f"{self.issuer}/.well-known/wallet-openid-configuration"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.sign_with = {"key": self.key, "algorithm": "RS256"}
        self.subject: str | None = "810104344394"
        self.sub = "f:550e8400:899"
        self.email = ""
        self.lies: dict = {}
        self.without: tuple[str, ...] = ()
        self.codes: dict[str, dict] = {}
        self.tokens: set[str] = set()
        self.asked: list[dict] = []

    def settings(self) -> dict:
        """As `cabinet/settings.py` makes them."""
        app = {
            "provider_id": "pro-sante-connect",
            "name": "Pro Santé Connect",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": self.discovery},
        }
        one = {"OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "scope_all"], "APPS": [app]}
        return {"openid_connect": one}

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "sub": self.sub,
            "iat": now,
            "exp": now + 120,
            "nonce": nonce,
            "acr": "eidas1",
        }
        claims = {name: value for name, value in (claims | self.lies).items() if name not in self.without}
        return jwt.encode(claims, headers={"kid": "1"}, **self.sign_with)


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        path = urlsplit(self.path).path.removeprefix("/auth/realms/esante-wallet")
        match path:
            case "/.well-known/wallet-openid-configuration":
                self.answer(
                    {
                        "issuer": self.server.issuer,
                        "authorization_endpoint": f"{self.server.issuer}/auth",
                        "token_endpoint": f"{self.server.issuer}/token",
                        "userinfo_endpoint": f"{self.server.issuer}/userinfo",
                        "end_session_endpoint": f"{self.server.issuer}/logout",
                        "jwks_uri": f"{self.server.issuer}/certs",
                    }
                )
            case "/certs":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.server.key.public_key()))
                self.answer({"keys": [public | {"kid": "1", "use": "sig", "alg": "RS256"}]})
            case "/auth":
                self.authorise({name: value for name, [value] in parse_qs(urlsplit(self.path).query).items()})
            case "/userinfo":
                self.tell_who()
            case _:
                self.send_error(404)

    def authorise(self, asked: dict) -> None:
        self.server.asked.append(asked)
        if asked["client_id"] != CLIENT_ID or asked["code_challenge_method"] != "S256":
            self.send_error(400)
            return
        given = {"state": asked["state"]}
        if self.server.subject is None:
            given["error"] = "access_denied"
        else:
            given["code"] = secrets.token_urlsafe(16)
            self.server.codes[given["code"]] = asked
        self.send_response(302)
        self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(given)}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        sent = {name: value for name, [value] in parse_qs(body).items()}
        asked = self.server.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if (
            asked is None
            or asked["code_challenge"] != proof
            or asked["redirect_uri"] != sent["redirect_uri"]
            or sent.get("client_secret") != CLIENT_SECRET
        ):
            self.answer({"error": "invalid_grant"}, status=400)
            return
        token = secrets.token_urlsafe(16)
        self.server.tokens.add(token)
        told = {
            "access_token": token,
            "token_type": "Bearer",
            "id_token": self.server.id_token(asked["nonce"]),
        }
        self.answer({name: value for name, value in told.items() if name not in self.server.without})

    def tell_who(self) -> None:
        if self.headers.get("Authorization", "").removeprefix("Bearer ") not in self.server.tokens:
            self.send_error(401)
            return
        who = {"sub": self.server.sub, "SubjectNameID": self.server.subject, "codeProfession": "10"}
        if self.server.email:
            who |= {"email": self.server.email, "email_verified": True}
        self.answer(who)

    def answer(self, content: dict, *, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args) -> None:
        """Nothing: a test says what it saw."""


@contextmanager
def provider() -> Iterator[Provider]:
    server = Provider()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
