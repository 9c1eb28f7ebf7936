"""E-mail over SMTP: with TLS from the first byte (``smtps``), or begun before anything is said (``smtp``).

Only a server on this very machine is spoken to in the clear.
"""

import smtplib
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from xiuhuazhen.core.messages.channels import NotSent, Parcel
from xiuhuazhen.core.messages.channels.http import is_here
from xiuhuazhen.core.messages.choices import Trouble

_PERMANENT = 500


class EmailBySmtp:
    def is_on(self) -> bool:
        return bool(settings.EMAIL_URL)

    def send(self, parcel: Parcel, *, to: str) -> None:
        sender = settings.EMAIL_FROM
        # The same message has the same id however often it is sent: mail servers and readers know it by that.
        message_id = f"<{parcel.key}@{sender.rpartition('@')[2]}>"
        message = EmailMessage(
            parcel.subject, parcel.body(), sender, [to], connection=_server(), headers={"Message-ID": message_id}
        )
        try:
            message.send()
        except smtplib.SMTPRecipientsRefused as fault:
            raise _refused(next(iter(fault.recipients.values()))[0]) from None
        except smtplib.SMTPAuthenticationError as fault:  # the settings are wrong, not the message
            raise NotSent(Trouble.REFUSED, f"SMTP {fault.smtp_code}") from None
        except smtplib.SMTPResponseException as fault:
            raise _refused(fault.smtp_code) from None
        except (smtplib.SMTPException, OSError) as fault:
            raise NotSent(Trouble.UNREACHED, type(fault).__name__[:40]) from None


def server_of(url: str) -> dict[str, Any]:
    """Host, port, account and kind of TLS in ``smtps://user:password@host:465``. Raises ``ValueError``."""
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        message = "spelled smtp://user:password@host:port or smtps://…"
        raise ValueError(message)
    secure = parts.scheme == "smtps"
    return {
        "host": parts.hostname,
        "port": parts.port or (465 if secure else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": secure,
        "use_tls": not secure and not is_here(parts.hostname),
    }


def _server() -> EmailBackend:
    return EmailBackend(**server_of(settings.EMAIL_URL), timeout=settings.MESSAGE_TIMEOUT)


def _refused(code: int) -> NotSent:
    return NotSent(Trouble.REFUSED, f"SMTP {code}", for_good=code >= _PERMANENT)
