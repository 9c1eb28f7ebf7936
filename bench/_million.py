"""Many matters, for benches of lists and pages: the same world with ten thousand of them and with a million.

``python -m bench._million build COUNT STREETS`` migrates the database of the environment, fills it, and prints the
session of the near street's dispatcher and the number of a matter. ``python -m bench._million count ADDRESS …`` prints
how many SQL statements each page takes. Benches take :func:`world`, which keeps what was built until the process ends.

Forty streets, or the near one alone, have matters of three years until yesterday, most of them closed; the newest
hundred of each street are open, since an office's open work does not grow with its history. Rows are written past the
actions, without valid hash chains.
"""

import atexit
import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

import django

from bench._clients import Answers

STREETS, COMMUNITIES, GRIDS = 40, 6, 4
OPEN_IN_A_STREET = 100
DAY = timedelta(days=1)
YEARS = 3 * 365 * DAY
BATCH = 20_000
REST_SECONDS = 30

PLACES = (
    "银杏小区",
    "建国路",
    "广场东侧",
    "八一路口",
    "康乐巷",
    "站前街",
    "学院家属院",
    "湟水河边",
    "新民市场",
    "东关大院",
)
THINGS = (
    *("路灯", "井盖", "水管", "垃圾桶", "楼道", "围墙", "树枝", "共享单车", "广告牌", "暖气"),
    *("下水道", "电动车", "噪声", "油烟", "台阶", "扶手", "健身器材", "消防通道", "门禁", "信号灯"),
)
TROUBLES = ("坏了没人修", "堵住了", "松动很危险", "一直漏水", "晚上看不见", "影响居民休息", "被占用", "破损需要更换")
SELDOM = "猎德大道"
"""A word in one of ten thousand."""

KEYS = "bench:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@dataclass
class World:
    """A database with so many matters, the session of the near street's dispatcher, and the number of an open matter of
    theirs, which an address may ask for as ``{number}``."""

    data: Path
    environment: dict[str, str]
    session: str
    number: str

    @contextmanager
    def serving(self) -> Iterator[int]:
        """The port on which ``xiuhuazhen run`` serves it, once its first jobs are done or have had half a minute."""
        from tests.support.databases import RealDatabase
        from tests.support.servers import serve

        with serve(RealDatabase("", self.data), **self.environment) as server:
            rest = [sys.executable, "-m", "bench._desk", "rest"]
            with suppress(subprocess.TimeoutExpired):
                subprocess.run(rest, env=os.environ | self.environment, check=True, timeout=REST_SECONDS)
            yield urlsplit(server.url).port or 0

    def statements(self, *addresses: str) -> list[int]:
        asked = [address.format(number=self.number) for address in addresses]
        command = [sys.executable, "-m", "bench._million", "count", *asked]
        return json.loads(
            subprocess.run(command, env=os.environ | self.environment, check=True, stdout=subprocess.PIPE).stdout
        )

    def look(self, port: int, address: str, *, times: int) -> Answers:
        """The page asked for so many times, one after the other; the first two are not counted."""
        found, asked = Answers(), address.format(number=self.number)
        for turn in range(times + 2):
            start = time.perf_counter()
            status = _get(port, asked, self.session)
            if turn > 1:
                found.seconds.append(time.perf_counter() - start)
                found.statuses[status] += 1
        if set(found.statuses) != {200}:
            raise SystemExit(f"{address} was answered with {dict(found.statuses)}")
        return found


