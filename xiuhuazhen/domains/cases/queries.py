import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.kit.masking import mask_numbers, numbers_in
from xiuhuazhen.core.kit.sealing import keyed_digest, newest_key_id
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.people.queries import serving_unit
from xiuhuazhen.core.procedures.access import spelled_code
from xiuhuazhen.core.procedures.chain import personal_of
from xiuhuazhen.core.procedures.models import Matter, Step, StepContent
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import Outcome, PlacedBy, Source, State
from xiuhuazhen.domains.cases.models import (
    Case,
    Category,
    Follower,
    ImportBatch,
    PlaceCode,
    PrivacyNotice,
    SourceTemplate,
)

_NEVER_GIVEN = (UnitKind.DISPATCH_DESK, UnitKind.SUPERVISOR, UnitKind.PARTY_BRANCH, UnitKind.VOLUNTEER_TEAM)
_BY_THE_SOURCE = ("report", "urge", "reopen", "source_returned", "redate")
_GIVES_CONTACT = (rules.CORRECT, "urge", "reopen", "source_returned")
GIVEN = "given"
"""The fact of a round in which its source gave another contact or address: which of both."""
BESIDE = ("said_category", "instruction")
"""What a source says beside the text of an order, for those who work on it and for no reporter: how it classes it, and
what it wants the unit to do. Sealed with the contact, and erased with it."""
ANEW = ("reopen", "source_returned")
"""After these nothing counts any more of how the case had ended before."""
_CATEGORY_CODE = re.compile(r"\d{3,}")


def home_area() -> Area | None:
    """Where a report goes whose place is not known: ``XHZ_AREA``, else the highest area that has a dispatch desk."""
    return reference.remembered(("cases.home", settings.HOME_AREA), _home_area)


def _home_area() -> Area | None:
    if settings.HOME_AREA:
        return Area.objects.filter(code=settings.HOME_AREA, valid_to__isnull=True).first()
    served = Area.objects.filter(units__kind=UnitKind.DISPATCH_DESK, units__valid_to__isnull=True)
    return served.order_by("level", "code").first()


def telephones_for(number: str, *, on: date) -> list[tuple[UnitKind, Unit]]:
    """Whom residents call: the duty desk and the supervising unit of the street whose code the number begins with, else
    of what is served here; those with a telephone. Nothing is told of whether there is such a matter."""
    street = Area.objects.present().filter(code=number[:9], level=Level.STREET).first() or home_area()
    if street is None:
        return []
    asked = (UnitKind.DISPATCH_DESK, UnitKind.SUPERVISOR)
    units = [(kind, serving_unit(kind, area_path=street.path, on=on)) for kind in asked]
    return [(kind, unit) for kind, unit in units if unit and unit.work_telephone]


def category_in_force(code: str, *, on: date) -> Category | None:
    """A class or category of the catalogue."""
    line = reference.remembered("cases.catalogue", _catalogue).get(code)
    return line if line and line.holds_on(on) else None


def categories_in_force(on: date) -> list[Category]:
    """The catalogue's categories (not its classes), by code."""
    lines = reference.remembered("cases.catalogue", _catalogue).values()
    return [line for line in lines if line.holds_on(on) and _CATEGORY_CODE.fullmatch(line.code)]


def _catalogue() -> dict[str, Category]:
    return {line.code: line for line in Category.objects.order_by("code")}


def category_names() -> dict[str, str]:
    """The names of all categories by code, also of those that are not used any more."""
    return {code: line.name for code, line in reference.remembered("cases.catalogue", _catalogue).items()}


def seal_of(line: Category) -> str:
    """Stands for the words of a line as they are now: another seal means that somebody has changed them."""
    return digest(b"", [line.name, line.keywords, line.urgent, line.basis]).hex()[:16]


def category_choices(on: date) -> list[tuple[str, str]]:
    return [(category.code, category.name) for category in categories_in_force(on)]


def suggested_category(text: str, *, on: date) -> tuple[Category, tuple[str, ...]] | None:
    """The category that a text speaks for, with the words that do."""
    catalogue = {category.code: category for category in categories_in_force(on)}
    found = rules.suggest_category(text, {code: category.keywords for code, category in catalogue.items()})
    return (catalogue[found.code], found.words) if found else None


