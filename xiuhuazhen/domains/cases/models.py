from django.db import models
from django.db.models import Q

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.kit.fields import SealedTextField
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.periods import Dated, DatedQuerySet
from xiuhuazhen.core.people.models import Person, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.choices import (
    BatchKind,
    BatchState,
    Confidence,
    Consent,
    FileState,
    PlacedBy,
    Relation,
    RequestKind,
    RouteHours,
    RowResult,
    Source,
)


class Category(Dated):
    """A line of the duty catalogue. ``code`` is two digits for a class and four for a category in it.

    ``keywords`` are words in a report that speak for it.
    """

    code = models.CharField(primary_key=True, max_length=20)
    name = models.CharField(max_length=60)
    urgent = models.BooleanField(default=False)
    keywords = models.JSONField(default=list, blank=True)
    basis = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class RoutingRule(Dated):
    """A line of the dispatch table: a category (empty: any; two digits: a whole class) in an area's subtree goes to a
    unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    category = models.CharField(max_length=20, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    hours = models.CharField(max_length=10, choices=RouteHours.choices, default=RouteHours.ALWAYS)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    objects = DatedQuerySet.as_manager()


class PrivacyNotice(models.Model):
    """What a reporter is told about their data. A version that was shown never changes."""

    version = models.CharField(primary_key=True, max_length=20)
    text = models.TextField()
    valid_from = models.DateField()


class Case(models.Model):
    """What is special about a matter that is a case. The report's text, contact and address are its first step's
    content, so that they can be erased in one place."""

    matter = models.OneToOneField(Matter, primary_key=True, on_delete=models.PROTECT, related_name="case")
    source = models.CharField(max_length=20, choices=Source.choices)
    source_name = models.CharField(max_length=60, blank=True)
    source_number = models.CharField(max_length=60, blank=True)
    source_name_key = models.CharField(max_length=200, blank=True, help_text="the name as it is compared")
    source_number_key = models.CharField(max_length=200, blank=True, help_text="the number as it is compared")
    source_round = models.PositiveSmallIntegerField(default=1, help_text="how often its source has given it out")
    request = models.CharField(max_length=12, choices=RequestKind.choices, blank=True)
    placed_by = models.CharField(max_length=10, choices=PlacedBy.choices)
    place_reason = models.CharField(max_length=60, blank=True, help_text="the words by which it was placed")
    place_named_as = models.CharField(max_length=10, blank=True, help_text="what these words are")
    place_confidence = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    place_candidates = models.JSONField(default=list, help_text="[code, words, what they are] of possible places")
    border_codes = models.JSONField(default=list, help_text="codes of areas whose border is near")
    has_contact = models.BooleanField(default=False)
    confidential = models.BooleanField(default=False, help_text="only the desk may know the reporter")
    lng_e7 = models.IntegerField(null=True, help_text="of a confidential case, whose matter has no point")
    lat_e7 = models.IntegerField(null=True)
    reply_wanted = models.BooleanField(default=False)
    occurred_at = models.DateTimeField(null=True)
    notice_version = models.CharField(max_length=20, blank=True)
    reporter = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    solved = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_name_key", "source_number_key", "source_round"],
                condition=~Q(source_number_key=""),
                name="case_order_round_once",
            )
        ]
        indexes = [
            models.Index(fields=["matter"], condition=Q(placed_by=PlacedBy.NOWHERE), name="case_unplaced"),
            # Not the partial one above: without its condition in the query SQLite looks at every case for each order.
            models.Index(fields=["source_number_key", "source_name_key"], name="case_order"),
        ]

    @property
    def kept_point(self) -> tuple[int, int] | None:
        """Where a confidential report came from or says it lies, in 1e-7 degrees: for the desk alone, since it may be
        where the reporter lives."""
        return (self.lng_e7, self.lat_e7) if self.lng_e7 is not None and self.lat_e7 is not None else None


class Follower(models.Model):
    """Somebody near to the reporter who may see how far the matter is, with the reporter's consent, until it is ended.

    They have a code of their own, which is worked out from both ids under ``code_key`` and never stored."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="followers")
    name = SealedTextField()
    relation = models.CharField(max_length=10, choices=Relation.choices)
    consent = models.CharField(max_length=10, choices=Consent.choices)
    code_key = models.CharField(max_length=20)
    added_by_key = models.CharField(max_length=80)
    added_by_name = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)