def _get(port: int, address: str, session: str) -> int:
    head = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: sessionid={session}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(head.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    return int(answer.split(b" ", 2)[1])


def query(**asked: str) -> str:
    return "&".join(f"{name}={quote(value)}" for name, value in asked.items())


_kept = ExitStack()
atexit.register(_kept.close)


@cache
def vendors() -> tuple[str, ...]:
    from tests.support.postgres import binaries

    if binaries() is None:
        print("SKIPPED: the figures on PostgreSQL, because no PostgreSQL server is installed here.")
        return ("sqlite",)
    return ("sqlite", "postgresql")


@cache
def world(vendor: str, count: int, streets: int = STREETS) -> World:
    """Built once in a process, and gone with it."""
    folder = Path(_kept.enter_context(tempfile.TemporaryDirectory(prefix="xhz-bench-")))
    (data := folder / "data").mkdir()
    own = {
        "DJANGO_SETTINGS_MODULE": "bench._bare.settings",
        "XHZ_DATA_DIR": str(data),
        "XHZ_KEYS": KEYS,
        "XHZ_PUBLIC_RATE": "off",
        "XHZ_LOG_LEVEL": "ERROR",
        **({"DATABASE_URL": _cluster()} if vendor == "postgresql" else {}),
    }
    start, command = time.perf_counter(), [sys.executable, "-m", "bench._million", "build", str(count), str(streets)]
    told = subprocess.run(command, env=os.environ | own, check=True, stdout=subprocess.PIPE, text=True).stdout
    print(f"{vendor}: {count:,} matters in {time.perf_counter() - start:.0f} s", flush=True)
    return World(data, own, *told.split())


def _cluster() -> str:
    from tests.support.postgres import DURABLE, binaries, cluster

    return _kept.enter_context(cluster(binaries() or Path(), (*DURABLE, "shared_buffers=512MB")))


def build(count: int, streets: int) -> tuple[str, str]:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.test import Client

    from tests.support import street
    from xiuhuazhen.core.procedures.models import Matter

    call_command("migrate", run_syncdb=True, verbosity=0)
    near = street.build().near
    places = _places(near, streets)
    holders = [near.units[name].pk.hex for name in ("lamps", "water", "community")]
    with _careless(connection), transaction.atomic(), _without_indexes(connection):
        _fill(connection, count, places, holders)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(near.accounts["dispatcher"], backend="django.contrib.auth.backends.ModelBackend")
    opened = Matter.objects.filter(street=near.areas["street"], is_open=True).order_by("-opened_at", "id")
    return str(client.cookies["sessionid"].value), opened.values_list("number", flat=True)[0]


Levels = tuple[UUID, UUID, UUID, UUID, str]
"""County, street, community and grid, and the street's code."""


def _places(near: Any, streets: int) -> list[list[Levels]]:
    """The grids of each street, the near one first."""
    from xiuhuazhen.core.areas.models import Area

    county = near.areas["street"].parent
    own = [
        (county.pk, near.areas["street"].pk, near.areas[community].pk, near.areas[grid].pk, near.areas["street"].code)
        for community, grid in (("community", "grid"), ("community", "grid-2"), ("second", "second-grid"))
    ]
    made, found = [], [own]
    for number in range(100, 100 + streets - 1):
        street = _area(county, f"630102{number}", f"街道{number}", made)
        communities = [_area(street, f"{street.code}{n:03d}", f"社区{n}", made) for n in range(COMMUNITIES)]
        grids = [(c, _area(c, f"{c.code}{n:03d}", f"网格{n}", made)) for c in communities for n in range(GRIDS)]
        found.append([(county.pk, street.pk, community.pk, grid.pk, street.code) for community, grid in grids])
    Area.objects.bulk_create(made)
    return found


def _area(parent: Any, code: str, name: str, made: list[Any]) -> Any:
    from xiuhuazhen.core.areas.choices import Level
    from xiuhuazhen.core.areas.models import Area

    levels = sorted(Level)
    below = levels[levels.index(Level(parent.level)) + 1]
    area = Area(level=below, parent=parent, code=code, name=name, valid_from=parent.valid_from)
    area.path = f"{parent.path}{area.pk}/"
    made.append(area)
    return area


_CARELESS = {
    "sqlite": (
        *("PRAGMA journal_mode=MEMORY", "PRAGMA synchronous=OFF", "PRAGMA foreign_keys=OFF"),
        "PRAGMA cache_size=-200000",
    ),
    "postgresql": ("SET session_replication_role = replica",),
}
_CAREFUL = {
    "sqlite": ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON"),
    "postgresql": ("SET session_replication_role = origin",),
}


@contextmanager
def _careless(connection: Any) -> Iterator[None]:
    """No row is checked against others and SQLite waits for no disk; what is cut short here is thrown away anyway."""
    with connection.cursor() as cursor:
        for statement in _CARELESS[connection.vendor]:
            cursor.execute(statement)
        yield
        for statement in _CAREFUL[connection.vendor]:
            cursor.execute(statement)


@contextmanager
def _without_indexes(connection: Any) -> Iterator[None]:
    """The tables that are filled have no indexes meanwhile but those of their constraints."""
    tables = (
        "procedures_matter",
        "procedures_step",
        "procedures_searchdocument",
        "procedures_worklistrow",
        "cases_case",
    )
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN"
                " (SELECT conname FROM pg_constraint)",
                [list(tables)],
            )
        else:
            cursor.execute("SELECT name, sql, tbl_name FROM sqlite_master WHERE type = 'index' AND sql <> ''")
        found = [row[:2] for row in cursor.fetchall() if row[2:] in [(), *((table,) for table in tables)]]
        for name, _sql in found:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _name, sql in found:
            cursor.execute(sql)


