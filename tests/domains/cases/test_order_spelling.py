"""An order is the same however its source and its number are spelt; what is shown stays as it was written."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.domains.cases.test_rounds import brought_in, line, results
from tests.support.cases import act, brought
from tests.support.orders import RESULT_HEADER, result, sheet
from tests.support.street import AT, HOUR
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.choices import BatchKind, Source
from xiuhuazhen.domains.cases.models import Case, ImportRow, SourceTemplate
from xiuhuazhen.domains.cases.queries import template_of
from xiuhuazhen.domains.cases.reports import Report

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

WRITTEN = "QH000001"
SPELT = ["ＱＨ００００01", "QH\u200b000001", "\ufeffQH000001", "QH 000001", "\u3000QH000001\u00a0", "QH\u2060 000001"]
NAMES = ["12345 Hotline", "１２３４５hotline", "12345\u3000HOTLINE", "12345\u200bHotline"]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def typed_by_hand(street, name, number):
    """With the contact that the sheet gives, too."""
    report = Report(
        id=new_id(),
        text="银杏小区1号楼门口路灯不亮",
        source=Source.HOTLINE,
        source_name=name,
        source_number=number,
        contact_name="王女士",
        contact_phone="13900000001",
    )
    return report_case(report=report, by=street.actor("dispatcher"), at=AT).matter


@pytest.mark.parametrize("number", SPELT)
def test_a_number_that_is_spelt_otherwise_is_the_same_order(near, number):
    brought_in(near, line())
    again = [line(工单编号=number), line(turn="2", 工单编号=number), line(turn="2")]
    assert results(near, *again, at=AT + HOUR) == ["same", "updated", "same"]
    assert list(Case.objects.values_list("source_number", "source_round")) == [(WRITTEN, 2)]


@pytest.mark.parametrize("number", ["QH000001A", "QH00001", "qh000001"])
def test_another_number_is_another_order(near, number):
    """Some sources have numbers that differ in case alone."""
    brought_in(near, line())
    assert results(near, line(工单编号=number)) == ["created"]


@pytest.mark.parametrize("name", NAMES)
def test_what_was_typed_by_hand_is_known_to_a_sheet_and_the_other_way_round(near, name):
    typed_by_hand(near, NAMES[0], WRITTEN)
    assert results(near, line(), line(2), source=name) == ["same", "created"]
    with pytest.raises(InvalidInput) as refused:
        typed_by_hand(near, name, "ＱＨ000002")
    assert "source_number" in refused.value.fields


def test_a_number_of_signs_that_nobody_sees_is_missing(near):
    [(result_, message)] = brought_in(near, line(工单编号="\u200b\u2060"))
    assert (result_, message) == ("failed", "缺工单编号。")


def test_what_is_shown_stays_as_it_was_written(near):
    brought_in(near, line(工单编号="ＱＨ 01"), source="热线　甲")
    assert Case.objects.values_list("source_name", "source_number").get() == ("热线　甲", "ＱＨ 01")


def test_results_find_their_order_however_it_is_spelt_and_twice_is_once(near):
    brought_in(near, line())
    brought(near, Matter.objects.get(), "dispatch", "sign_for", "finish", "reply", "confirm", "report_back")
    for number, expected in ((SPELT[0], "created"), (SPELT[1], "same"), (WRITTEN, "same")):
        row = result(1)
        row[0] = number
        batch = start_import(
            content=sheet([row], header=RESULT_HEADER),
            file_name="结果.xlsx",
            source_name="１２３４５ 热线",
            area=near.areas["street"],
            by=near.actor("dispatcher"),
            at=AT + HOUR,
            kind=BatchKind.RESULTS,
        )
        run_pending(at=AT + HOUR)
        assert ImportRow.objects.get(batch=batch).result == expected
    assert Matter.objects.get().state == "closed"


def test_what_was_said_of_a_source_is_found_however_it_is_spelt(near):
    area, said = near.areas["street"], {"changed_at": AT, "changed_by_name": "陈敏"}
    for name in ("热线 甲", "热线乙"):
        SourceTemplate.objects.create(area=area, source_name=name, **said)
    found = template_of(area, "热线\u200b甲", BatchKind.ORDERS)
    assert found is not None
    assert found.source_name == "热线 甲"
    assert template_of(area, "热线丙", BatchKind.ORDERS) is None


def test_cases_from_before_are_found_and_of_doubled_ones_the_open_one(near):
    """The migration: keys are written; of what doubled one is found, and none is lost."""
    closed, kept, alone = (typed_by_hand(near, "热线甲", f"Ｎ{number} ") for number in range(3))
    for action in ("void", "report_back", "source_closed"):
        act(near, closed, action)
    connection.cursor().execute("DROP INDEX case_order_round_once")
    Case.objects.update(source_name_key="", source_number_key="")
    Case.objects.filter(pk=kept.pk).update(source_name="热线 甲", source_number="N0")
    import_module("xiuhuazhen.domains.cases.migrations.0015_order_as_compared").write_keys(apps, None)
    keys = dict(Case.objects.values_list("pk", "source_number_key"))
    assert keys == {closed.pk: "", kept.pk: "N0", alone.pk: "N2"}
    assert set(Case.objects.values_list("source_name_key", flat=True)) == {"热线甲"}
    assert results(near, line(工单编号="N0"), line(工单编号="N2"), source="热线甲") == ["same", "same"]
    assert set(ImportRow.objects.values_list("matter", flat=True)) == {kept.pk, alone.pk}


@pytest.mark.parametrize("text", ["12345热线", "ＡＢ c", "\u200b㍿ 甲\tß", "㍿" * 60])
def test_the_migration_compares_as_the_rules_do(text):
    migration = import_module("xiuhuazhen.domains.cases.migrations.0015_order_as_compared")
    assert migration.compared(text) == rules.number_compared(text)
    assert migration.compared(text).casefold()[:200] == rules.source_compared(text)