def category_at_source(said: str, *, on: date) -> str:
    """The code of the category that a source means by its own words for one; empty where it means none of these."""
    lines = categories_in_force(on) if said else ()
    names, keywords = {line.code: line.name for line in lines}, {line.code: line.keywords for line in lines}
    return rules.category_named(said, names, keywords)


def suggested_categories(texts: Mapping[UUID, str], *, on: date) -> dict[UUID, Category]:
    """The category that each text speaks for; texts that speak for none are missing."""
    catalogue = {category.code: category for category in categories_in_force(on)}
    keywords = {code: category.keywords for code, category in catalogue.items()}
    found = ((key, rules.suggest_category(text, keywords)) for key, text in texts.items())
    return {key: catalogue[suggestion.code] for key, suggestion in found if suggestion}


def with_categories(matters: Sequence[Matter], *, on: date) -> list[tuple[Matter, Category | None]]:
    """Each with the category that was given, or else that its words speak for."""
    texts = report_texts([matter.pk for matter in matters if not matter.category])
    spoken_for = suggested_categories(texts, on=on)
    return [
        (matter, category_in_force(matter.category, on=on) if matter.category else spoken_for.get(matter.pk))
        for matter in matters
    ]


def trouble_words() -> set[str]:
    """The words by which the catalogue knows its categories."""
    lines = reference.remembered("cases.catalogue", _catalogue).values()
    return {word for line in lines if not line.valid_to for word in line.keywords}


def lines_of_catalogue() -> list[tuple[str, str]]:
    """Code and name of every class and category that ever was."""
    return [(line.code, line.name) for line in reference.remembered("cases.catalogue", _catalogue).values()]


def catalogue_in_force(on: date) -> list[Category]:
    """Classes and categories, by code."""
    return [line for line in reference.remembered("cases.catalogue", _catalogue).values() if line.holds_on(on)]


def units_to_route_to(area: Area, *, on: date) -> QuerySet[Unit]:
    """Units that may get what lies in an area: those of its subtree and those of the areas above."""
    here = Q(area_id__in=path_ids(area.path)) | Q(area__path__startswith=area.path)
    return Unit.objects.in_force(on).filter(here).exclude(kind__in=_NEVER_GIVEN).order_by("kind", "name", "id")


def units_to_dispatch_to(matter: Matter, *, on: date) -> QuerySet[Unit]:
    """Units that may be given the matter: those of its street's subtree and those of the areas above."""
    return _serving([matter.area.path], [matter.street.path] if matter.street else [], on=on)


def units_to_dispatch_any_to(matters: Collection[Matter], *, on: date) -> QuerySet[Unit]:
    """Units that may be given at least one of the matters."""
    ids = {each.area_id for each in matters}, {each.street_id for each in matters if each.street_id}
    paths = dict(Area.objects.filter(pk__in=ids[0] | ids[1]).values_list("pk", "path"))
    places, streets = ([paths[pk] for pk in some] for some in ids)
    return _serving(places, streets, on=on)


def _serving(places: Collection[str], streets: Collection[str], *, on: date) -> QuerySet[Unit]:
    here = Q(area_id__in={area_id for path in places for area_id in path_ids(path)})
    for path in streets:
        here |= Q(area__path__startswith=path)
    return Unit.objects.in_force(on).filter(here).exclude(kind__in=_NEVER_GIVEN).order_by("kind", "name", "id")


def present_notice(on: date) -> PrivacyNotice | None:
    """The privacy notice that holds on this day."""
    return PrivacyNotice.objects.filter(valid_from__lte=on).order_by("-valid_from", "-version").first()


def works_again(matter: Matter) -> str:
    """The state in which a case is worked on once more: by the unit that has it, or by the desk if nobody had."""
    return State.HANDLING if matter.holder_id else State.REGISTERED


def first_contact(matter: Matter, *, anew: bool = False) -> dict[str, Any]:
    """What the way into the hands of a unit brings with it for the first contact (inputs of the step). The unit owes
    none where the reporter left no telephone, or was reached since the work was given out; ``anew`` begins that once
    more. With a reporter whom the unit may not know the desk owes it, as soon as it did before."""
    case = Case.objects.get(pk=matter.pk)
    owed = case.has_contact and (anew or not _reached(matter))
    if owed and not case.confidential:
        return {}
    asked = owed and works_again(matter) == State.HANDLING and (anew or rules.CALL not in matter.requests)
    return {"without": (rules.CONTACT,), "raises": (rules.CALL,) if asked else ()}


