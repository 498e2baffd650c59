"""OIDC with authlib: authorization code with PKCE, state and nonce; the flow's state lies in a short-lived cookie."""

from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from fastapi import Request
from httpx2 import HTTPError
from itsdangerous import BadSignature, URLSafeTimedSerializer
from joserfc.errors import JoseError
from starlette.responses import RedirectResponse, Response

from classifier.services.access import Access
from classifier.services.denials import Denial, Denied
from classifier.services.sign_in_oidc import Identity
from classifier.settings import Settings
from classifier.web.security.cookies import is_https
from classifier.web.security.places import own_page

FLOW_COOKIE: Final = "lathund_oidc"
FLOW_SECONDS: Final = 600
_PATH: Final = "/session/oidc"
_ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"})
"""Signatures with the provider's private key. `none` and shared-secret ones are not taken, whatever it announces."""


class Provider:
    """The organisation's OIDC service. Nothing is fetched before somebody signs in."""

    def __init__(self, settings: Settings, access: Access) -> None:
        self._access = access
        self._issuer = settings.oidc_issuer
        self._claim = settings.oidc_claim
        self._redirect_uri = f"{settings.public_url}{_PATH}/callback"
        self._client = OAuth().register(
            "lathund",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret.get_secret_value(),
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256", "timeout": 10},
        )

    async def begin(self, request: Request, target: str) -> Response:
        """Send the browser to the provider; `target` is where it goes afterwards."""
        flow: dict[str, Any] = {"next": own_page(target)}
        request.scope["session"] = flow
        try:
            await self._check_metadata()
            response: RedirectResponse = await self._client.authorize_redirect(request, self._redirect_uri)
        except (HTTPError, ValueError, KeyError, RuntimeError) as error:
            raise Denied(Denial.OIDC_UNREACHABLE) from error
        response.set_cookie(
            FLOW_COOKIE,
            self._signer().dumps(flow),
            max_age=FLOW_SECONDS,
            path=_PATH,
            secure=is_https(request.scope, self._access),
            httponly=True,
            samesite="lax",
        )
        return response

    async def finish(self, request: Request) -> tuple[Identity, str]:
        """Return who the provider says it is and where the browser wanted to go. Raises Denied."""
        try:
            flow = self._signer().loads(request.cookies.get(FLOW_COOKIE, ""), max_age=FLOW_SECONDS)
        except BadSignature as error:
            raise Denied(Denial.OIDC_FAILED) from error
        request.scope["session"] = flow
        try:
            await self._check_metadata()
            options = {"iss": {"essential": True, "values": [self._issuer]}}
            token = await self._client.authorize_access_token(request, claims_options=options)
        except HTTPError as error:
            raise Denied(Denial.OIDC_UNREACHABLE) from error
        except (AuthlibBaseError, JoseError, ValueError, KeyError, RuntimeError) as error:
            raise Denied(Denial.OIDC_FAILED) from error
        claims = token.get("userinfo") or {}
        subject = str(claims.get("sub") or "")
        if not subject:
            raise Denied(Denial.OIDC_FAILED)
        return Identity(self._issuer, subject, self._login(claims)), own_page(str(flow.get("next", "/")))

    async def _check_metadata(self) -> None:
        """Take only the issuer that was set, and only signatures that need its private key."""
        metadata = await self._client.load_server_metadata()
        if metadata.get("issuer") != self._issuer:
            metadata.pop("_loaded_at", None)
            raise ValueError("the provider announces another issuer")
        announced = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        metadata["id_token_signing_alg_values_supported"] = [a for a in announced if a in _ALGORITHMS] or ["RS256"]

    def _login(self, claims: dict[str, Any]) -> str:
        """Return the claim that finds a user the first time; an address only where the provider has verified it."""
        if self._claim == "email" and claims.get("email_verified") is not True:
            return ""
        return str(claims.get(self._claim) or "")

    def _signer(self) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._access.secret, salt="lathund.oidc")


def drop_flow(response: Response) -> None:
    """Take the flow's cookie away: a flow is used once."""
    response.delete_cookie(FLOW_COOKIE, path=_PATH, httponly=True, samesite="lax")
