"""Masks: enough to recognise a person one knows, too little to find one that one does not."""

import re

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})(\d{8})(\d{3}[\dXx])(?!\d)")

_WHOLE_NUMBER = 10
_LOCAL_NUMBER = 7


def mask_phone(text: str) -> str:
    """``13912345678`` as ``139****5678``; of a number without area code or carrier only the last two digits show."""
    if len(text) >= _WHOLE_NUMBER:
        return f"{text[:3]}****{text[-4:]}"
    return f"****{text[-2:]}" if len(text) >= _LOCAL_NUMBER else "****"


def mask_name(text: str) -> str:
    """``王小明`` as ``王**``."""
    return text[:1] + "*" * max(len(text) - 1, 1) if text else ""


def numbers_in(text: str) -> list[str]:
    """The mobile and identity numbers that free text holds, in the clear."""
    without = _IDENTITY.sub(" ", text)
    return [match[0] for match in _IDENTITY.finditer(text)] + [match[0] for match in _MOBILE.finditer(without)]


def mask_numbers(text: str) -> str:
    """Free text with mobile and identity numbers masked."""
    hidden = _IDENTITY.sub(lambda match: f"{match[1]}********{match[3]}", text)
    return _MOBILE.sub(lambda match: f"{match[1]}****{match[3]}", hidden)