def _reached(matter: Matter) -> bool:
    """Whether the reporter was reached since the case was last given out or sent back."""
    reached = Q(action__in=("contact", "reach"), facts__outcome=Outcome.REACHED)
    last = matter.steps.filter(Q(action__in=rules.GIVEN_OUT) | reached).order_by("number").last()
    return last is not None and last.action not in rules.GIVEN_OUT


def may_be_asked(matter: Matter) -> bool:
    """Whether there is a reporter who can say whether it is done: with a query code, or by telephone."""
    return bool(matter.code_key) or Case.objects.filter(pk=matter.pk, has_contact=True).exists()


def is_order(matter: Matter) -> bool:
    """Whether an outside hotline sent it, which alone closes it."""
    return Case.objects.filter(pk=matter.pk, source=Source.HOTLINE).exists()


def order_has_passed(matter: Matter, *, at: datetime) -> bool:
    """Whether the date that an order came with is over: what is begun anew after it is not late from the start."""
    return matter.order_due_at is not None and matter.order_due_at <= at


def end_here(matter: Matter, version: int) -> Step | None:
    """The step with which the work on an order ended here, as of a version of its matter."""
    steps = matter.steps.filter(number__lte=version, to_state=State.REPORTING_BACK)
    return steps.exclude(from_state=State.REPORTING_BACK).order_by("number").last()


def outcome_here(matter: Matter, version: int) -> str:
    """As what an order ended here, as of a version; empty where it was handled and checked in the ordinary course."""
    last = end_here(matter, version)
    return str(last.facts.get("ended", "")) if last else ""


def asked_as(matter: Matter, version: int) -> str:
    """As what a case ends if its reporter, who is asked now, agrees, as of a version; empty where it was handled and
    checked in the ordinary course."""
    steps = matter.steps.filter(number__lte=version).order_by("number")
    last = steps.last()
    if last is None or last.to_state != State.RATING:
        return ""
    asked = steps.filter(to_state=State.RATING).exclude(from_state=State.RATING).last()
    return str(asked.facts.get("ended", "")) if asked else ""


def open_reasons(matter: Matter, state: str) -> tuple[str, ...]:
    """The reasons with which the case may be closed in a state."""
    solved = Case.objects.values_list("solved", flat=True).get(pk=matter.pk)
    last = matter.steps.filter(action__in=("close_shelved", *ANEW)).order_by("number").last()
    shelved = last is not None and last.action == "close_shelved"
    return rules.close_reasons(state, solved=solved, shelved=shelved)


def sent_back(matter: Matter, version: int) -> bool:
    """Whether, as of a version, the reporter has sent it back since it was last opened."""
    steps = matter.steps.filter(number__lte=version, action__in=("send_back", "reopen"))
    last = steps.order_by("number").last()
    return last is not None and last.action == "send_back"


def draw_of(matter: Matter) -> int:
    """The case's lot from 0 to 99, by which some are drawn for a check: nobody outside can work it out beforehand."""
    return int.from_bytes(keyed_digest(matter.pk.bytes, purpose="sample", key_id=newest_key_id())[:4]) % 100


def follower_code(follower: Follower) -> str:
    """The code with which this follower sees how far the matter is; of no other follower and no other matter."""
    signed = follower.matter_id.bytes + follower.pk.bytes
    return spelled_code(keyed_digest(signed, purpose="follower-code", key_id=follower.code_key))


def followers_of(matter: Matter) -> list[Follower]:
    """Those who may follow the matter now, in the order in which they were added."""
    return list(Follower.objects.filter(matter=matter, ended_at__isnull=True).order_by("added_at", "id"))


def report_text(matter: Matter) -> str:
    """What the reporter wrote; empty when it was erased."""
    return _text(opening_step(matter))


def report_texts(matter_ids: Collection[UUID]) -> dict[UUID, str]:
    """What the reporters of these matters wrote, in one query; what was erased is missing."""
    opening = StepContent.objects.filter(step__matter_id__in=matter_ids, step__number=1)
    return dict(opening.values_list("step__matter_id", "text"))


def place_words(matter: Matter, opening: Step) -> str:
    """The words in which its place may be named: the address that was given, the title, the report."""
    return " ".join(filter(None, (contact_of(opening).get("address", ""), matter.title, _text(opening))))


def address_shown(matter: Matter, opening: Step) -> str:
    """The address that was given, with the numbers of persons masked; of a confidential case nothing."""
    return "" if matter.case.confidential else mask_numbers(contact_of(opening).get("address", ""))


