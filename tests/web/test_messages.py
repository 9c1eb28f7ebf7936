"""The command ``xiuhuazhen messages``: catalogues are found, kept, compiled and checked."""

import gettext
import os
import stat
from pathlib import Path

import pytest

from xiuhuazhen.web.management.commands import messages
from xiuhuazhen.web.management.commands.messages import Package

SOURCE = """
from django.utils.translation import gettext as _, ngettext_lazy, npgettext, pgettext_lazy

NAME = _("Worklist")
AGAIN = _("Worklist")
LATE = ngettext_lazy("%(n)s matter is late", "%(n)s matters are late", "n")
CLOSE = pgettext_lazy("a matter", "Close")
SHEETS = npgettext("paper", "one sheet", "%d sheets", 3)
"""

TEMPLATE = """
<main>
      <h1>{% translate "Report a matter" %}</h1>
   <p title="{% translate "Close" context "a dialog" %}">100 % don't "quote" {{ _("On hand")|upper }}
  {% blocktranslate trimmed with who=unit.name %}
      Handled by
      {{ who }}
  {% endblocktranslate %}
 {% blocktranslate count n=late|length %}{{ n }} is late{% plural %}{{ n }} are late{% endblocktranslate %}
 {% include "x.html" with title=_("Places") %}
</main>
"""


@pytest.fixture
def package(tmp_path):
    (tmp_path / "templates" / "made").mkdir(parents=True)
    (tmp_path / "views.py").write_text(SOURCE)
    (tmp_path / "templates" / "made" / "page.html").write_text(TEMPLATE)
    return Package("made", tmp_path)


def translate(package: Package, *pairs: tuple[str, str]) -> None:
    content = package.po.read_text()
    for msgid, said in pairs:
        content = content.replace(f'msgid "{msgid}"\nmsgstr ""', f'msgid "{msgid}"\nmsgstr "{said}"')
    package.po.write_text(content)


def translate_all(package: Package) -> None:
    """Give every text itself (its plural, where it has one) as its translation."""
    content = package.po.read_text().split("\n\n", 1)
    lines = []
    for line in content[1].splitlines():
        if line.startswith("msgid"):
            msgid = line.split(" ", 1)[1]
        lines.append(line.replace('""', msgid) if line in {'msgstr ""', 'msgstr[0] ""'} else line)
    package.po.write_text(content[0] + "\n\n" + "\n".join(lines) + "\n")


def test_texts_of_python_files_and_templates_are_found(package):
    """Plain, lazy, plural and contextual texts are found once each, sorted, from code and from any template tag."""
    assert messages.texts_of(package) == [
        (("%(n)s is late", "%(n)s are late"), ""),
        (("%(n)s matter is late", "%(n)s matters are late"), ""),
        ("Close", "a dialog"),
        ("Close", "a matter"),
        ("Handled by %(who)s", ""),
        ("On hand", ""),
        ("Places", ""),
        ("Report a matter", ""),
        ("Worklist", ""),
        (("one sheet", "%d sheets"), "paper"),
    ]


def test_a_catalogue_has_no_dates_and_no_line_numbers(package):
    """The catalogue is the same text whenever and from wherever it is written."""
    messages.update(package)
    content = package.po.read_text()
    assert "POT-Creation-Date" not in content
    assert "views.py" not in content
    assert 'msgctxt "a matter"\nmsgid "Close"\nmsgstr ""\n' in content
    assert messages.update(package) is False


def test_translations_are_kept_and_what_is_gone_is_dropped(package):
    """A second run keeps what was translated, adds what is new and drops what no source has any more."""
    messages.update(package)
    translate(package, ("Worklist", "待办"), ("Places", "地点"))
    (package.folder / "templates" / "made" / "page.html").write_text("{% translate 'Area' %}")
    assert messages.update(package) is True
    assert 'msgid "Area"\nmsgstr ""\n' in package.po.read_text()
    assert 'msgid "Worklist"\nmsgstr "待办"\n' in package.po.read_text()
    assert "Places" not in package.po.read_text()


