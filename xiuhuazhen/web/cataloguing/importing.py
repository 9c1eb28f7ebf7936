"""Bringing the duty catalogue in from a spreadsheet, by the rules of its form."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.domains.cases.actions.catalogue import CategoryText, add_category, correct_category
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.domains.cases.queries import seal_of
from xiuhuazhen.web.bringing import Bringing, Brought, bring, check, day, read
from xiuhuazhen.web.cataloguing.forms import NewCategoryForm
from xiuhuazhen.web.cataloguing.sheets import headings
from xiuhuazhen.web.sheets import days


def bring_categories(*, content: bytes, file_name: str, by: StaffActor, at: datetime, command_id: UUID) -> Brought:
    rows = read(content, file_name, headings(), needed=("code", "name"))
    return bring(rows, partial(_category, Category.objects.in_bulk()), Bringing(by, at, command_id))


def _category(known: Mapping[str, Category], bringing: Bringing, line: int, given: Mapping[str, str]) -> str:
    there = known.get(given["code"])
    text = _checked(bringing, given).words()
    changing: dict[str, Any] = {
        "text": text,
        "by": bringing.by,
        "at": bringing.at,
        "command_id": bringing.id_of(line, "category"),
    }
    if there is None:
        first = day(given.get("first", "")) or bringing.today
        add_category(code=given["code"], valid_from=first, **changing)
        return "added"
    if given.get("last", "") != days(there)[1]:
        raise InvalidInput(_("%(code)s has another last day here. End it on its own page.") % {"code": there.pk})
    if text == CategoryText(there.name, list(there.keywords), there.urgent, there.basis):
        return "there"
    correct_category(line=there, seal=seal_of(there), **changing)
    return "corrected"


def _checked(bringing: Bringing, given: Mapping[str, str]) -> NewCategoryForm:
    urgent = given.get("urgent", "")
    if urgent not in ("", _("urgent")):
        raise InvalidInput(_("“%(given)s” cannot be read. Write “urgent” or nothing.") % {"given": urgent[:20]})
    said: dict[str, Any] = {"code": given["code"], "name": given["name"], "keywords": given.get("keywords", "")}
    said |= {"urgent": urgent, "basis": given.get("basis", ""), "valid_from": bringing.today}
    form = NewCategoryForm(said)
    check(form)
    return form