@dataclass(frozen=True)
class SaidBySource:
    """What an order's source wrote in one round, the dates that it set in it (ISO 8601), the last round in which it
    set any (0 where it set none), how often it urged it in this one, the last time at ``urged_at``, and what it wanted
    the unit to do."""

    texts: frozenset[str]
    dates: frozenset[str]
    dated: int
    urged: int = 0
    urged_at: datetime | None = None
    instructions: frozenset[str] = frozenset()


def said_by_source(matter: Matter, number: int) -> SaidBySource:
    """What the source of an order said in round ``number``, as it came in here."""
    texts, dates, instructions, dated, urged, urged_at = set(), set(), set(), 0, 0, None
    for step in matter.steps.select_related("content").filter(action__in=_BY_THE_SOURCE).order_by("number"):
        turn = step.facts.get("round", 1)
        if step.number == 1:
            texts.add(_text(step))
        elif turn == number:
            texts.add(_text(step).partition("\n")[2])
        instructions |= {_sealed(step).get("instruction", "")} if turn == number and hasattr(step, "content") else set()
        if turn == number and step.facts.get("urged", 0) > urged:
            urged, urged_at = step.facts["urged"], step.at
        if "order_due" in step.facts:
            dated = max(dated, turn)
            dates |= {step.facts["order_due"]} if turn == number else set()
    known = dated or (1 if matter.order_due_at else 0)
    found = frozenset(texts - {""}), frozenset(dates), known, urged, urged_at
    return SaidBySource(*found, frozenset(instructions - {""}))


def template_of(area: Area, source_name: str, kind: str) -> SourceTemplate | None:
    """What was last said of a source's spreadsheets for this area, else for the nearest area above it."""
    there = SourceTemplate.objects.filter(kind=kind, area_id__in=path_ids(area.path)).order_by("-area__level")
    wanted = rules.source_compared(source_name)
    found = [each for each in there if rules.source_compared(each.source_name) == wanted]
    return min(
        found, key=lambda each: (each.area_id != found[0].area_id, each.source_name != source_name), default=None
    )


def order_keys(source_name: str, number: str, *, of: str = "") -> dict[str, str]:
    """The fields of a case by which an order is known however it is spelt, with values; ``of`` leads to the case."""
    return {
        f"{of}source_name_key": rules.source_compared(source_name),
        f"{of}source_number_key": rules.number_compared(number),
    }


def source_spelt(area: Area, name: str) -> str:
    """A source's name as it was written before there, whatever the blanks and letters now; else as it is."""
    here, wanted = path_ids(area.path), rules.source_compared(name)
    written = ImportBatch.objects.filter(area_id__in=here).order_by("created_at")
    said = SourceTemplate.objects.filter(area_id__in=here).order_by("-area__level", "changed_at")
    names = dict.fromkeys(known for found in (written, said) for known in found.values_list("source_name", flat=True))
    return next((known for known in names if rules.source_compared(known) == wanted), name)


def last_words(matter: Matter, action: str) -> str:
    """What was written when the action was last done, with the numbers of persons masked."""
    last = matter.steps.select_related("content").filter(action=action).last()
    return mask_numbers(_text(last)) if last else ""


def text_shown(opening: Step) -> str:
    """What the reporter wrote, with the numbers of persons masked."""
    return mask_numbers(_text(opening))


def opening_step(matter: Matter) -> Step:
    return Step.objects.select_related("content").get(matter=matter, number=1)


def contact_of(opening: Step) -> dict[str, str]:
    """Name, phone and address that came with the report, and under ``in_text`` the numbers that the reporter wrote
    into the text, all in the clear: mask them or record their opening."""
    if not hasattr(opening, "content"):
        return {}
    found = {name: said for name, said in _sealed(opening).items() if name not in BESIDE}
    written = "、".join(numbers_in(opening.content.text))
    return {**found, **({"in_text": written} if written else {})}


def _sealed(step: Step) -> dict[str, str]:
    found: dict[str, str] = json.loads(personal_of(step.content)) if step.content.personal else {}
    return found


def said_beside(steps: Sequence[Step]) -> dict[str, str]:
    """What the source of an order said last beside its text (:data:`BESIDE`), with the numbers of persons masked."""
    found = dict[str, str]()
    for step in steps:
        if step.action in _BY_THE_SOURCE and hasattr(step, "content"):
            found |= {name: mask_numbers(said) for name, said in _sealed(step).items() if name in BESIDE}
    return found


