"""What a measure is: a word of the speech, a formula in plain words, and the expression that counts by it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from ibis.expr.types import Table

from bihuan.conduct.rules.measures.ground import Ground


class Word(TextChoices):
    """The ways of not doing one's work that the measures tell apart (domain: 扯、推、拖、糊 …)."""

    ARGUE = "argue", _("Arguing")
    PASS_ON = "pass_on", _("Passing on")
    DELAY = "delay", _("Delaying")
    MUDDLE = "muddle", _("Muddling through")
    UNMOVED = "unmoved", _("Not moving unless pushed")
    SLOW = "slow", _("Slow when pushed")
    CRAM = "cram", _("Cramming at the last minute")
    GAPS = "gaps", _("Gaps in the loop")
    SILENT = "silent", _("Silent assisting units")


class Kind(TextChoices):
    """How a measure is printed. Only shares are held against those of the other units."""

    SHARE = "share", _("Share")
    COUNT = "count", _("Count")
    MEDIAN = "median", _("Median")
    RATIO = "ratio", _("Ratio")


@dataclass(frozen=True)
class Measure:
    """One measure. Texts are in the reader's language; `rule` is printed beside every number.

    `facts` gives one row for each thing that is counted, so that the evidence falls out of the same
    expression as the number: `unit`, `case`, `event`, `day`, `hit`, and of a median the `value` in days.
    A hit is 1 where it is one of k, 0 where it is only one of n, and empty where the thing is left out.
    `sentence` takes k, n and value. `times` gives a ratio its `unit`, hits and days: pushed, days_pushed,
    calm, days_calm.
    """

    key: str
    word: Word
    kind: Kind
    title: Any
    rule: Any
    sentence: Any
    facts: Callable[[Ground], Table]
    times: Callable[[Ground], Table] | None = None
