"""Robots of group chats. They answer every request with HTTP 200 and say in ``errcode`` what they think of it."""

from typing import Any

from xiuhuazhen.core.messages.channels import NotSent, Parcel, http
from xiuhuazhen.core.messages.choices import RobotKind, Trouble

_COME_AGAIN = {-1, 45009, 130101}
"""Busy, or too many messages within a minute (WeCom 45009, DingTalk 130101)."""


class GroupChat:
    def is_on(self) -> bool:
        """There is an address for each unit, and no setting for all."""
        return True

    def send(self, parcel: Parcel, *, to: str) -> None:
        answer = http.post_json(to, shaped(parcel), key=parcel.key)
        code = http.said(answer, "errcode")
        if code != 0:
            raise NotSent(Trouble.REFUSED, f"errcode {code}"[:40], for_good=code not in _COME_AGAIN)


def shaped(parcel: Parcel) -> dict[str, Any]:
    """The message as this robot takes it."""
    link = f"[{parcel.url}]({parcel.url})" if parcel.url else ""
    content = "\n\n".join(part for part in (f"**{parcel.subject}**", parcel.text, link) if part)
    if parcel.kind == RobotKind.DINGTALK:
        return {"msgtype": "markdown", "markdown": {"title": parcel.subject, "text": content}}
    return {"msgtype": "markdown", "markdown": {"content": content}}
