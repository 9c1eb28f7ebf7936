"""What a form asks for is not thrown away."""

import inspect
import sys
from collections.abc import Callable

import pytest

from xiuhuazhen.core.procedures import kinds

OFFERS = {
    f"{name}.{action}": offer
    for name, kind in sorted(kinds._kinds.items())
    for action, offer in sorted(kind.offers.items())
}


def source_of(perform: Callable[..., object]) -> str:
    """Of the action, and of the functions beside it that it names."""
    text, beside = inspect.getsource(perform), sys.modules[perform.__module__]
    helpers = [inspect.getsource(each) for name, each in inspect.getmembers(beside, inspect.isfunction) if name in text]
    return "\n".join([text, *helpers])


@pytest.mark.parametrize("name", [name for name, offer in OFFERS.items() if "files" in offer.form.base_fields])
def test_an_action_keeps_the_files_that_its_form_takes(name):
    assert "uploads" in source_of(OFFERS[name].perform), f"{name}: its form takes files, the action drops them"
