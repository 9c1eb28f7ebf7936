"""Catalogues of translated texts: one for each app, and one for what belongs to no app.

Texts are found with Babel in Python files and templates. A catalogue is written without line numbers and dates, so
that the same sources always give the same file; ``.mo`` files are compiled from it and not kept in the repository.
"""

import io
import re
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

LOCALE = "zh_Hans"
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where Babel would write the present moment, so that the same catalogue compiles to the same file."""
HEADER = """\
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
SKIPPED_FOLDERS = {"locale", "migrations", "static", "__pycache__"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}

_ONE, _PLURAL = (1,), (1, 2)
_WITH_CONTEXT, _PLURAL_WITH_CONTEXT = ((1, "c"), 2), ((1, "c"), 2, 3)
KEYWORDS: dict[str, Any] = {"_": _ONE, "gettext_noop": _ONE} | {
    name + suffix: positions
    for suffix in ("", "_lazy")
    for name, positions in (
        ("gettext", _ONE),
        ("ngettext", _PLURAL),
        ("pgettext", _WITH_CONTEXT),
        ("npgettext", _PLURAL_WITH_CONTEXT),
    )
}

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdif]|\{\w*\}")
_READABLE = 0o444
_CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")

Text = str | tuple[str, ...]
Key = tuple[Text, str]


@dataclass
class Package:
    """A package with its own catalogue, and the folders below it that belong to other packages."""

    label: str
    folder: Path
    others: list[Path] = field(default_factory=list)

    @property
    def po(self) -> Path:
        return self.folder / "locale" / LOCALE / "LC_MESSAGES" / "django.po"

    def sources(self) -> Iterator[Path]:
        for path in sorted(self.folder.rglob("*")):
            inside = path.relative_to(self.folder).parts
            if SKIPPED_FOLDERS.isdisjoint(inside) and not any(path.is_relative_to(other) for other in self.others):
                is_template = path.suffix in TEMPLATE_SUFFIXES and "templates" in inside
                if path.suffix == ".py" or is_template:
                    yield path


def packages() -> list[Package]:
    """Every app of the product, and ``xiuhuazhen`` itself for the rest."""
    root = Path(settings.PACKAGE_DIR)
    found = {config.label: Path(config.path) for config in apps.get_app_configs()}
    own = {label: path for label, path in found.items() if path.is_relative_to(root)}
    rest = Package("xiuhuazhen", root, others=list(own.values()))
    return [rest, *(Package(label, path) for label, path in own.items())]


