"""State diagrams and tables of the procedures, for the documentation; ``python -m tests.support.diagrams`` writes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.utils.translation import override

from tests.support.sources import PROJECT

if TYPE_CHECKING:
    from xiuhuazhen.core.procedures.kinds import Kind
    from xiuhuazhen.core.procedures.rules import Procedure

FOLDER = PROJECT / "docs" / "procedures"


def pages() -> dict[Path, str]:
    """What each kind's page should hold now."""
    from xiuhuazhen.core.procedures.kinds import all_kinds

    with override("zh-hans"):
        return {FOLDER / f"{kind.procedure.kind}.md": _page(kind) for kind in all_kinds()}


def _page(kind: "Kind") -> str:
    procedure = kind.procedure
    labels = {name: str(label) for name, label in kind.state_labels.items()}
    labels |= {action: str(offer.label) for action, offer in kind.offers.items()}
    labels[procedure.opening] = str(kind.done[procedure.opening])
    rows = [
        f"| {labels[each.action]} | {'、'.join(labels[s] for s in each.sources)} "
        f"| {'、'.join(labels[t] for t in each.targets)} | `{each.permission}` | {each.party.value} "
        f"| {'、'.join(each.needs)} |"
        for each in procedure.transitions
    ]
    limits = [f"| {labels[state.name]} | `{state.limit}` | {state.waits.value} |" for state in procedure.states]
    return "\n".join(
        [
            f"# {kind.label} `{procedure.kind}`",
            "",
            "Written by `python -m tests.support.diagrams` from the table in the code; a test keeps it current.",
            "",
            "```mermaid",
            _mermaid(procedure, labels),
            "```",
            "",
            "| action | from | to | permission | held | needs |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "| state | limit (norm) | waits for |",
            "|---|---|---|",
            *limits,
            "",
        ]
    )


def _mermaid(procedure: "Procedure", labels: dict[str, str]) -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {procedure.first}: {labels[procedure.opening]}"]
    lines += [f"    {state.name}: {labels[state.name]}" for state in procedure.states]
    for transition in procedure.transitions:
        for source in transition.sources:
            lines += [f"    {source} --> {target}: {labels[transition.action]}" for target in transition.targets]
    lines += [f"    {state.name} --> [*]" for state in procedure.states if not state.is_open]
    return "\n".join(lines)


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.test")
    django.setup()
    write()
