"""Pages that ask for one change: a title, a form, a button; shown again with what is wrong, or done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from xiuhuazhen.core.kit.errors import Conflict, NotFound, Refusal, StaleVersion
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.procedures.doors import show_refusal


@dataclass(frozen=True)
class FormPage:
    """What the page says. ``about`` names what is to be changed; ``hints`` are sentences above the fields; ``back`` is
    where one came from; ``tries`` is a second button, which sends ``do=try``. ``changes`` tells what somebody else
    changed meanwhile, once it is asked for."""

    title: str
    submit: str
    back: str
    about: str = ""
    hints: Sequence[str] = ()
    warned: bool = False
    tries: str = ""
    changes: Callable[[], list[str]] = field(default=list)


Performed = str | HttpResponse
"""Where to go on, or the page that answers."""


def handled(request: HttpRequest, form: Form, page: FormPage, perform: Callable[[UUID], Performed]) -> HttpResponse:
    """Show the form, or do what it asks for with the command's id and go on to where ``perform`` says."""
    command_id = parse_id(request.POST.get("command_id", "")) or new_id()
    status, changes = 200, list[str]()
    if request.method == "POST" and form.is_valid():
        try:
            done = perform(command_id)
        except NotFound:
            raise
        except Refusal as refusal:
            show_refusal(form, refusal)
            status = refusal.status if isinstance(refusal, Conflict) else 422
            if isinstance(refusal, StaleVersion):
                changes = page.changes()
        else:
            return redirect(done) if isinstance(done, str) else done
    elif request.method == "POST":
        status = 422
    context: dict[str, Any] = {"form": form, "page": page, "command_id": command_id, "changes": changes}
    return render(request, "web/form_page.html", context, status=status)
