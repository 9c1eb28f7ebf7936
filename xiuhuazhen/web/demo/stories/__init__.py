"""The matters of the demonstration. Their texts are invented."""

from xiuhuazhen.web.demo.stories.finished import FINISHED
from xiuhuazhen.web.demo.stories.neighbouring import NEIGHBOURING
from xiuhuazhen.web.demo.stories.special import SPECIAL
from xiuhuazhen.web.demo.stories.under_way import UNDER_WAY
from xiuhuazhen.web.demo.stories.waiting import WAITING

STORIES = (*FINISHED, *UNDER_WAY, *WAITING, *SPECIAL, *NEIGHBOURING)

__all__ = ["STORIES"]
