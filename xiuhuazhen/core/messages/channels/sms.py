"""Text messages through a gateway that takes JSON, ``{"id", "to", "text"}``, and answers ``{"code": 0}`` when it has
taken one, also one that it was given before."""

from django.conf import settings

from xiuhuazhen.core.messages.channels import NotSent, Parcel, http
from xiuhuazhen.core.messages.choices import Trouble


class SmsGateway:
    def is_on(self) -> bool:
        return bool(settings.SMS_URL)

    def send(self, parcel: Parcel, *, to: str) -> None:
        text = "\n".join(part for part in (parcel.subject, parcel.body()) if part)
        body = {"id": parcel.key, "to": to, "text": text}
        answer = http.post_json(settings.SMS_URL, body, key=parcel.key, token=settings.SMS_TOKEN)
        code = http.said(answer, "code")
        if code != 0:
            raise NotSent(Trouble.REFUSED, f"code {code}"[:40])
