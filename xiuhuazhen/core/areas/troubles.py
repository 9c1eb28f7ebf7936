"""Words by which people say what is the matter (路灯, 垃圾). None of them is the name of a place."""

from collections.abc import Callable, Collection

from xiuhuazhen.core.areas.rules.names import comparable, ends_as_a_name

_SHORTEST = 2
_named: list[Callable[[], Collection[str]]] = []


def register(words: Callable[[], Collection[str]]) -> None:
    """Let a domain name such words; they are asked for whenever somebody notes the name of a place."""
    _named.append(words)


def speaks_of_a_trouble(text: str) -> bool:
    """It is such a word, or holds one and does not end as the name of a compound does (路灯厂家属院 does)."""
    plain = comparable(text)
    held = [word for words in _named for word in words() if len(word) >= _SHORTEST and word in plain]
    return any(word == plain for word in held) or (bool(held) and not ends_as_a_name(plain))
