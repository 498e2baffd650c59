"""A small real OIDC provider for the tests: discovery, authorization code with PKCE, RS256 tokens. It can misbehave."""

import base64
import hashlib
import secrets
import time
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT = "lathund"
SECRET = "the-secret-of-this-client-1234567890"


class IdentityProvider:
    """Signs in whoever `claims` describes. `wrong` names what it does wrong."""

    def __init__(self) -> None:
        self.issuer = ""
        self.claims: dict[str, Any] = {"sub": "s-1", "email": "anna@example.se", "email_verified": True}
        self.wrong = ""
        self.asked: dict[str, dict[str, str]] = {}
        self._key = RSAKey.generate_key(2048, {"kid": "k1"})
        self._other = RSAKey.generate_key(2048, {"kid": "k1"})
        self.app = Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/jwks", self._jwks),
            ]
        )

    async def _discovery(self, _: Request) -> Response:
        algorithms = ["none", "HS256"] if self.wrong == "algorithms" else ["RS256"]
        return JSONResponse(
            {
                "issuer": "https://evil.example" if self.wrong == "discovery" else self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": algorithms,
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        if self.wrong == "refused":
            return RedirectResponse(
                f"{asked['redirect_uri']}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
            )
        code = secrets.token_urlsafe(8)
        self.asked[code] = asked
        state = "another" if self.wrong == "state" else asked["state"]
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': state})}")

    async def _token(self, request: Request) -> Response:
        if self.wrong == "down":
            return Response(status_code=503)
        form = {k: v[0] for k, v in parse_qs((await request.body()).decode()).items()}
        credentials = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or request.headers.get("authorization") != f"Basic {credentials}":
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=")
        if asked["code_challenge_method"] != "S256" or challenge.decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        token = {"access_token": secrets.token_urlsafe(8), "token_type": "Bearer", "expires_in": 60}
        return JSONResponse(token if self.wrong == "no_id_token" else token | {"id_token": self._id_token(asked)})

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": asked["nonce"],
            **self.claims,
        }
        changes: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://evil.example"},
            "audience": {"aud": "another"},
            "nonce": {"nonce": "another"},
            "expired": {"iat": now - 4_000, "exp": now - 3_000},
        }
        claims |= changes.get(self.wrong, {})
        if self.wrong == "algorithms":
            return jwt.encode({"alg": "HS256", "kid": "k1"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])
        key = self._other if self.wrong == "key" else self._key
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})
