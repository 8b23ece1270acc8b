"""Sending an alert as an e-mail.

The standard library's client blocks, so each message has a thread of its own for as long as it takes.
"""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime, formataddr

import httpx
from pydantic import BaseModel

from prosa.connectors.smtp.settings import SmtpSettings, own
from prosa.core.errors import Invalid, Unavailable
from prosa.desk.addresses import recipients
from prosa.desk.port import Alert

PATIENCE = 15.0
"""Seconds a server may take for each step."""


class SmtpAlerting:
    """Implements `desk.port.Alerting`."""

    async def alert(self, settings: BaseModel, http: httpx.AsyncClient, alert: Alert) -> None:
        mine = own(settings)
        await asyncio.to_thread(_deliver, mine, composed(mine, alert))


def composed(settings: SmtpSettings, alert: Alert) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = f"[{alert.company}] {alert.title}".replace("\n", " ").replace("\r", " ")
    message["From"] = formataddr(("Prosa", settings.sender))
    message["To"] = ", ".join(recipients(settings.to))
    message["Date"] = format_datetime(alert.at)
    message["Message-ID"] = f"<{alert.id}@{settings.sender.rsplit('@', 1)[1]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(alert.text)
    return message


def _deliver(settings: SmtpSettings, message: EmailMessage) -> None:
    try:
        with _reached(settings) as server:
            _prepare(server, settings)
            server.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        raise Invalid(f"the mail server does not take this user and password ({error.smtp_code})") from error
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused) as error:
        raise Invalid("the mail server does not take these addresses") from error
    except smtplib.SMTPException as error:
        raise Unavailable(f"the mail server refused the message: {type(error).__name__}") from error
    except OSError as error:
        raise Unavailable(f"the mail server does not answer: {type(error).__name__}") from error


def _reached(settings: SmtpSettings) -> smtplib.SMTP:
    if settings.security == "tls":
        trusted = ssl.create_default_context()
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=PATIENCE, context=trusted)
    return smtplib.SMTP(settings.host, settings.port, timeout=PATIENCE)


def _prepare(server: smtplib.SMTP, settings: SmtpSettings) -> None:
    """Nothing is said before the line is encrypted, unless the settings say otherwise."""
    if settings.security == "starttls":
        server.starttls(context=ssl.create_default_context())
    if settings.user and settings.password:
        server.login(settings.user, settings.password.get_secret_value())
