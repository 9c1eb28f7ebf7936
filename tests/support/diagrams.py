"""State diagrams and tables of the procedures, for the documentation; ``python -m tests.support.diagrams`` writes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.utils.translation import override

from tests.support.sources import PROJECT

if TYPE_CHECKING:
    from xiuhuazhen.core.procedures.kinds import Kind
    from xiuhuazhen.core.procedures.rules.tables import Procedure, State, Transition

FOLDER = PROJECT / "docs" / "procedures"


def pages() -> dict[Path, str]:
    """What each kind's page should hold now."""
    from xiuhuazhen.core.procedures.kinds import all_kinds

    with override("zh-hans"):
        return {FOLDER / f"{kind.procedure.kind}.md": _page(kind) for kind in all_kinds()}


def _page(kind: "Kind") -> str:
    procedure = kind.procedure
    labels = {name: str(label) for name, label in kind.state_labels.items()}
    verbs = {action: str(said).split("%")[0].rstrip(" ：:（，到") for action, said in kind.done.items()}
    verbs |= {action: str(offer.label) for action, offer in kind.offers.items()}
    rows = [_row(each, labels, verbs) for each in procedure.transitions]
    limits = [_limits(state, labels, verbs) for state in procedure.states]
    asked = [
        f"| `{each.name}` | {kind.asked[each.name]} | {each.waits.value} | {_code(each.limit)} |"
        for each in procedure.requests
    ]
    ladder = [
        f"| {number} | {kind.reasons[each.name]} | {each.waits.value} | {_code(each.after)} |"
        for number, each in enumerate(procedure.ladder, start=1)
    ]
    return "\n".join(
        [
            f"# {kind.label} `{procedure.kind}`",
            "",
            "Written by `python -m tests.support.diagrams` from the table in the code; a test keeps it current.",
            "",
            "```mermaid",
            _mermaid(procedure, labels, verbs),
            "```",
            "",
            "Steps that leave a matter where it is are in the table alone.",
            "",
            "| action | from | to | permission | held | needs |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "| state | limits (norms) | once due | waits for |",
            "|---|---|---|---|",
            *limits,
            "",
            "| request beside the state | in words | decided by | limit (norm) |",
            "|---|---|---|---|",
            *asked,
            "",
            "| rung of a late matter | in words | sees it | how long after the due time (norm) |",
            "|---|---|---|---|",
            *ladder,
            "",
        ]
    )


def _row(each: "Transition", labels: dict[str, str], verbs: dict[str, str]) -> str:
    to = "、".join(labels[target] for target in each.targets) or "—"
    sources = "、".join(labels[source] for source in each.sources)
    needs = "、".join(each.needs)
    held = f"{each.party.value}, without one area with `{each.unheld}`" if each.unheld else each.party.value
    return f"| {verbs[each.action]} | {sources} | {to} | `{each.permission}` | {held} | {needs} |"


def _limits(state: "State", labels: dict[str, str], verbs: dict[str, str]) -> str:
    limits = "、".join(_code(limit) for limit in state.limits)
    stands = "the limits before stand still; " if state.freezes else ""
    due = verbs[state.on_time] if state.on_time else ""
    return f"| {labels[state.name]} | {stands}{limits} | {due} | {state.waits.value} |"


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


def _mermaid(procedure: "Procedure", labels: dict[str, str], verbs: dict[str, str]) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {procedure.first}: {verbs[procedure.opening]}"]
    lines += [f"    {state.name}: {labels[state.name]}" for state in procedure.states]
    for transition in procedure.transitions:
        for source in transition.sources:
            lines += [f"    {source} --> {target}: {verbs[transition.action]}" for target in transition.targets]
    ends = [state.name for state in procedure.states if not state.is_open and not state.on_time]
    return "\n".join([*lines, *(f"    {name} --> [*]" for name in ends)])


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.test")
    django.setup()
    write()