def contact_now(opening: Step) -> dict[str, str]:
    """The same as the reporter last put it right, also to nothing, and as a later round of its source gave it."""
    later = Step.objects.select_related("content").filter(matter_id=opening.matter_id, action__in=_GIVES_CONTACT)
    return contact_in([opening, *later.order_by("number")])


def contact_in(steps: Sequence[Step]) -> dict[str, str]:
    """The same of all steps of a matter, when they are at hand."""
    found = contact_of(steps[0])
    for step in steps[1:]:
        parts = _parts_given(step)
        if parts:
            given = contact_of(step)
            found = {part: said for part, said in found.items() if part not in parts}
            found |= {part: given[part] for part in parts if part in given}
    return found


def contacts_from_source(matter: Matter) -> list[dict[str, str]]:
    """What its source gave of the reporter of an order so far, round by round, and what counts now."""
    steps = list(matter.steps.select_related("content").filter(Q(number=1) | Q(action__in=_GIVES_CONTACT)))
    steps.sort(key=lambda step: step.number)
    given = [contact_of(step) for step in steps if step.number == 1 or GIVEN in step.facts]
    return [*given, contact_in(steps)]


def _parts_given(step: Step) -> tuple[str, ...]:
    """Which parts of the contact a step after the first gives anew."""
    if step.action == rules.CORRECT:
        return ("name", "phone")
    parts = step.facts.get(GIVEN, ())
    return (*(("name", "phone") if "contact" in parts else ()), *(("address",) if "address" in parts else ()))


def where_to_go(steps: Sequence[Step]) -> str:
    """What the desk wrote for the unit that it last gave a confidential case to, with the numbers of persons masked."""
    last = next((step for step in reversed(steps) if step.action == "dispatch"), None)
    return mask_numbers(contact_of(last).get("where", "")) if last else ""


def point_of(matter: Matter) -> tuple[int, int] | None:
    """The point of a case, also one that is kept back; for those who may know the reporter."""
    if matter.lng_e7 is not None and matter.lat_e7 is not None:
        return matter.lng_e7, matter.lat_e7
    case = Case.objects.filter(pk=matter.pk, confidential=True).first()
    return case.kept_point if case else None


def searched(step: Step) -> tuple[str, ...]:
    """By which words a case is found: what was written, and the address unless it could tell who the reporter is."""
    hidden = step.from_state or step.facts.get("confidential")
    return _text(step), "" if hidden else contact_of(step).get("address", "")


def other_numbers(matter: Matter) -> tuple[str, ...]:
    """The number that a case has where it came from."""
    case = getattr(matter, "case", None)
    return (case.source_number,) if case else ()


def _text(step: Step) -> str:
    return step.content.text if hasattr(step, "content") else ""


def unplaced_matters(seen: QuerySet[Matter]) -> QuerySet[Matter]:
    """Of these matters the open cases that nobody could place yet, also those that a unit works on already."""
    nowhere = Case.objects.filter(placed_by=PlacedBy.NOWHERE)
    return seen.filter(kind=rules.KIND, is_open=True, pk__in=nowhere.values("pk"))


def open_cases_under(area: Area) -> QuerySet[Matter]:
    """The open cases of a place, ended or not, and of everything that lies or lay in it."""
    return Matter.objects.filter(kind=rules.KIND, is_open=True, area__path__startswith=area.path)


def place_code(token: str) -> PlaceCode | None:
    """The code that hangs somewhere, withdrawn or not."""
    plain = token.strip().casefold().replace("\0", "")
    return PlaceCode.objects.select_related("area").filter(pk=plain).first() if plain else None


def area_of_code(code: PlaceCode) -> Area:
    """Where the code hangs now: in its area, or once that has ended in what lies at its point, or else in the nearest
    area above that is still there."""
    if code.area.valid_to is None:
        return code.area
    inside = [each.area_id for each in locate(*code.point) if each.inside] if code.point else []
    there = Area.objects.present().filter(pk__in=inside[:1] or path_ids(code.area.path)).order_by("-level").first()
    return there or code.area


def community_code(area: Area) -> str:
    """The code of the community in which the area lies, itself included; empty above communities."""
    return (
        Area.objects.filter(pk__in=path_ids(area.path), level=Level.COMMUNITY).values_list("code", flat=True).first()
        or ""
    )