def texts_in(path: Path) -> Iterator[Key]:
    """The texts of one source file: what is shown (with its plural, if there is one) and its context."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # Babel's tokenizer minds the indentation, which in a template means nothing.
        pieces = templatize(source, origin=str(path)).splitlines()
        source = "\n".join(line.lstrip() for line in pieces)
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
        if message:
            yield (tuple(message) if isinstance(message, (list, tuple)) else message), context or ""


def texts_of(package: Package) -> list[Key]:
    found = {key for path in package.sources() for key in texts_in(path)}
    return sorted(found, key=lambda key: (_singular(key[0]), key[1]))


def read(po: Path) -> Catalog:
    if not po.exists():
        return Catalog(locale=LOCALE)
    with po.open("rb") as file:
        catalogue = read_po(file, locale=LOCALE, abort_invalid=True)
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    return catalogue


def refreshed(package: Package) -> str:
    """The catalogue as it should be: all texts that the sources have, with the translations that are there."""
    kept, fresh = read(package.po), Catalog(locale=LOCALE)
    for text, context in texts_of(package):
        old = kept.get(text, context or None)
        fresh.add(
            text,
            string=_translation(old) if old else "",
            context=context or None,
            user_comments=old.user_comments if old else (),
        )
    if not len(fresh):
        return ""
    out = io.BytesIO()
    write_po(out, fresh, width=0, no_location=True, omit_header=True)
    return HEADER + out.getvalue().decode().strip() + "\n"


def update(package: Package) -> bool:
    """Write the refreshed catalogue; says whether anything changed."""
    content = refreshed(package)
    if content == _content(package.po):
        return False
    if not content:
        package.po.unlink()
        package.po.with_suffix(".mo").unlink(missing_ok=True)
        return True
    package.po.parent.mkdir(parents=True, exist_ok=True)
    _replace(package.po, content.encode())
    return True


def compile_catalogue(package: Package) -> None:
    if not package.po.exists():
        return
    catalogue, out = read(package.po), io.BytesIO()
    write_mo(out, catalogue)
    mo = package.po.with_suffix(".mo")
    if not _is_readable_by_all(mo) or mo.read_bytes() != out.getvalue():
        _replace(mo, out.getvalue())


def faults(package: Package) -> Iterator[str]:
    """What keeps a catalogue from being complete and current, a sentence each."""
    if refreshed(package) != _content(package.po):
        yield f"{package.label}: the catalogue is not current; run `xiuhuazhen messages {package.label}`"
    for message in _messages(read(package.po)):
        if fault := _fault(message):
            yield f"{package.label}: {_shown(message)} {fault}"


def contradictions(chosen: Iterable[Package]) -> Iterator[str]:
    """Texts that two catalogues translate differently: Django would take one of them for both."""
    first: dict[Key, tuple[str, Text]] = {}
    for package in chosen:
        for message in _messages(read(package.po)):
            if not _is_translated(message):
                continue
            said = _translation(message)
            label, before = first.setdefault((_singular(message.id), message.context or ""), (package.label, said))
            if before != said:
                yield f"{label} and {package.label} translate {_shown(message)} differently; give one a context"


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _fault(message: Message) -> str:
    if not _is_translated(message):
        return "has no translation"
    if message.fuzzy:
        return "is marked fuzzy"
    if _CHINESE.search("".join(_parts(message.id))):
        return "is Chinese; texts in the sources are English"
    wanted = {name for text in _parts(message.id) for name in _PLACEHOLDER.findall(text)}
    given = {name for text in _parts(_translation(message)) for name in _PLACEHOLDER.findall(text)}
    return "" if wanted == given else f"has other placeholders than its translation: {sorted(wanted ^ given)}"


def _is_translated(message: Message) -> bool:
    return all(_parts(_translation(message)))


def _translation(message: Message) -> Text:
    said = message.string
    return tuple(said) if isinstance(said, (list, tuple)) else said or ""


def _parts(text: Any) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _singular(text: Any) -> str:
    return _parts(text)[0]


def _shown(message: Message) -> str:
    return repr(_singular(message.id)) + (f" ({message.context})" if message.context else "")


def _content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _is_readable_by_all(path: Path) -> bool:
    return path.exists() and path.stat().st_mode & _READABLE == _READABLE


def _replace(path: Path, content: bytes) -> None:
    """Catalogues belong to the program: root writes them, and the account of the service reads them."""
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(content)
    beside.chmod(0o644)
    beside.replace(path)


class Command(BaseCommand):
    help = "Bring the catalogues of texts up to date and compile them."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("labels", nargs="*", metavar="app", help="only these apps (default: all)")
        only = parser.add_mutually_exclusive_group()
        only.add_argument("--compile", action="store_true", help="only compile; needs no database")
        only.add_argument("--check", action="store_true", help="change nothing; fail when something is missing")

    def handle(self, *, labels: list[str], **options: Any) -> None:
        chosen = self._chosen(labels)
        if options["check"]:
            self._check(chosen)
            return
        for package in chosen:
            if not options["compile"] and update(package):
                self.stdout.write(f"{package.label}: updated")
            compile_catalogue(package)

    def _chosen(self, labels: list[str]) -> list[Package]:
        every = packages()
        if unknown := set(labels) - {package.label for package in every}:
            raise CommandError(f"no such app: {', '.join(sorted(unknown))}")
        return [package for package in every if package.label in labels or not labels]

    def _check(self, chosen: list[Package]) -> None:
        found = [fault for package in chosen for fault in faults(package)]
        found += contradictions(packages())
        if found:
            raise CommandError("\n".join(["the catalogues are not complete:", *found]))
