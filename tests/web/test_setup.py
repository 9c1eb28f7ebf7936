"""``xiuhuazhen setup``, ``end_role`` and ``set_password``: a real street from a file, without the demonstration."""

import io
import re
import stat
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from xiuhuazhen.core.areas import actions as areas
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.people.access import actor_for_token
from xiuhuazhen.core.people.models import Account, ApiToken, Role, Unit
from xiuhuazhen.domains.cases.models import Category, PrivacyNotice, RoutingRule
from xiuhuazhen.domains.grid.models import Grid, Post
from xiuhuazhen.web.management.commands import set_password
from xiuhuazhen.web.setting_up.hours import in_minutes

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).parents[2] / "docs" / "setup" / "street.example.toml"
CODES = Path(areas.__file__).parents[1] / "data" / "qinghai_63_all.csv"
STREET = "630102005"
MADE = (Area, Alias, CalendarDay, Unit, Account, Role, Grid, Post, Norm, Category, RoutingRule, PrivacyNotice, ApiToken)

OFFICE = """
[[units]]
name = "街道办事处"
kind = "street_office"
area = "630102005"
"""


@pytest.fixture
def codes():
    """The list of division codes of one district, taken in."""
    command("areas_import_codes", CODES, "--as-of", "2023-06-30", "--within", "630102")


@pytest.fixture
def written(tmp_path):
    """Writes a file to set up from."""

    def write(text):
        path = tmp_path / "street.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def command(name, *given):
    out = io.StringIO()
    call_command(name, *(str(each) for each in given), stdout=out)
    return out.getvalue()


def setup(*given):
    return command("setup", *given)


def refused(path):
    """What the command says is wrong: the sentences by their place."""
    with pytest.raises(CommandError) as said:
        setup(path)
    headline, *lines = str(said.value).splitlines()
    return headline, dict(line.split(": ", 1) for line in lines)


def counted():
    return {model.__name__: model.objects.count() for model in MADE}


def password_of(username, said):
    return re.search(rf"^{re.escape(username)}\s+(\S+)", said, re.MULTILINE)[1]


def test_the_example_sets_up_an_empty_database(codes):
    said = setup(EXAMPLE)
    assert "units：新增 7，未变 0。" in said
    assert "people：新增 9，未变 0。" in said
    assert "roles：新增 10，未变 0。" in said
    assert "norms：新增 30，未变 0。" in said
    assert PrivacyNotice.objects.get().text.startswith("留姓名和电话是自愿的")
    assert Norm.objects.get(name="office.hours").value == [[540, 720], [840, 1080]]
    assert Grid.objects.get(area__code="63010200500400101").households == 812
    assert Role.objects.get(person__name="周敏").valid_from == date(2026, 1, 1)


def test_the_second_time_nothing_changes(codes):
    """Neither rows nor history; no password is shown again."""
    setup(EXAMPLE)
    before, history = counted(), AuditRow.objects.count()
    said = setup(EXAMPLE)
    assert (counted(), AuditRow.objects.count()) == (before, history)
    assert "people：新增 0，未变 9。" in said
    assert "首次密码" not in said
    assert "与文件写的不同" not in said


def test_somebody_from_the_file_signs_in_with_the_printed_password(codes, client):
    said = setup(EXAMPLE)
    given = {"username": "zhou.diaodu", "password": password_of("zhou.diaodu", said)}
    page = client.post("/sign-in/", given, follow=True)
    assert page.redirect_chain[-1] == ("/desk/", 302)
    assert page.status_code == 200
    assert "周敏" in page.content.decode()


