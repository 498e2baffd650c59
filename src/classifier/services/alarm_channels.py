"""How an alarm leaves the house: a signed webhook, and e-mail."""

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final, Literal

import httpx2
import structlog

from classifier.services.alarms import Channel, NotSent
from classifier.settings import Settings
from classifier.taxonomy import CATEGORIES, SWEDISH

TIMEOUT: Final = 15.0
EVENT_HEADER: Final = "X-Lathund-Event"
SIGNATURE_HEADER: Final = "X-Lathund-Signature"
_NAMES: Final[dict[str, str]] = {**CATEGORIES, **SWEDISH}
_log = structlog.get_logger("lathund.alarms")


def signature(secret: str, body: bytes) -> str:
    """Return what the receiver compares: HMAC-SHA256 over the body as it was sent."""
    return "sha256=" + hmac.new(secret.encode("utf-8"), body, hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Webhook:
    """POSTs the alarm as JSON. Any 2xx means that it was taken; redirects are not followed."""

    url: str = field(repr=False)
    secret: str = field(repr=False)
    timeout: float = TIMEOUT
    name: str = "webhook"

    def send(self, event_id: str, body: str) -> None:
        """Deliver one alarm or raise NotSent."""
        content = body.encode("utf-8")
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            EVENT_HEADER: event_id,
            SIGNATURE_HEADER: signature(self.secret, content),
        }
        try:
            with httpx2.Client(timeout=self.timeout, follow_redirects=False) as client:
                answer = client.post(self.url, content=content, headers=headers)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise NotSent(type(error).__name__) from error
        if not answer.is_success:
            raise NotSent(f"HTTP {answer.status_code}")


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends the alarm to one or more addresses in one message; its Message-ID is the event's."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    name: str = "email"

    def send(self, event_id: str, body: str) -> None:
        """Deliver one alarm or raise NotSent. Where some addresses were refused it has reached people: only logged."""
        message = self._message(event_id, json.loads(body))
        try:
            with self._connect() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                refused = server.send_message(message)
        except (smtplib.SMTPException, OSError) as error:
            raise NotSent(type(error).__name__) from error
        if refused:
            _log.error("alarm_addresses_refused", event_id=event_id, refused=len(refused), of=len(self.to))

    def _connect(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _message(self, event_id: str, alarm: dict[str, object]) -> EmailMessage:
        message = EmailMessage()
        message["Subject"] = f"Lathund: akut ärende {alarm['case']}"
        message["From"] = self.sender
        message["To"] = ", ".join(self.to)
        message["Message-ID"] = f"<{event_id}@lathund.invalid>"
        message[EVENT_HEADER] = event_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail_text(event_id, alarm))
        return message


def mail_text(event_id: str, alarm: dict[str, object]) -> str:
    """Return the message in Swedish: what to do first, nothing of what was written."""
    given = alarm["kinds"]
    kinds = ", ".join(_NAMES.get(str(k), str(k)) for k in given) if isinstance(given, list) and given else "larm"
    where = f"Öppna ärendet: {alarm['url']}" if alarm.get("url") else f"Öppna Lathund och ta ärende {alarm['case']}."
    return (
        f"Ett akut ärende väntar på en person: {kinds} (rad {alarm['row']}).\n\n"
        f"{where}\n\n"
        "Vid fara för liv: ring 112.\n\n"
        "Inläggets text står inte i det här brevet. Samma larm kan komma två gånger; "
        f"larmets nummer är {event_id}.\n"
    )


def channels_of(settings: Settings) -> Sequence[Channel]:
    """Return the channels that are set up; none by default, and then the network is never touched."""
    channels: list[Channel] = []
    if settings.alarm_webhook_url:
        channels.append(Webhook(settings.alarm_webhook_url, settings.alarm_webhook_secret.get_secret_value()))
    to = tuple(address.strip() for address in settings.alarm_email_to.split(",") if address.strip())
    if to:
        mail = Mail(
            host=settings.smtp_host,
            port=settings.smtp_port,
            sender=settings.alarm_email_from,
            to=to,
            security=settings.smtp_security,
            user=settings.smtp_user,
            password=settings.smtp_password.get_secret_value(),
        )
        channels.append(mail)
    return channels
