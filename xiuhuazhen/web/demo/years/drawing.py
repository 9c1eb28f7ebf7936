"""Which matters there were on a day: what, where, by whom, and how each is to go on. Drawn by lot, always the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.demo import staff
from xiuhuazhen.web.demo.ground import FUMIN, SQUARE, STATION_COMMUNITY, XINGFU, ZHONGZHUANG
from xiuhuazhen.web.demo.places import ALIASES
from xiuhuazhen.web.demo.story import Story
from xiuhuazhen.web.demo.years import rhythm, troubles
from xiuhuazhen.web.demo.years.lives import Life

COMMITTEES: Final = {STATION_COMMUNITY: "station", XINGFU: "xingfu", ZHONGZHUANG: "zhongzhuang", FUMIN: "fumin"}
_STREETS: Final = ("路", "巷", "街", "路口", "市场", "商业街", "北口")
_ROUNDS: Final = {
    f"{ZHONGZHUANG}00102": staff.SMALL_GRID_WORKER,
    f"{STATION_COMMUNITY}002": staff.STATION_WORKER,
    SQUARE: staff.STATION_WORKER,
}
"""Grids with a worker, who reports what is seen there."""

_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_SAID_BY: Final = {Source.HOTLINE: "来电反映：", Source.PATROL: "巡查发现："}
_DETOURS: Final = (("returned", 0.05), ("extended", 0.04), ("rework", 0.06), ("sent_back", 0.03), ("displeased", 0.05))
_ON_PATROL, _BY_HOTLINE, _QUESTION, _ELSEWHERE = 0.7, 0.42, 0.06, 0.3
_ON_THE_SPOT, _TWICE, _WITHDRAWN, _UNRATED = 0.6, 0.015, 0.025, 0.34
_PHOTO, _PHONE = 0.14, 0.72


@dataclass(frozen=True)
class Everyday:
    """A matter as it is reported, and its life."""

    story: Story
    life: Life


def matters_of(first: date, end: date) -> Iterator[Everyday]:
    """The everyday matters from one day up to another, day by day."""
    for day, count in rhythm.days(first, end):
        for number in range(count):
            yield _Drawn(day, number).matter()


class _Drawn:
    """What was drawn for one matter so far; each draw follows from those before it."""

    def __init__(self, day: date, number: int) -> None:
        self.day, self.number = day, number
        self.lots = rhythm.lots_of(day, str(number))
        self.trouble = rhythm.trouble_of(day, self.lots)
        self.code, self.place = self._where()
        self.source = self._source()
        self.has_phone = self.source is Source.HOTLINE or (self.source is Source.RESIDENT and self._by_chance(_PHONE))
        self.hours = "round" if self.source is Source.PATROL else self.trouble.hours
        self.n = self.lots.randint(2, 7)

    def matter(self) -> Everyday:
        words, said, ending = self._question() or self._trouble()
        life = Life(
            trouble=self.trouble,
            unit=self.trouble.unit or COMMITTEES[self.code[:12]],
            ending=ending,
            said=self._filled(said),
            lots=self.lots,
            has_phone=self.has_phone,
            detours=self._detours(),
            n=self.n,
        )
        return Everyday(self._story(self._filled(_SAID_BY.get(self.source, "") + words)), life)

    def _by_chance(self, share: float) -> bool:
        return self.lots.random() < share

    def _where(self) -> tuple[str, str]:
        """The code of an area, and a name that people use for it."""
        if self.trouble.where == "square":
            return SQUARE, self.lots.choice(ALIASES[SQUARE])
        named = [(code, name) for code, names in ALIASES.items() if code[:12] in COMMITTEES for name in names]
        on_streets = [each for each in named if each[1].endswith(_STREETS)]
        homes = [each for each in named if each not in on_streets and each[0] != SQUARE]
        return self.lots.choice(on_streets if self.trouble.where == "street" else homes)

    def _source(self) -> Source:
        if self.trouble.seen and self.code in _ROUNDS and self._by_chance(_ON_PATROL):
            return Source.PATROL
        return Source.HOTLINE if self._by_chance(_BY_HOTLINE) else Source.RESIDENT

    def _question(self) -> tuple[str, str, str] | None:
        """What somebody asks, what the desk says to it, and that it ends there; seldom."""
        if self.source is Source.PATROL or not self._by_chance(_QUESTION):
            return None
        self.hours = "day"
        elsewhere = self._by_chance(_ELSEWHERE)
        words, answer = self.lots.choice(troubles.ELSEWHERE if elsewhere else troubles.QUESTIONS)
        return words, answer, "elsewhere" if elsewhere else "answered"

    def _trouble(self) -> tuple[str, str, str]:
        words = self.lots.choice(self.trouble.texts)
        if self.source is Source.PATROL:
            return words, "", "on_the_spot" if self._by_chance(_ON_THE_SPOT) else "mended"
        words += self.lots.choice(troubles.CLOSERS)
        if self.source is Source.RESIDENT and self._by_chance(_WITHDRAWN):
            return words, "", "withdrawn"
        return words, "", "twice" if self._by_chance(_TWICE) else "mended"

    def _filled(self, words: str) -> str:
        house = f"{self.lots.randint(1, 9)}号楼" + (f"{self.lots.randint(1, 4)}单元" if self._by_chance(0.7) else "")
        return words.format(place=self.place, house=house, n=self.n, degrees=self.lots.randint(12, 16))

    def _story(self, words: str) -> Story:
        photo = self.trouble.photo if self.source is not Source.HOTLINE and self._by_chance(_PHOTO) else ""
        return Story(
            key=f"everyday {self.day.isoformat()} {self.number}",
            source=self.source,
            days=0,
            moment="",
            at=rhythm.moment(self.day, self.hours, self.lots),
            text=words,
            area=self.code,
            contact=self._contact() if self.has_phone else ("", ""),
            who=_ROUNDS.get(self.code, "") if self.source is Source.PATROL else "",
            photo=photo,
            reply=self.has_phone,
        )

    def _contact(self) -> tuple[str, str]:
        """Invented, as all names and numbers here."""
        name = self.lots.choice(_SURNAMES) + self.lots.choice(("先生", "女士"))
        return name, f"1390000{self.lots.randint(0, 9999):04d}"

    def _detours(self) -> set[str]:
        drawn = {name for name, share in (*_DETOURS, ("unrated", _UNRATED)) if self._by_chance(share)}
        return drawn | ({"contact"} if self.has_phone else set())
