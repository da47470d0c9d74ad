"""All measures in the order in which they are printed, each with its formula in plain words."""

from django.utils.translation import gettext_lazy as _

from bihuan.conduct.rules.measures import delaying, muddling
from bihuan.conduct.rules.measures.measure import Kind, Measure, Word

MEASURES = (
    Measure(
        key="late_reports",
        word=Word.DELAY,
        kind=Kind.SHARE,
        title=_("Late reports"),
        rule=_(
            "Report dates missed ÷ report dates passed, in the window of the date itself. Missed is what was "
            "answered late, and what has passed without an answer. Left out: marks struck out by an appeal."
        ),
        sentence=_("%(k)s of %(n)s report dates were missed."),
        facts=delaying.late_reports,
    ),
    Measure(
        key="sent_back",
        word=Word.MUDDLE,
        kind=Kind.SHARE,
        title=_("Results sent back"),
        rule=_(
            "Results returned, for any reason of the list ÷ results handed in, in the window of the day on "
            "which they were handed in. Left out: marks struck out by an appeal."
        ),
        sentence=_("%(k)s of %(n)s results were sent back."),
        facts=muddling.sent_back,
    ),
)

_BY_KEY = {each.key: each for each in MEASURES}


def measure(key: str) -> Measure:
    """The measure of a key. Raises KeyError."""
    return _BY_KEY[key]
