"""Tags and components that every page is made of."""

from datetime import datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.procedures.evidence import Evidence
from xiuhuazhen.core.procedures.thread import Stitch, StitchShape

NOW = datetime(2026, 11, 23, 15, 4, tzinfo=CHINA)


class SampleForm(forms.Form):
    text = forms.CharField(label="什么事", help_text="写两句就行", widget=forms.Textarea)
    area = forms.ChoiceField(label="地方", choices=[("1", "车站")], required=False)
    verdict = forms.ChoiceField(label="修好了吗", choices=[("y", "修好了"), ("n", "没修好")], widget=forms.RadioSelect)
    reply = forms.BooleanField(label="要回复", required=False)
    photos = forms.FileField(label="照片", required=False)
    id = forms.CharField(widget=forms.HiddenInput, required=False)


def render(source: str, **context: object) -> str:
    return Template("{% load shell %}" + source).render(Context(context))


def field(form: forms.Form, name: str) -> str:
    return render_to_string("web/components/field.html", {"field": form[name]})


@pytest.mark.parametrize(
    ("name", "css"),
    [("text", "form-control"), ("area", "form-select"), ("reply", "form-check-input"), ("photos", "form-control")],
)
def test_controls_get_the_class_of_their_kind(name: str, css: str) -> None:
    """The style sheet knows a widget by its kind, so that forms say nothing about looks."""
    assert f'class="{css}"' in render("{% control field %}", field=SampleForm()[name])


def test_hidden_and_radio_controls_get_no_class() -> None:
    """Hidden inputs have no looks; each radio button has its own label."""
    assert "class=" not in render("{% control field %}", field=SampleForm()["id"])
    assert "class=" not in render("{% control field %}", field=SampleForm()["verdict"])


def test_further_attributes_reach_the_control() -> None:
    """Underscores become hyphens, as attributes of data are written."""
    html = render('{% control field accept="image/*" data_edge="2048" multiple=True %}', field=SampleForm()["photos"])
    assert 'accept="image/*"' in html
    assert 'data-edge="2048"' in html
    assert " multiple" in html


def test_a_field_shows_label_help_and_error_tied_to_its_control() -> None:
    """A screen reader reads help and error with the control, and a wrong field is marked as such."""
    html = field(SampleForm({}), "text")
    assert '<label class="form-label" for="id_text">' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_text_helptext"' in html
    assert 'id="id_text_error"' in html


def test_a_field_that_may_be_left_out_says_so() -> None:
    """Nobody is made to fill in what is not needed."""
    assert "（可以不填）" in field(SampleForm(), "area")
    assert "（可以不填）" not in field(SampleForm(), "text")


def test_what_is_to_be_corrected_stands_above_a_long_form_with_a_link_to_each() -> None:
    """A group of choices is reached as a whole. What is not wrong is not named."""
    html = render_to_string("web/components/form_errors.html", {"form": SampleForm({})})
    assert "有 2 处要改：" in html
    assert '<a href="#id_text">什么事：' in html
    assert '<a href="#id_verdict">修好了吗：' in html
    assert "地方" not in html
    assert 'role="alert" tabindex="-1" data-errors' in html


def test_above_a_form_of_one_field_nothing_is_said_twice() -> None:
    class Short(forms.Form):
        code = forms.CharField(label="查询码")

    assert render_to_string("web/components/form_errors.html", {"form": Short({})}).strip() == ""
    assert render_to_string("web/components/form_errors.html", {"form": SampleForm()}).strip() == ""


class AskingForm(forms.Form):
    asked = ("words",)
    words = forms.CharField(label="批示", required=False)
    how = forms.ChoiceField(choices=[("a", "甲")], initial="a", required=False, widget=forms.RadioSelect)
    why = forms.ChoiceField(choices=[("a", "甲")], required=False, widget=forms.RadioSelect)


@pytest.mark.parametrize(("name", "said"), [("words", False), ("how", False), ("why", True)])
def test_what_is_asked_under_conditions_or_chosen_already_is_not_said_to_be_left_out(name: str, said: bool) -> None:
    assert ("（可以不填）" in field(AskingForm(), name)) is said


def test_what_is_offered_is_to_be_chosen_and_not_filled_in() -> None:
    form = SampleForm({})
    assert "请选择。" in field(form, "verdict")
    assert "请填写。" in field(form, "text")


def test_choices_are_a_group_with_a_legend() -> None:
    """Radio buttons are read as one question."""
    html = field(SampleForm(), "verdict")
    assert html.count("<label>") == 2
    assert "<legend" in html


def due(due_at: datetime | None) -> str:
    return render_to_string("web/components/due.html", {"due_at": due_at, "now": NOW}).strip()


def test_late_is_said_in_word_colour_and_shape() -> None:
    """State is never colour alone."""
    html = due(NOW - timedelta(days=1))
    assert "due-late" in html
    assert "已超期 1 天" in html
    assert "#alert-triangle" in html


def test_without_a_limit_nothing_is_said_about_due() -> None:
    """A matter that has no date shows none."""
    assert due(None) == ""


def thread(*stitches: Stitch) -> str:
    return render_to_string("web/components/thread.html", {"stitches": stitches, "now": NOW})


def test_a_thread_draws_each_stitch_by_its_shape() -> None:
    """One list item a step, in order, each with the mark of its shape; the thread begins at the first."""
    html = thread(
        Stitch(StitchShape.STITCH, "居民上报", at=NOW - timedelta(hours=2)),
        Stitch(StitchShape.RETURN, "退回", at=NOW - timedelta(hours=1)),
        Stitch(StitchShape.NOW, "请填处理结果", due_at=NOW + timedelta(hours=2)),
    )
    assert html.count('<li class="stitch ') == 3
    assert html.index("#first") < html.index("#return") < html.index("#now")
    assert "今天 17:04" in html


def test_evidence_that_is_not_shown_says_why_and_leads_nowhere() -> None:
    """A photo still being checked is announced without a link."""
    html = thread(
        Stitch(StitchShape.STITCH, "上报", at=NOW, evidence=(Evidence("/f/1", "/p/1", "照片", "照片处理中"),))
    )
    assert "照片处理中" in html
    assert "/f/1" not in html
    assert "/p/1" not in html


def test_what_people_wrote_is_escaped() -> None:
    """A report is text, never markup."""
    html = thread(Stitch(StitchShape.STITCH, "上报", at=NOW, text="<script>alert(1)</script>"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