def _fill(connection: Any, count: int, places: Sequence[Sequence[Levels]], holders: Sequence[str]) -> None:
    from xiuhuazhen.core.kit import clock
    from xiuhuazhen.core.procedures.models import Matter, Step, StepContent, WorklistRow
    from xiuhuazhen.domains.cases.models import Case

    drawn, now, streets = random.Random(1), clock.now(), len(places)
    days: Counter[tuple[str, str]] = Counter()
    table = {
        model: _Table(connection, model, dynamic)
        for model, dynamic in {
            Matter: "id number title category area_id county_id street_id community_id grid_id state is_open"
            " holder_id opened_at due_at closed_at close_reason version lng_e7 lat_e7",
            Step: "id matter_id number action from_state to_state at command_id content_digest previous_hash hash",
            StepContent: "step_id text salt request_digest",
            Case: "matter_id source source_name source_number has_contact",
            WorklistRow: "id matter_id area_id unit_id due_at from_at",
        }.items()
    }
    documents = _Documents(connection)
    desk = _desk_of(places)
    no_limit = "9999-12-31 00:00:00" + ("+00" if connection.vendor == "postgresql" else "")
    for index in range(count):
        place = drawn.choice(places[index % streets])
        county, street, community, grid, code = place
        opened = now - DAY - YEARS + YEARS * (index / count)
        opened_at, day = opened.strftime("%Y-%m-%d %H:%M:%S.%f"), (opened + timedelta(hours=8)).strftime("%Y%m%d")
        days[code, day] += 1
        number = f"{code}-{day}-{days[code, day]:04d}"
        text = f"{drawn.choice(PLACES)}{drawn.choice(THINGS)}{drawn.choice(TROUBLES)}，请派人处理"
        text += SELDOM if index % 10_000 == 0 else ""
        is_open = index >= count - streets * OPEN_IN_A_STREET
        matter_id, step_id = _id(drawn, opened), _id(drawn, opened)
        due_at = (now + timedelta(hours=1 + index % 240)).strftime("%Y-%m-%d %H:%M:%S") if is_open else no_limit
        state = drawn.choice(("registered", "dispatched", "handling", "checking")) if is_open else "archived"
        holder = drawn.choice(holders) if state not in ("registered",) and index % streets == 0 else None
        closed = (None, "") if is_open else (opened_at, "solved")
        table[Matter].add(
            (
                *(
                    matter_id,
                    number,
                    text[:28],
                    "0101",
                    grid.hex,
                    county.hex,
                    street.hex,
                    community.hex,
                    grid.hex,
                    state,
                ),
                *(int(is_open), holder, opened_at, due_at, *closed, 1, 1_018_000_000 + index % 90_000, 366_000_000),
            )
        )
        table[Step].add((step_id, matter_id, 1, "report", "", "registered", opened_at, matter_id, b"0", b"0", b"0"))
        table[StepContent].add((step_id, text, b"0", b"0"))
        source = ("hotline", "resident", "patrol")[index % 3]
        order = ("12345热线", f"HL{index:09d}") if source == "hotline" else ("", "")
        table[Case].add((matter_id, source, *order, 0))
        documents.add(index + 1, matter_id, (county.hex, street.hex, community.hex, grid.hex), number, text)
        if is_open and state == "registered" and index % streets == 0:
            table[WorklistRow].add((_id(drawn, opened), matter_id, grid.hex, desk, due_at, opened_at))
    for each in (*table.values(), documents):
        each.flush()


