"""Masks: enough to recognise a person one knows, too little to find one that one does not."""

import re

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(\d{6})(\d{8})(\d{3}[\dXx])(?!\d)")


def mask_phone(text: str) -> str:
    """``13912345678`` as ``139****5678``; anything shorter than seven signs is hidden altogether."""
    return f"{text[:3]}****{text[-4:]}" if len(text) > 7 else "****"


def mask_name(text: str) -> str:
    """``王小明`` as ``王**``."""
    return text[:1] + "*" * max(len(text) - 1, 1) if text else ""


def mask_numbers(text: str) -> str:
    """Free text with mobile and identity numbers masked."""
    hidden = _IDENTITY.sub(lambda match: f"{match[1]}********{match[3]}", text)
    return _MOBILE.sub(lambda match: f"{match[1]}****{match[3]}", hidden)
