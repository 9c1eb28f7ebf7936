"""Text messages through a gateway that takes JSON: ``{"id", "to", "text"}``."""

from django.conf import settings

from xiuhuazhen.core.messages.channels import Parcel, http


class SmsGateway:
    def is_on(self) -> bool:
        return bool(settings.SMS_URL)

    def send(self, parcel: Parcel, *, to: str) -> None:
        text = "\n".join(part for part in (parcel.subject, parcel.body()) if part)
        body = {"id": parcel.key, "to": to, "text": text}
        http.post_json(settings.SMS_URL, body, key=parcel.key, token=settings.SMS_TOKEN)
