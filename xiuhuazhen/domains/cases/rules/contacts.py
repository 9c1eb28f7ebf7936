"""Who reported an order, as hotlines write it: name and telephone in one cell or two, with more beside them."""

import re

from xiuhuazhen.domains.cases.rules.texts import plain_phone

_LIKE_A_PHONE = re.compile(r"(?<![\dA-Za-z])\+?\d[\d\- ]{3,}\d(?:(?:转|-| ?ext\.? ?)\d{1,6})?(?![\dA-Za-z])", re.ASCII)
_AROUND = " \t\n/／,，、;；:：-"


def divide_contact(text: str) -> tuple[str, str]:
    """Name and number out of one cell ("王女士 13900001111", "王女士/0971-8230000"). Whatever else stands there, a
    second number among it, stays with the name; an identity number is no telephone."""
    found = _phone(text)
    if not found:
        return text, ""
    start, end, phone = found
    name = " ".join(part for part in (text[:start].strip(_AROUND), text[end:].strip(_AROUND)) if part)
    return name, phone


def phone_in(text: str) -> tuple[str, str]:
    """The first telephone number of a cell without blanks and dashes, and what else stands there; the number is empty
    where there is none."""
    try:
        return plain_phone(text), ""
    except ValueError:
        rest, phone = divide_contact(text)
        return (plain_phone(phone), rest) if phone else ("", text)


def _phone(text: str) -> tuple[int, int, str] | None:
    """Where the first number stands that can be called, and what it is as written; an extension behind it is left where
    it stands, beside the name."""
    for found in _LIKE_A_PHONE.finditer(text):
        for part in _parts(found[0]):
            try:
                plain_phone(part)
            except ValueError:
                continue
            start = found.start() + found[0].index(part)
            return start, start + len(part), part
    return None


def _parts(said: str) -> list[str]:
    """The whole, without what may be an extension, and its pieces between blanks."""
    extension = re.split(r"转| ?ext|-(?=\d{1,5}$)", said, maxsplit=1)
    return [said, extension[0], *said.split()]
