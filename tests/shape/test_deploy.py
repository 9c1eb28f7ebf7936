"""What lies in deploy/ speaks of settings, commands and figures that there are, and fits together."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch

import pytest
from django.core.management import get_commands

from tests.shape.test_promises import GOOD, SECRET, SETTING, start_in_production
from tests.support.sources import PROJECT

DEPLOY = PROJECT / "deploy"
OWN = {"XHZ_NAME", "XHZ_UPSTREAM"}
"""Names of the proxy's own settings."""


def text_of(name):
    return (DEPLOY / name).read_text(encoding="utf-8")


def all_texts():
    return {path: path.read_text(encoding="utf-8") for path in sorted(DEPLOY.rglob("*")) if path.is_file()}


def test_every_setting_that_is_named_is_one():
    known = set(SETTING.findall((PROJECT / "README.md").read_text(encoding="utf-8")))
    named = {name for text in all_texts().values() for name in SETTING.findall(text)}
    assert named - known - OWN == set()


def test_every_command_that_is_named_is_one():
    docs = (PROJECT / "docs" / "operations" / "README.md").read_text(encoding="utf-8")
    texts = [*all_texts().values(), docs]
    named = {name for text in texts for name in re.findall(r"(?:bin/)?\bxiuhuazhen ([a-z_]+)\b(?= |`|$)", text)}
    assert {"backup", "restore", "doctor", "upgrade", "run"} <= named
    assert named - set(get_commands()) == set()


def test_every_figure_that_wakes_somebody_is_shown():
    source = (PROJECT / "xiuhuazhen" / "web" / "observing" / "figures.py").read_text(encoding="utf-8")
    shown = set(re.findall(r'"(xhz_\w+)"', source))
    asked = {
        name.removesuffix("_bucket").removesuffix("_count") for name in re.findall(r"\bxhz_\w+", text_of("alerts.yml"))
    }
    assert asked - shown == set()


def test_the_settings_of_the_example_start_production(tmp_path):
    """With what stands in angle brackets filled in, and keys."""
    lines = [line.partition("=") for line in text_of("xiuhuazhen.env.example").splitlines() if line[:1].isalpha()]
    given = {name: re.sub(r"<([^>]*)>", r"\1", value) for name, _sign, value in lines}
    assert {"DJANGO_SETTINGS_MODULE", "XHZ_SECRET_KEY", "XHZ_HOSTS", "XHZ_TRUSTED_PROXIES"} <= set(given)
    done = start_in_production(tmp_path, **(given | {"XHZ_DATA_DIR": str(tmp_path), "XHZ_KEYS": GOOD["XHZ_KEYS"]}))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("secret", ["deploy/xiuhuazhen.env", "backups", "data", "street.keys"])
def test_no_image_takes_what_people_gave_this_machine(secret):
    """Patterns are of the whole path; ``**/`` is any folder, or none."""
    patterns = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split("\n")
    assert any(fnmatch(secret, pattern.removeprefix("**/")) for pattern in patterns if pattern[:1] != "#")


PROBES = """
import django; django.setup()
from django.test import Client
from django.conf import settings
settings.PUBLIC_RATE = "off"
for path in ("/healthz", "/readyz", "/sign-in/"):
    print(Client(HTTP_HOST="127.0.0.1").get(path).status_code)
"""


def test_probes_are_answered_on_the_machine_itself_without_tls(tmp_path):
    """Everything else is sent to https. Without tables it is not ready."""
    kept = {name: value for name, value in os.environ.items() if not SETTING.fullmatch(name)}
    own = {"DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.production", "XHZ_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", PROBES], cwd=PROJECT, env=kept | own | GOOD, capture_output=True, text=True
    )
    assert done.stdout.split() == ["200", "503", "301"], done.stderr


PAGE = """
import re
import django; django.setup()
from django.test import Client
from django.conf import settings
settings.PUBLIC_RATE = "off"
browser = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip")
page = Client(HTTP_HOST="127.0.0.1").get("/", secure=True).content.decode()
sheet = browser.get(re.search(r'href="(/static/web/xiuhuazhen[^"]*)"', page)[1], secure=True)
print(sheet.status_code, sheet["Content-Encoding"], "immutable" in sheet["Cache-Control"])
"""


def test_pages_start_once_their_files_are_collected(tmp_path):
    """They come compressed, and a phone fetches each of them one time."""

    def said(*words):
        kept = {name: value for name, value in os.environ.items() if not SETTING.fullmatch(name)}
        own = {"DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.production", "XHZ_DATA_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, *words], cwd=PROJECT, env=kept | own | GOOD, capture_output=True, text=True
        )
        return done.stdout + done.stderr

    said("manage.py", "migrate", "--verbosity", "0")
    assert "xiuhuazhen collectstatic --noinput" in said("manage.py", "run", "--port", "0")
    said("manage.py", "collectstatic", "--noinput")
    assert said("-c", PAGE).splitlines()[-1] == "200 gzip True"


