"""``python -m bench._world``: migrate the database of the environment and build two streets in it."""

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from bench._bare.models import Counter
    from tests.support.street import build

    build()
    Counter.objects.create(pk=1)


if __name__ == "__main__":
    main()
