from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class JobState(TextChoices):
    QUEUED = "queued", pgettext_lazy("job", "Waiting its turn")
    RUNNING = "running", pgettext_lazy("job", "Under way")
    DONE = "done", pgettext_lazy("job", "Finished")
    FAILED = "failed", pgettext_lazy("job", "Given up")
    CANCELLED = "cancelled", pgettext_lazy("job", "Called off")