def test_passwords_are_also_written_to_a_private_file(codes, tmp_path):
    path = tmp_path / "first.txt"
    said = setup(EXAMPLE, "--passwords", path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert password_of("wang.shequ", path.read_text(encoding="utf-8")) == password_of("wang.shequ", said)
    assert len(path.read_text(encoding="utf-8").splitlines()) == 9


def test_a_file_of_passwords_is_not_written_over(codes, tmp_path):
    """Nothing is set up then, or its passwords would be in no file."""
    path = tmp_path / "first.txt"
    path.write_text("earlier", encoding="utf-8")
    with pytest.raises(CommandError, match="已经存在"):
        setup(EXAMPLE, "--passwords", path)
    assert path.read_text(encoding="utf-8") == "earlier"
    assert Account.objects.count() == 0


WRONG = """
colour = "red"

[[areas]]
code = "630102005001001"
parent = "630102005777"
name = "某网格"
basis = "测试"

[[units]]
name = "没有地方的单位"
kind = "department"

[[units]]
name = "街道办事处"
kind = "street_office"
area = "999999"

[[units]]
name = "城运中心"
kind = "dispatch_desk"
area = 630102005

[[people]]
username = "a.b"
name = "甲"
password = "secret"
roles = [{ role = "mayor", unit = "街道办事处", areas = ["630102005"] }]

[[people]]
username = "c.d"
name = "乙"
roles = [
  { role = "inspector", unit = "没有的单位", areas = ["630102005"] },
  { role = "inspector", unit = "街道办事处", areas = ["630102005"] },
]
posts = [{ grid = "630102005001" }]

[[norms]]
name = "cases.limit.handle"
value = 5
unit = "metre"
area = "630102"
basis = "测试"
evidence = "D"

[[norms]]
name = "cases.limit.handel"
value = 5
unit = "day"
area = "630102"
basis = "测试"
evidence = "D"

[[norms]]
name = "cases.limit.handle"
value = "five"
unit = "day"
area = "630102005"
basis = "测试"
evidence = "X"

[[norms]]
name = "cases.limit.reply"
value = "five"
unit = "day"
area = "630102005"
basis = "测试"
evidence = "D"

[[routes]]
category = "7777"
area = "630102005"
unit = "街道办事处"

[notice]
version = "1"
file = "nowhere.txt"
"""


def test_everything_wrong_is_named_at_once_and_nothing_is_applied(codes, written):
    """Each fault by its place; what only follows from another fault is not said."""
    before, history = counted(), AuditRow.objects.count()
    headline, faults = refused(written(WRONG))
    assert headline == "没有做任何改动：文件里有 15 处不对。"
    assert faults.pop("notice file").endswith("nowhere.txt。")
    assert faults.pop("norms 第 2 条 name").startswith("不认识“cases.limit.handel”。可以写：cases.escalate.head,")
    assert faults.pop("people 第 1 条 roles 第 1 条 role").startswith("不认识“mayor”。可以写：administrator,")
    assert faults == {
        "colour": "没有这个表。",
        "areas 第 1 条 parent": "没有代码为 630102005777 的地方。",
        "units 第 1 条 area": "缺这一项。",
        "units 第 2 条 area": "没有代码为 999999 的地方。",
        "units 第 3 条 area": "这里要写文字，用引号括起来。",
        "people 第 1 条 password": "没有这一项，看看是不是写错了。",
        "people 第 2 条 roles 第 1 条 unit": "没有叫“没有的单位”的单位。",
        "people 第 2 条 posts 第 1 条 grid": "车站社区居民委员会不是网格。",
        "norms 第 1 条 unit": (
            "cases.limit.handle 不能用单位 metre。可以写：hour_24x7, work_hour, work_day, day, month。"
        ),
        "norms 第 3 条 evidence": "不认识“X”。可以写：V1, V2, C, M, D。",
        "norms 第 4 条 value": "这个值不能用于“天”。",
        "routes 第 1 条 category": "职责清单里没有类别 7777。",
    }
    assert (counted(), AuditRow.objects.count()) == (before, history)


def test_two_entries_for_one_thing_are_refused(codes, written):
    _headline, faults = refused(written(OFFICE + OFFICE))
    assert faults == {"units 第 2 条": "和第 1 条重复。"}
    assert Unit.objects.count() == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("[[units]\n", "不是正确的 TOML 文件"), ("[units]\nname = 1\n", "每一条前面各写一行 [[units]]")],
)
def test_a_file_that_is_written_wrongly_is_refused(written, text, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        setup(written(text))


def test_what_is_there_and_differs_is_named_and_left(codes, written):
    setup(written(OFFICE))
    said = setup(written(OFFICE.replace("street_office", "department")))
    assert "units：新增 0，未变 1。" in said
    assert "以下各项这里已有，与文件写的不同，保持原样：\n  units 第 1 条\n" in said
    assert Unit.objects.get().kind == "street_office"


def test_a_token_is_told_once(codes, written):
    token = f"""{OFFICE}
[[tokens]]
name = "热线平台"
permissions = ["cases.report"]
area = "{STREET}"
unit = "街道办事处"
valid_to = 2099-01-01
"""
    said = setup(written(token))
    text = re.search(r"热线平台的令牌，只显示这一次：(xhz_\S+)", said)[1]
    assert actor_for_token(text, on=date(2098, 12, 31)).name == "热线平台"
    assert "xhz_" not in setup(written(token))
    assert ApiToken.objects.count() == 1


def test_a_role_ends_by_command_and_the_file_does_not_bring_it_back(codes):
    setup(EXAMPLE)
    said = command("end_role", "zhou.diaodu", "dispatcher", STREET, "--last-day", "2026-11-30")
    assert said == "周敏 在火车站街道担任派遣员，到 2026-11-30 当天为止。\n"
    again = setup(EXAMPLE)
    assert "people 第 3 条 roles 第 1 条" in again
    assert Role.objects.get(person__name="周敏").valid_to == date(2026, 12, 1)


def test_somebody_who_comes_back_holds_the_role_anew(codes, written):
    """With the day in the file, the role is given a second time, once."""
    setup(EXAMPLE)
    command("end_role", "zhou.diaodu", "dispatcher", STREET, "--last-day", "2026-11-30")
    back = EXAMPLE.read_text(encoding="utf-8").replace(
        'role = "dispatcher",', 'role = "dispatcher", since = 2027-03-01,'
    )
    path = written(back.replace('file = "privacy-notice.example.txt"', 'text = "x"').replace('2026-1"', '2026-2"'))
    setup(path)
    setup(path)
    roles = Role.objects.filter(person__name="周敏").order_by("valid_from")
    assert [(role.valid_from, role.valid_to) for role in roles] == [
        (date(2026, 1, 1), date(2026, 12, 1)),
        (date(2027, 3, 1), None),
    ]


def test_ending_a_role_that_is_not_held_is_refused(codes):
    setup(EXAMPLE)
    with pytest.raises(CommandError, match=r"那天以后 zhou\.diaodu 在那里没有这个角色。"):
        command("end_role", "zhou.diaodu", "inspector", STREET, "--last-day", "2026-11-30")


def asked(monkeypatch, *answers):
    given = iter(answers)
    monkeypatch.setattr(set_password, "getpass", lambda _prompt: next(given))


def test_a_new_password_opens_and_the_old_one_does_not(codes, client, monkeypatch):
    old = password_of("zhou.diaodu", setup(EXAMPLE))
    asked(monkeypatch, "gold-bee-27", "gold-bee-27")
    assert command("set_password", "zhou.diaodu") == "已给 zhou.diaodu 设了新密码。\n"
    assert client.post("/sign-in/", {"username": "zhou.diaodu", "password": old}).status_code == 422
    assert client.post("/sign-in/", {"username": "zhou.diaodu", "password": "gold-bee-27"}).status_code == 302
    row = AuditRow.objects.get(action="people.password.set")
    assert row.after == {"username": "zhou.diaodu"}


@pytest.mark.parametrize("answers", [("gold-bee-27", "gold-bee-28"), ("12345678", "12345678"), ("short", "short")])
def test_a_password_that_is_weak_or_mistyped_changes_nothing(codes, monkeypatch, answers):
    setup(EXAMPLE)
    before = Account.objects.get(username="zhou.diaodu").password
    asked(monkeypatch, *answers)
    with pytest.raises(CommandError):
        command("set_password", "zhou.diaodu")
    assert Account.objects.get(username="zhou.diaodu").password == before
    assert not AuditRow.objects.filter(action="people.password.set").exists()


def test_an_unknown_account_gets_no_password(monkeypatch):
    with pytest.raises(CommandError, match="没有叫 nobody 的账号。"):
        command("set_password", "nobody")


@pytest.mark.parametrize(
    ("written_as", "minutes"),
    [
        (["9:00-12:00", "14:00-18:00"], [[540, 720], [840, 1080]]),
        ([[540, 720]], [[540, 720]]),
        (["nine"], ["nine"]),
        (["9:00-12:00", 5], ["9:00-12:00", 5]),
        (5, 5),
    ],
)
def test_office_hours_are_written_as_people_write_them(written_as, minutes):
    assert in_minutes(written_as) == minutes