def test_a_catalogue_without_texts_is_removed(package):
    messages.update(package)
    messages.compile_catalogue(package)
    (package.folder / "views.py").write_text("")
    (package.folder / "templates" / "made" / "page.html").write_text("")
    assert messages.update(package) is True
    assert not package.po.exists()
    assert not package.po.with_suffix(".mo").exists()


def test_a_compiled_catalogue_translates(package):
    """Compiling the same catalogue again does not touch the file; what has no translation falls through."""
    messages.update(package)
    translate(package, ("Worklist", "待办"))
    messages.compile_catalogue(package)
    mo = package.po.with_suffix(".mo")
    before = mo.stat().st_mtime_ns
    messages.compile_catalogue(package)
    assert mo.stat().st_mtime_ns == before
    with mo.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Worklist") == "待办"
    assert catalogue.gettext("Places") == "Places"


def test_missing_translations_are_named(package):
    """The check names each text that has no translation, and nothing when all have one."""
    messages.update(package)
    assert "made: 'Close' (a matter) has no translation" in list(messages.faults(package))
    assert len(list(messages.faults(package))) == 10
    translate_all(package)
    assert list(messages.faults(package)) == []


def test_a_catalogue_that_is_not_current_is_named(package):
    messages.update(package)
    translate_all(package)
    (package.folder / "views.py").write_text(SOURCE + 'MORE = _("More")\n')
    assert list(messages.faults(package)) == [
        "made: the catalogue is not current; run `xiuhuazhen messages made`",
    ]


def test_a_translation_with_other_placeholders_is_named(package):
    """A translation that forgets or invents a placeholder would lose a name on the screen or fail there."""
    messages.update(package)
    translate_all(package)
    content = package.po.read_text().replace('msgstr "Handled by %(who)s"', 'msgstr "由%(unit)s处置"')
    package.po.write_text(content)
    assert list(messages.faults(package)) == [
        "made: 'Handled by %(who)s' has other placeholders than its translation: ['%(unit)s', '%(who)s']",
    ]


def test_chinese_in_the_sources_is_named(package):
    (package.folder / "views.py").write_text('from x import gettext as _\n_("待办")\n')
    (package.folder / "templates" / "made" / "page.html").write_text("")
    messages.update(package)
    translate_all(package)
    assert list(messages.faults(package)) == ["made: '待办' is Chinese; texts in the sources are English"]


def test_two_catalogues_may_not_contradict_each_other(package, tmp_path_factory):
    """Django would show one of the two translations for both, whichever app comes first."""
    folder = tmp_path_factory.mktemp("second")
    (folder / "views.py").write_text('_("Worklist")')
    second = Package("second", folder)
    for each, said in ((package, "待办"), (second, "工作")):
        messages.update(each)
        translate(each, ("Worklist", said))
    assert list(messages.contradictions([package, second])) == [
        "made and second translate 'Worklist' differently; give one a context",
    ]


def test_the_sources_of_an_app_inside_another_folder_are_its_own(package, tmp_path):
    """What lies in an app's folder goes into that app's catalogue and not into the one of the folder above."""
    above = Package("above", tmp_path.parent, others=[tmp_path])
    assert not any(path.is_relative_to(tmp_path) for path in above.sources())


def test_every_app_of_the_product_has_its_own_catalogue():
    labels = [package.label for package in messages.packages()]
    assert labels[0] == "xiuhuazhen"
    assert {"web", "cases", "people"} <= set(labels)
    assert Path(messages.packages()[1].folder).parent.name in {"core", "domains", "xiuhuazhen"}


@pytest.fixture
def private():
    """Whatever is written without further ado is for its owner alone, as under ``make install`` of a careful root."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_what_root_compiles_the_account_of_the_service_reads(package, private):
    messages.update(package)
    translate_all(package)
    messages.compile_catalogue(package)
    assert [mode_of(package.po.with_suffix(ending)) for ending in (".po", ".mo")] == [0o644, 0o644]


def test_what_an_earlier_version_left_unreadable_is_compiled_again(package):
    messages.update(package)
    translate_all(package)
    messages.compile_catalogue(package)
    mo = package.po.with_suffix(".mo")
    mo.chmod(0o600)
    messages.compile_catalogue(package)
    assert mode_of(mo) == 0o644
