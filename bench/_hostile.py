"""``python -m bench._hostile uploads|sheets COUNT``: hand in hostile files on the database of the environment; prints
figures as JSON, and on standard error what broke and what took longest."""

import json
import sys

import django
from django.core.management import call_command


def main(door: str, count: int) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests.support import street
    from tests.support.hostile_doors import hand_in_files, hand_in_sheets, left_behind
    from tests.support.hostile_files import hostile_files
    from tests.support.hostile_sheets import hostile_sheets

    setup_test_environment()  # so that an answer tells what its form said
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    client.force_login(street.build().near.accounts["dispatcher"])
    uploads = door == "uploads"
    found = list(
        hand_in_files(client, hostile_files(count)) if uploads else hand_in_sheets(client, hostile_sheets(count))
    )
    for each in found:
        if each.fault:
            sys.stderr.write(f"{each.trick}: {each.fault}\n")
    for each in sorted(found, key=lambda each: each.seconds + each.behind)[-5:]:
        sys.stderr.write(f"{each.trick}: request {each.seconds:.2f} s, jobs {each.behind:.2f} s\n")
    figures = {
        "handed_in": len(found),
        "broke_something": sum(bool(each.fault) for each in found),
        "taken": sum(each.taken for each in found),
        "left_behind": len(left_behind()),
        "longest_request_s": round(max(each.seconds for each in found), 3),
        "longest_job_s": round(max(each.behind for each in found), 3),
    }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
