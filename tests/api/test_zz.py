import pytest
from tests.api.conftest import *
from tests.support.statements import statements
from tests.support.cases import *
from django.test import Client
pytestmark = pytest.mark.django_db
def show(label, found):
    print("==", label, len(found))
    for x in found: print("   ", x[:230])
def test_it(world, anybody, program):
    anybody.post("/cases", body_of()); anybody.post("/cases", body_of(area=None, point={"lng": 101.815, "lat": 36.602}))
    with statements() as f: r= anybody.post("/cases", body_of())
    show("area", f)
    with statements() as f: anybody.post("/cases", body_of(area=None, point={"lng": 101.815, "lat": 36.602}))
    show("point", f)
    with statements() as f: anybody.post("/cases", body_of(area=None, point={"lng": 101.815, "lat": 36.602}, category="0101",contact={"name":"x","phone":PHONE}))
    show("point+cat", f)
    with statements() as f: anybody.post("/cases", body_of(area=None))
    show("words", f)
    with statements() as f: program().post("/cases", body_of())
    show("token area (with creation of token)", f)
    m = case_in(world.near, "handling")
    c = Client(); c.force_login(world.near.accounts["dispatcher"], backend="django.contrib.auth.backends.ModelBackend")
    h = Client(); h.force_login(world.near.accounts["handler"], backend="django.contrib.auth.backends.ModelBackend")
    for label, cl, url in (("desk", c, "/desk/"), ("desk selected", h, f"/desk/?selected={m.number}"), ("matter", c, f"/matters/{m.number}/"), ("matter handler", h, f"/matters/{m.number}/"), ("list", c, "/matters/"), ("map", c, "/map/")):
        cl.get(url)
        with statements() as f: r = cl.get(url)
        assert r.status_code == 200
        show(label, f)
    p = program()
    for url in ("/matters", f"/matters/{m.number}"):
        with statements() as f: p.get(url)
        show("api "+url, f)
