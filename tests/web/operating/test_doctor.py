"""``xiuhuazhen doctor``: each trouble that it knows is found and said with what to do; a sound one is well."""

import json
import shutil
from datetime import timedelta
from io import StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.support.complaints import complaint
from tests.support.keys import key
from tests.support.street import AT, DAY, HOUR, PASSWORD, give, unit
from tests.web.operating.conftest import KEYS
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import StoredFile
from xiuhuazhen.core.jobs.actions import enqueue
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.queries import Pulse
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.messages.models import Message, OutboxRow
from xiuhuazhen.core.norms.actions import NormText, seed_calendar, set_norm
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.procedures.models import Step, StepContent
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating import page_files
from xiuhuazhen.web.operating.health import quick as checks

pytestmark = pytest.mark.usefixtures("english")


def keep_for_three_years(area):
    norm = NormText("cases.keep", 36, "month", "测试依据", "D")
    set_norm(norm=norm, area=area, valid_from=clock.local_date(AT), by=SYSTEM, at=AT)


def supervisor_of(area):
    account = create_account(person=NewPerson("监督某", "supervisor", PASSWORD), by=SYSTEM, at=AT)
    return give(account, RoleName.SUPERVISOR, area, unit("城东区监督中心", UnitKind.SUPERVISOR, area))


@pytest.fixture
def sound(installation, tmp_path, monkeypatch):
    """A filled installation as it should be, the night after its backup."""
    installation.fill()
    Job.objects.all().delete()
    installation.folder.chmod(0o700)
    for place in (installation.world.near, installation.world.far):
        keep_for_three_years(place.areas["street"])
    installation.supervisor = supervisor_of(installation.world.county)
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**12, 0, 10**11))
    monkeypatch.setattr(checks, "database_now", lambda: None)
    call_command("backup", tmp_path / "out", verbosity=0)
    return installation


def examined(*options):
    """What it says by check, and its exit status."""
    out, status = StringIO(), 0
    try:
        call_command("doctor", "--json", *options, stdout=out)
    except SystemExit as end:
        status = end.code
    return {each["check"]: each for each in json.loads(out.getvalue())}, status


def wrong(*options):
    """The checks that found something wrong; each says what to do."""
    found, status = examined(*options)
    names = [name for name, each in found.items() if each["level"] == "wrong"]
    assert all(found[name]["to_do"] for name in names)
    assert status == (1 if names else 0)
    return names


def test_a_sound_installation_is_well(sound):
    found, status = examined()
    assert status == 0
    assert {each["level"] for each in found.values()} == {"well"}
    assert list(found) == [
        *(
            "migrations",
            "tables",
            "triggers",
            "keys",
            "disk",
            "folder",
            "pages",
            "clock",
            "calendar",
            "keeping",
            "complaints",
        ),
        *("jobs", "messages", "backup"),
        *("writing", "database", "opening", "files", "history"),
    ]


def test_it_says_so_in_words(sound):
    out = StringIO()
    call_command("doctor", "--quick", stdout=out)
    lines = out.getvalue().splitlines()
    assert "✓ Keys of personal data: They are here: k1" in lines
    assert "✓ Working calendar: It is there until 2026-12-31." in lines
    assert lines[-1] == "All is well."


def test_it_writes_nothing_that_stays(sound):
    before = (Step.objects.count(), Job.objects.count(), Backup.objects.count())
    examined()
    assert (Step.objects.count(), Job.objects.count(), Backup.objects.count()) == before
    assert list((sound.folder / "files" / "drafts").iterdir()) == []


def test_triggers(sound):
    with connection.cursor() as cursor:
        on = ' ON "procedures_step"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "xhz_procedures_step_no_update"{on}')
    assert wrong("--quick") == ["triggers"]


def test_history(sound):
    with connection.cursor() as cursor:
        on = ' ON "procedures_step"' if connection.vendor == "postgresql" else ""
        cursor.execute(f'DROP TRIGGER "xhz_procedures_step_no_update"{on}')
    Step.objects.filter(number=2).update(actor_name="别人")
    triggers.install(connection)
    assert wrong() == ["history"]


def test_keys_that_are_gone(sound):
    """Nothing else that needs them is asked then."""
    (sound.folder / "keys").unlink()
    checks.sealing.forget_keys()
    assert wrong() == ["keys"]


def test_keys_that_others_can_read(sound):
    (sound.folder / "keys").chmod(0o640)
    checks.sealing.forget_keys()
    assert wrong() == ["keys", "folder"]