def _desk_of(places: Sequence[Sequence[Levels]]) -> str:
    from xiuhuazhen.core.people.models import Unit

    return Unit.objects.get(kind="dispatch_desk", area_id=places[0][0][1]).pk.hex


def _id(drawn: random.Random, at: datetime) -> str:
    """Ordered by time, as the product's own."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | drawn.getrandbits(60)).hex


class _Table:
    """Rows of a model: the named columns are given with each, all others are as they are by default."""

    def __init__(self, connection: Any, model: Any, dynamic: str) -> None:
        self._connection, self._rows = connection, []
        names = dynamic.split()
        fixed = {
            field.column: field.get_db_prep_save(_default(field), connection)
            for field in model._meta.concrete_fields
            if field.column not in names
        }
        self._fixed = tuple(_plain(value) for value in fixed.values())
        self._name, self._columns = model._meta.db_table, (*names, *fixed)

    def add(self, row: tuple[Any, ...]) -> None:
        self._rows.append(row + self._fixed)
        if len(self._rows) == BATCH:
            self.flush()

    def flush(self) -> None:
        _write(self._connection, self._name, self._columns, self._rows)
        self._rows = []


_USUAL = {
    "kind": "cases.case", "actor_key": "public", "actor_name": "居民", "facts": {"source": "resident"},
    "permission": "cases.dispatch", "placed_by": "chosen", "source": "resident",
}  # fmt: skip


def _default(field: Any) -> Any:
    if field.name in _USUAL:
        return _USUAL[field.name]
    return field.get_default()


def _plain(value: Any) -> Any:
    """As text that both databases read."""
    if hasattr(value, "dumps"):
        return json.dumps(value.obj)
    return value


class _Documents:
    """Search documents; the terms of a text and of a day are worked out once."""

    def __init__(self, connection: Any) -> None:
        self._connection, self._rows, self._terms = connection, [], []
        self._cached: dict[str, list[str]] = {}

    def add(self, row_id: int, matter_id: str, areas: Iterable[str], number: str, text: str) -> None:
        from xiuhuazhen.core.procedures.documents import vector
        from xiuhuazhen.core.procedures.rules import terms

        if text not in self._cached:
            self._cached[text] = terms.text_terms(text)
        found = [*map(terms.area_term, areas), ".", *terms.number_terms(number), ".", *self._cached[text]]
        if self._connection.vendor == "postgresql":
            self._rows.append((matter_id, vector(found)))
        else:
            self._rows.append((row_id, matter_id))
            self._terms.append((row_id, " ".join(found)))
        if len(self._rows) == BATCH:
            self.flush()

    def flush(self) -> None:
        if self._connection.vendor == "postgresql":
            _write(self._connection, "procedures_searchdocument", ("matter_id", "terms"), self._rows)
        else:
            _write(self._connection, "procedures_searchdocument", ("id", "matter_id"), self._rows)
            _write(self._connection, "procedures_terms", ("rowid", "terms"), self._terms)
        self._rows, self._terms = [], []


def _write(connection: Any, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    named = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({named}) VALUES ({marks})", rows)  # noqa: S608 - names of our own


def count_statements(addresses: Sequence[str]) -> list[int]:
    from django.test import Client

    from tests.support.statements import statements
    from xiuhuazhen.core.people.models import Account

    client, found = Client(SERVER_NAME="127.0.0.1"), []
    client.force_login(
        Account.objects.get(username="near-dispatcher"), backend="django.contrib.auth.backends.ModelBackend"
    )
    for address in addresses:
        client.get(address)
        with statements() as said:
            assert client.get(address).status_code == 200
        found.append(len(said))
    return found


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "build":
        print(*build(int(sys.argv[2]), int(sys.argv[3])))
    else:
        print(json.dumps(count_statements(sys.argv[2:])))
