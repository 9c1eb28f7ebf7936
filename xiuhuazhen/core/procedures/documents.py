"""The search document of each matter: by which terms it is found. Written in the transaction of the step.

On PostgreSQL the terms are a ``tsvector`` of the row itself; on SQLite they lie in a table of FTS5 under the row's id.
Both are asked for terms in a row, so that what is found is what stands there (see ``rules.terms``).
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, SearchDocument, Step
from xiuhuazhen.core.procedures.rules import terms as rules

_FOUND = {
    "postgresql": "SELECT matter_id FROM procedures_searchdocument WHERE terms @@ %s::tsquery",
    "sqlite": "SELECT matter_id FROM procedures_searchdocument WHERE id IN"
    " (SELECT rowid FROM procedures_terms WHERE procedures_terms MATCH %s)",
}


def begin(matter: Matter, opening: Step, *, numbers: Iterable[str] = ()) -> None:
    """Write the document of a matter that has its first step; ``numbers`` are others that it is known by."""
    _insert(matter, _terms(matter, [opening], numbers))


def rewrite(matter: Matter) -> None:
    """Write the document anew from what is there of the matter now: after a step with words, when it lies elsewhere,
    and once the content of a step was erased."""
    numbers = kinds.get(matter.kind).numbers
    steps = matter.steps.select_related("content").order_by("number")
    terms = _terms(matter, list(steps), numbers(matter) if numbers else ())
    row_id = SearchDocument.objects.filter(matter=matter).values_list("pk", flat=True).first()
    if row_id is None:
        _insert(matter, terms)
    else:
        _replace(row_id, terms)


@transaction.atomic
def rewrite_all(matter_ids: Iterable[UUID]) -> None:
    """The documents of these, each locked first, so that a step that is taken meanwhile is not overlooked."""
    for matter in Matter.objects.select_for_update().filter(pk__in=matter_ids).order_by("pk"):
        rewrite(matter)


def texts_of(matter: Matter, steps: Sequence[Step]) -> list[str]:
    """What is searched of the steps beside the title: what whoever sees the matter reads there. Not masked yet."""
    searched = kinds.get(matter.kind).searched
    found = [searched(step) if searched else _written(step) for step in steps if hasattr(step, "content")]
    return [text for texts in found for text in texts if text]


def holding(words: Sequence[rules.Word], *, areas: Iterable[UUID] = ()) -> Q:
    """The condition "all these words stand in the matter's document"; with ``areas``, only of matters in these."""
    scope = [rules.area_term(area.hex) for area in areas]
    asked = _tsquery(words, scope) if connection.vendor == "postgresql" else _match(words, scope)
    return Q(pk__in=RawSQL(_FOUND[connection.vendor], [asked]))  # noqa: S611 - the statement is fixed


def _written(step: Step) -> list[str]:
    return [step.content.text]


def _terms(matter: Matter, steps: Sequence[Step], numbers: Iterable[str]) -> list[str]:
    levels = (matter.county_id, matter.street_id, matter.community_id, matter.grid_id)
    found = [rules.area_term(area_id.hex) for area_id in levels if area_id]
    for number in filter(None, (matter.number, *numbers)):
        found += [rules.BOUNDARY, *rules.number_terms(number)]
    title, *texts = [mask_numbers(rules.composed(text)) for text in (matter.title, *texts_of(matter, steps))]
    for text in texts if any(title.rstrip("…") in text for text in texts[:1]) else [title, *texts]:
        found += [rules.BOUNDARY, *rules.text_terms(text)]
    return found[: rules.MOST_TERMS]


def _insert(matter: Matter, terms: Sequence[str]) -> None:
    matter_id = Matter._meta.pk.get_db_prep_value(matter.pk, connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            insert = "INSERT INTO procedures_searchdocument (matter_id, terms) VALUES (%s, %s::tsvector)"
            cursor.execute(insert, [matter_id, vector(terms)])
        else:
            cursor.execute("INSERT INTO procedures_searchdocument (matter_id) VALUES (%s)", [matter_id])
            row = [cursor.lastrowid, " ".join(terms)]
            cursor.execute("INSERT INTO procedures_terms (rowid, terms) VALUES (%s, %s)", row)


def _replace(row_id: int, terms: Sequence[str]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            update = "UPDATE procedures_searchdocument SET terms = %s::tsvector WHERE id = %s"
            cursor.execute(update, [vector(terms), row_id])
        else:
            update = "UPDATE procedures_terms SET terms = %s WHERE rowid = %s"
            cursor.execute(update, [" ".join(terms), row_id])


def vector(terms: Sequence[str]) -> str:
    """The terms with their places, as PostgreSQL reads a ``tsvector``."""
    return " ".join(f"'{term}':{place}" for place, term in enumerate(terms, start=1))


def _tsquery(words: Sequence[rules.Word], scope: Sequence[str]) -> str:
    def spelled(phrase: rules.Phrase) -> str:
        return " <-> ".join(f"'{term}'" for term in phrase.terms) + (":*" if phrase.begins else "")

    parts = [" | ".join(f"({spelled(phrase)})" for phrase in word.phrases) for word in words]
    return " & ".join(f"({part})" for part in [*parts, *_any(scope, "'{}'", " | ")])


def _match(words: Sequence[rules.Word], scope: Sequence[str]) -> str:
    def spelled(phrase: rules.Phrase) -> str:
        return f'"{" ".join(phrase.terms)}"' + ("*" if phrase.begins else "")

    parts = [" OR ".join(map(spelled, word.phrases)) for word in words]
    return " AND ".join(f"({part})" for part in [*parts, *_any(scope, '"{}"', " OR ")])


def _any(terms: Sequence[str], quoted: str, between: str) -> list[str]:
    return [between.join(quoted.format(term) for term in terms)] if terms else []