def test_a_key_that_data_needs(sound, use_keys):
    """After a change of keys the old ones are still needed."""
    use_keys(f"k2:{key('b')}")
    assert wrong() == ["opening"]
    use_keys(f"k2:{key('b')},{KEYS}")
    assert wrong() == []


def test_another_key_of_the_same_name(sound, use_keys):
    use_keys(f"k1:{key('b')}")
    assert wrong() == ["opening"]
    assert examined()[0]["opening"]["found"].startswith("Cannot be opened: ")


@pytest.mark.parametrize("given", ["k2", "k1"], ids=["another one", "another of the same name"])
def test_nobody_is_accused_where_only_the_key_is_wrong(sound, use_keys, tmp_path, given):
    """Not by what else proves history, either."""
    use_keys(f"{given}:{key('b')}")
    found, _status = examined()
    said = "Not proved, for keys that it needs are not here or are others: k1"
    assert (found["history"]["level"], found["history"]["found"]) == ("notice", said)
    assert found["history"]["to_do"] == "Put back the keys, then run this again."
    with pytest.raises(CommandError, match=f"^{said}$"):
        call_command("verify")
    with pytest.raises(CommandError, match=r"^Keys are needed that are not here: k1\nPut them back"):
        call_command("backup", tmp_path / "second")
    assert list((tmp_path / "second").iterdir()) == []


def test_with_the_right_keys_a_changed_text_is_still_found(sound):
    """One that was made unreadable, too: the other texts open."""
    content = StepContent.objects.exclude(personal=b"").order_by("pk").first()
    sealed = bytearray(content.personal.content)
    sealed[-1] ^= 1
    StepContent.objects.filter(pk=content.pk).update(personal=bytes(sealed))
    assert "history" in wrong()


@pytest.mark.parametrize(("free", "level"), [(999_999_999, "wrong"), (10**12, "well")])
def test_room_on_the_disk(sound, monkeypatch, free, level):
    monkeypatch.setattr(checks.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**13, 0, free))
    assert examined("--quick")[0]["disk"]["level"] == level


def test_a_data_folder_that_others_can_read(sound):
    sound.folder.chmod(0o755)
    assert wrong("--quick") == ["folder"]


def test_pages_whose_files_are_not_collected(sound, monkeypatch):
    monkeypatch.setattr(page_files, "staticfiles_storage", SimpleNamespace(hashed_files={}))
    assert wrong("--quick") == ["pages"]


def test_that_nobody_hears_complaints_any_more(sound):
    """A failure only where one waits; neither what it is about nor that there is one number is told."""
    near = sound.world.near
    end_role(role=sound.supervisor, last_day=clock.local_date(AT) - DAY, by=SYSTEM, at=AT)
    found, status = examined()
    assert (found["complaints"]["level"], status) == ("notice", 0)
    sound.supervisor.valid_to = None
    sound.supervisor.save()
    matter = complaint(near.units["community"])
    end_role(role=sound.supervisor, last_day=clock.local_date(AT) - DAY, by=SYSTEM, at=AT)
    found, status = examined()
    assert (found["complaints"]["level"], status) == ("wrong", 1)
    assert found["complaints"]["to_do"].startswith("Name a supervising unit")
    said = found["complaints"]["found"] + found["complaints"]["to_do"]
    assert [word in said for word in (matter.number, near.units["community"].name)] == [False, False]


def test_a_supervisor_of_the_street_itself_is_one(sound):
    """One of the neighbouring street hears nothing of the home area."""
    end_role(role=sound.supervisor, last_day=clock.local_date(AT) - DAY, by=SYSTEM, at=AT)
    street, far = sound.world.near.areas["street"], sound.world.far.areas["street"]
    person = sound.supervisor.person.account
    give(person, RoleName.SUPERVISOR, far, unit("八一路街道监督办", UnitKind.SUPERVISOR, far))
    assert examined()[0]["complaints"]["level"] == "notice"
    give(person, RoleName.SUPERVISOR, street, unit("火车站街道监督办", UnitKind.SUPERVISOR, street))
    assert examined()[0]["complaints"]["level"] == "well"


def test_a_norm_of_keeping_that_is_missing(sound):
    """No failure yet: it names where. One that has ended, or of the neighbour, is none here."""
    ended = {"valid_from": clock.local_date(AT) - 30 * DAY, "valid_to": clock.local_date(AT) - DAY}
    Norm.objects.filter(name="cases.keep", area=sound.world.near.areas["street"]).update(**ended)
    found, status = examined("--quick")
    assert (found["keeping"]["level"], status) == ("notice", 0)
    near, far = (place.areas["street"].name for place in (sound.world.near, sound.world.far))
    assert (near in found["keeping"]["found"], far in found["keeping"]["found"]) == (True, False)
    assert found["keeping"]["to_do"].startswith("Let the unit decide")


