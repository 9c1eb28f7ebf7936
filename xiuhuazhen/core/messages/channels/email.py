"""E-mail over SMTP: with TLS from the first byte (``smtps``), or begun before anything is said (``smtp``).

Only a server on this very machine is spoken to in the clear.
"""

import smtplib
import socket
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from xiuhuazhen.core.messages.channels import NotSent, Parcel, deadlines
from xiuhuazhen.core.messages.channels.http import is_here
from xiuhuazhen.core.messages.choices import Trouble

_PERMANENT = 500


class _Plain(smtplib.SMTP):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]
        deadlines.watch(connection)
        return connection


class _Secure(smtplib.SMTP_SSL, _Plain):
    """TLS begins on a connection that is watched already."""


class _Server(EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Secure if self.use_ssl else _Plain


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
            with deadlines.within(settings.MESSAGE_TIMEOUT):
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
    return _Server(**server_of(settings.EMAIL_URL), timeout=settings.MESSAGE_TIMEOUT)


def _refused(code: int) -> NotSent:
    return NotSent(Trouble.REFUSED, f"SMTP {code}", for_good=code >= _PERMANENT)