class PlaceCode(models.Model):
    """A code put up at a place: whoever scans it reports from there. ``token`` is what the printed address holds; it is
    no secret. One that was withdrawn still opens the report page, which says so."""

    token = models.CharField(primary_key=True, max_length=12, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="place_codes")
    label = models.CharField(max_length=60)
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "label"], condition=Q(withdrawn_at__isnull=True), name="case_place_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def point(self) -> tuple[int, int] | None:
        return (self.lng_e7, self.lat_e7) if self.lng_e7 is not None and self.lat_e7 is not None else None


class Complaint(models.Model):
    """What is special about a matter that is a complaint: the unit complained about, whose people never see it. Without
    one nobody knew it, and nobody of any unit of the place sees it."""

    matter = models.OneToOneField(Matter, primary_key=True, on_delete=models.PROTECT, related_name="complaint")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    notice_version = models.CharField(max_length=20, blank=True)


class SourceTemplate(models.Model):
    """How a source's spreadsheets look, as people last said it for an area: which title means what, which of its words
    count, and in which columns it wants results back.

    ``columns`` has a meaning for each title, empty for one from which nothing is taken. ``result_columns`` is a list of
    (title, what stands below it); empty for the usual ones. ``result_head`` are the lines above these titles, as lists
    of texts. ``result_text_max`` is in characters, 0 for no limit.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=BatchKind.choices, default=BatchKind.ORDERS)
    columns = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    day_first = models.BooleanField(default=False, help_text="22/11/2026 and not 11/22/2026")
    crs = models.CharField(max_length=10, choices=Crs.choices, blank=True, help_text="empty until somebody said it")
    result_columns = models.JSONField(default=list)
    result_head = models.JSONField(default=list)
    result_text_max = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "source_name", "kind"], name="case_source_template_once")
        ]


class ImportBatch(models.Model):
    """One spreadsheet of hotline orders, or of their results, on its way in. Its file, the first lines that people look
    over (``beginning``) and the lines to mend (``to_mend``) are sealed and leave after 30 days.

    ``layout`` is what a person, or the source's template, said of the columns (``sheets.Columns``); empty until then.
    ``counts`` is how many lines will come to which result, as far as it was looked over before anything came in, and
    how many stand in ``states`` that nobody knows.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=BatchKind.choices, default=BatchKind.ORDERS)
    source_name = models.CharField(max_length=60)
    file_name = models.CharField(max_length=120)
    blob = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    beginning = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    to_mend = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    layout = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BatchState.choices, default=BatchState.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by_key = models.CharField(max_length=80)
    created_by_name = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area", "created_at"], name="case_batch_area")]


class ImportRow(models.Model):
    """What became of one line. ``line`` is the number that the spreadsheet program shows."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    source_number = models.CharField(max_length=60, blank=True)
    result = models.CharField(max_length=10, choices=RowResult.choices)
    message = models.CharField(max_length=300, blank=True)
    matter = models.ForeignKey(Matter, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="case_import_line_once")]


class ResultFile(models.Model):
    """How orders of a source ended here, in the source's own columns: those of one ``batch``, or those that ended after
    ``since`` and until ``until``. Spreadsheet and pictures are sealed and leave after 30 days.

    ``ends`` are the ids of the steps that ended the orders in it, as far as the next file looks back: a step has its
    time before it is there for others to see, so that a file may be made in between. ``None`` where nobody kept them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    source_name = models.CharField(max_length=60)
    batch = models.ForeignKey(ImportBatch, null=True, on_delete=models.PROTECT, related_name="result_files")
    since = models.DateTimeField(null=True)
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=FileState.choices, default=FileState.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    count = models.PositiveIntegerField(default=0)
    ends = models.JSONField(null=True)
    pictures = models.PositiveIntegerField(default=0)
    blob = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    attachments = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    created_by_key = models.CharField(max_length=80)
    created_by_name = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area", "created_at"], name="case_result_file_area")]
