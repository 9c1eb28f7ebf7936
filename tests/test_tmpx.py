import pytest
from tests.support import street, cases
@pytest.mark.django_db
def test_x():
    import time; t=time.time()
    w = street.build(); print(time.time()-t)
    from django.test.utils import CaptureQueriesContext
    from django.db import connection
    with CaptureQueriesContext(connection) as c:
        m = cases.reported(contact_phone=cases.PHONE)
    for q in c: print(q["sql"][:100])
    print(len(c))
    t=time.time()
    for s in cases.WAY: print(cases.case_in(w.near, s).state, time.time()-t)
