"""Public doors: so many uses an hour from one address, fewer from one device."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured

from xiuhuazhen.config.settings.base import rate
from xiuhuazhen.core.kit import rates
from xiuhuazhen.core.kit.errors import TooMany

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def low_rates(settings):
    settings.PUBLIC_RATE, settings.PUBLIC_DEVICE_RATE = "3", "2"
    cache.clear()
    yield
    cache.clear()


def came(rf, address="203.0.113.7", *, device="", forwarded=""):
    more = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    request = rf.post("/report/", REMOTE_ADDR=address, **more)
    if device:
        request.COOKIES[rates.DEVICE_COOKIE] = device
    return request


def uses(rf, count, *, door="report", at=AT, **who):
    """How many of so many uses were let in."""
    let_in = 0
    for _ in range(count):
        try:
            rates.spend(came(rf, **who), door, at=at)
        except TooMany:
            continue
        let_in += 1
    return let_in


def test_an_address_is_let_in_so_often_an_hour(rf):
    assert uses(rf, 5) == 3
    assert uses(rf, 5, at=AT + timedelta(minutes=59)) == 0
    assert uses(rf, 5, at=AT + timedelta(minutes=60)) == 3


def test_addresses_and_doors_are_counted_apart(rf):
    assert uses(rf, 5, address="203.0.113.7") == 3
    assert uses(rf, 5, address="203.0.113.8") == 3
    assert uses(rf, 5, door="code") == 3


def test_a_device_is_let_in_less_often_wherever_it_is(rf):
    assert uses(rf, 2, device="phone", address="203.0.113.7") == 2
    assert uses(rf, 2, device="phone", address="203.0.113.8") == 0
    assert uses(rf, 1, device="tablet", address="203.0.113.9") == 1


def test_a_new_device_each_time_does_not_get_around_the_address(rf):
    assert [uses(rf, 1, device=f"phone-{number}") for number in range(5)] == [1, 1, 1, 0, 0]


def test_off_means_off(rf, settings):
    settings.PUBLIC_RATE = settings.PUBLIC_DEVICE_RATE = "off"
    assert uses(rf, 20, device="phone") == 20


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        ([], "203.0.113.7", "", "203.0.113.7"),
        ([], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["10.0.0.0/8"], "203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (["10.0.0.0/8"], "10.0.0.2", "198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "192.0.2.9, 198.51.100.1", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "192.0.2.9, 198.51.100.1, 10.0.0.3", "198.51.100.1"),
        (["10.0.0.0/8"], "10.0.0.2", "", "10.0.0.2"),
        (["10.0.0.0/8"], "10.0.0.2", "nonsense", "nonsense"),
        (["10.0.0.0/8", "fd00::/8"], "fd00::1", "2001:db8::5", "2001:db8::5"),
        (["not a network"], "10.0.0.2", "198.51.100.1", "10.0.0.2"),
    ],
    ids=[
        "straight",
        "claimed without proxy",
        "claimed by a stranger",
        "through our proxy",
        "claimed beyond our proxy",
        "through two of ours",
        "our own",
        "nonsense",
        "IPv6",
        "wrong setting",
    ],
)
def test_the_address_comes_through_trusted_proxies_alone(rf, settings, proxies, remote, forwarded, address):
    """What a client claims in a header never helps it to another address."""
    settings.TRUSTED_PROXIES = proxies
    assert rates.client_address(came(rf, remote, forwarded=forwarded)) == address


@pytest.mark.parametrize(
    ("given", "read"),
    [("600", "600"), ("600/h", "600"), (" 20 /h", "20"), ("off", "off"), ("1000000000", "1000000000")],
)
def test_how_a_rate_may_be_written(monkeypatch, given, read):
    monkeypatch.setenv("XHZ_PUBLIC_RATE", given)
    assert rate("XHZ_PUBLIC_RATE", "1") == read


@pytest.mark.parametrize(
    "given", ["600/min", "600/hour", "h", "/h", "", "0", "-1", "1.5", "1e3", "六百", "６００", "OFF!"]
)
def test_a_rate_that_cannot_be_read_stops_start_up(monkeypatch, given):
    monkeypatch.setenv("XHZ_PUBLIC_RATE", given)
    with pytest.raises(ImproperlyConfigured, match=r"^XHZ_PUBLIC_RATE cannot be read: .* 600 or 600/h, or off"):
        rate("XHZ_PUBLIC_RATE", "1")