@pytest.mark.parametrize("name", ["restore", "keys"])
def test_a_new_machine_can_be_given_its_keys(tmp_path, name):
    """Production starts without keys for nothing but the two commands that bring them."""
    kept = {key: value for key, value in os.environ.items() if not SETTING.fullmatch(key)}
    own = {
        "DJANGO_SETTINGS_MODULE": "xiuhuazhen.config.settings.production",
        "XHZ_DATA_DIR": str(tmp_path),
        "XHZ_SECRET_KEY": SECRET,
    }
    words = [name, *(["/nowhere"] if name == "restore" else [])]
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=PROJECT, env=kept | own, capture_output=True, text=True
    )
    assert "XHZ_KEYS, or put" not in done.stderr
    assert done.returncode == (0 if name == "keys" else 1)


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/m/20261123-000017/", "/m/"),
        ("/m/20261123-000017/data/?code=x", "/m/"),
        ("/invitation/Zm9v/", "/invitation/"),
        ("/map/", "/map/"),
        ("/matters/?q=x", "/matters/"),
    ],
)
def test_the_log_of_the_proxy_does_not_say_whose_matter_somebody_opened(path, kept):
    """Beside an address, six months long. Go's ``$1`` is ``\\1`` here."""
    pattern, put = re.search(r'request>uri regexp "(.*)" "(.*)"', text_of("Caddyfile")).groups()
    assert re.sub(pattern, put.replace("$1", r"\1"), path) == kept
    cut = dict(re.findall(r"^ +~(\S+) +(\S+);$", text_of("nginx.conf"), re.MULTILINE))
    without_query = path.partition("?")[0]
    said = next((short for start, short in cut.items() if re.search(start, without_query)), without_query)
    assert said.removesuffix("*") == kept
    assert re.findall(r"access_log \S+ (\w+);", text_of("nginx.conf")) == ["xiuhuazhen"] * 2
    assert "$uri" not in re.search(r"log_format.*", text_of("nginx.conf"))[0]


SHOWS = """#!/bin/sh
printf '%s\\n' "$XHZ_DATA_DIR" "$XHZ_SECRET_KEY" "$DATABASE_URL" "$@"
"""


@pytest.fixture
def wrapped(tmp_path):
    """Runs ``deploy/xiuhuazhen`` for settings and a program of the test's own, as whoever runs the tests."""
    program = tmp_path / "program"
    program.write_text(SHOWS)
    program.chmod(0o755)

    def run(text, *words, **given):
        (tmp_path / "made.env").write_text(text)
        own = {
            "XIUHUAZHEN_SETTINGS": str(tmp_path / "made.env"),
            "XIUHUAZHEN_PROGRAM": str(program),
            "XIUHUAZHEN_ACCOUNT": pwd.getpwuid(os.getuid()).pw_name,
        }
        wanted = ["sh", DEPLOY / "xiuhuazhen", *words]
        return subprocess.run(wanted, env={"PATH": os.environ["PATH"]} | own | given, capture_output=True, text=True)

    return run


MADE_SETTINGS = """\
# XHZ_SECRET_KEY=of a comment
XHZ_DATA_DIR=/srv/made
XHZ_SECRET_KEY=a$HOME`id`"b\\c=#d \t

DATABASE_URL='postgresql://x:y z@127.0.0.1/x'"""


def test_a_command_has_the_settings_of_the_installation(wrapped):
    """As systemd reads them: nothing in them means anything to a shell. What is typed is handed on as it is."""
    done = wrapped(MADE_SETTINGS, "restore", "/mnt/a folder", "--keys", "$HOME")
    said = ["/srv/made", 'a$HOME`id`"b\\c=#d', "postgresql://x:y z@127.0.0.1/x", "restore", "/mnt/a folder", "--keys"]
    assert (done.stdout.splitlines(), done.stderr) == ([*said, "$HOME"], "")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"XIUHUAZHEN_SETTINGS": "/nowhere/x.env"}, "There are no settings that can be read in /nowhere/x.env."),
        ({"XIUHUAZHEN_PROGRAM": "/nowhere/program"}, "/nowhere/program is not there. Run make install"),
    ],
)
def test_without_settings_or_program_nothing_is_run(wrapped, given, sentence):
    """Above all not with those of a developer's machine."""
    done = wrapped(MADE_SETTINGS, "doctor", **given)
    assert (done.returncode, done.stdout, sentence in done.stderr) == (1, "", True)


@pytest.mark.skipif(os.getuid() != 0, reason="only root becomes another account")
def test_root_becomes_the_account_of_the_installation(wrapped):
    asked = ["sh", "-c", "id -un; echo $XHZ_DATA_DIR"]
    done = wrapped(MADE_SETTINGS, *asked, XIUHUAZHEN_ACCOUNT="nobody", XIUHUAZHEN_PROGRAM=shutil.which("env"))
    assert (done.stdout.split(), done.stderr) == (["nobody", "/srv/made"], "")


def test_containers_are_given_their_folder_of_backups_and_a_backup_each_night():
    """A folder that Docker makes belongs to root, and nothing could be written into it."""
    compose, nightly = text_of("compose.yaml"), text_of("compose-backup.cron")
    assert ("${BACKUPS:?" in compose, "create_host_path: false" in compose) == (True, True)
    assert "exec -T product python manage.py backup /backup --keep 30\n" in nightly
    docs = (PROJECT / "docs" / "operations" / "README.md").read_text(encoding="utf-8")
    asked = re.findall(r"^\$compose (?:run --rm (?:-v \S+ )?product|up) (\S+)", docs, re.MULTILINE)
    assert asked == ["keys", "migrate", "collectstatic", "areas_import_codes", "setup", "-d"]


@pytest.mark.parametrize("place", ["docs/operations/README.md", "docs/setup/README.md", "docs/guide/it-officer.md"])
def test_no_document_calls_the_program_without_its_settings(place):
    """The one in ``.venv`` works on a developer's folder unless it is told otherwise."""
    assert ".venv/bin" not in (PROJECT / place).read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
@pytest.mark.parametrize("path", sorted((DEPLOY / "systemd").iterdir()), ids=lambda path: path.name)
def test_systemd_takes_the_units(path):
    """But for the programs, which are not installed here."""
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
    said = [line for line in done.stderr.splitlines() if "is not executable" not in line and path.stem in line]
    assert said == []