def test_a_clock_that_went_back(sound, monkeypatch):
    """History of the future: the clock was wrong then, or is now."""
    monkeypatch.setattr(clock, "now", lambda: AT - HOUR)
    assert "clock" in wrong("--quick")


@pytest.mark.parametrize(("apart", "found"), [(119, []), (121, ["clock"]), (-121, ["clock"])])
def test_a_database_with_another_clock(sound, monkeypatch, apart, found):
    monkeypatch.setattr(checks, "database_now", lambda: AT + timedelta(seconds=apart))
    assert wrong("--quick") == found


def test_the_clock_of_the_database_is_asked(real_database):
    """PostgreSQL has one; here it is this machine's."""
    told = checks.database_now()
    assert told is None if connection.vendor == "sqlite" else abs(told - clock.now()) < timedelta(minutes=1)


def test_a_year_that_is_not_published(sound, monkeypatch):
    CalendarDay.objects.filter(day__year__gte=2026).delete()
    seed_calendar(first_year=2024, last_year=2024, by=SYSTEM, at=AT)
    assert wrong("--quick") == ["calendar"]


def test_a_year_that_soon_ends(sound, monkeypatch):
    """No failure yet: it says what to do and ends with 0."""
    monkeypatch.setattr(clock, "now", lambda: AT + 36 * DAY)
    monkeypatch.setattr(checks, "pulse", lambda at: Pulse(beats=True))
    Backup.objects.update(taken_at=AT + 36 * DAY)
    found, status = examined("--quick")
    assert (found["calendar"]["level"], status) == ("notice", 0)
    assert found["calendar"]["found"] == "It is there until 2026-12-31. Limits that begin now can end after it."
    assert found["calendar"]["to_do"].startswith("Bring in the yearly notice")


def test_jobs_that_nobody_sees_to(sound):
    enqueue("jobs.prune", at=AT - HOUR)
    found, status = examined("--quick")
    assert (found["jobs"]["found"], status) == ("Nobody sees to them since 2026-11-23 08:00.", 1)


def test_jobs_that_were_given_up(sound):
    job = Job.objects.get(pk=enqueue("jobs.prune", at=AT))
    Job.objects.filter(pk=job.pk).update(state="failed")
    assert examined("--quick")[0]["jobs"]["found"] == "Given up: 1"


def test_messages_that_did_not_arrive(sound):
    usual = {"recipient": "person:1", "channel": "email", "key": "k", "subject": "s", "path": "/", "urgent": False}
    Message.objects.create(**usual, state="dead", created_at=AT)
    assert wrong("--quick") == ["messages"]


def test_events_of_which_no_message_was_made(sound):
    OutboxRow.objects.create(topic="unknown", payload={}, posted_at=AT, next_at=AT + DAY, attempts=3)
    assert wrong("--quick") == ["messages"]


@pytest.mark.parametrize(("later", "found"), [(timedelta(hours=48), []), (timedelta(hours=50), ["backup"])])
def test_a_backup_may_be_missed_once(sound, monkeypatch, later, found):
    monkeypatch.setattr(clock, "now", lambda: AT + later)
    monkeypatch.setattr(checks, "pulse", lambda at: Pulse(beats=True))
    assert wrong("--quick") == found


def test_that_there_was_no_backup(sound):
    Backup.objects.all().delete()
    assert wrong("--quick") == ["backup"]


def test_a_file_that_is_gone(sound):
    photo = StoredFile.objects.exclude(sha256="").get()
    disk.path_of(Folder.PHOTOS, photo.sha256).unlink()
    assert wrong() == ["files"]


def test_tables_of_an_older_version(sound):
    call_command("migrate", "web", "zero", verbosity=0)
    found, status = examined()
    assert (list(found), status, found["migrations"]["to_do"]) == (["migrations"], 1, "Run `xiuhuazhen upgrade`.")


def test_tables_of_a_newer_version(sound):
    with connection.cursor() as cursor:
        insert = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)"
        cursor.execute(insert, ["web", "0099_to_come", "2026-11-23 01:00:00+00"])
    found, _status = examined()
    assert found["migrations"]["found"] == "The database was changed by a newer version: web.0099_to_come"
