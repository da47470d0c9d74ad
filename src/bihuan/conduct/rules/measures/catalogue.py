"""All measures in the order in which they are printed, each with its formula in plain words."""

from django.utils.translation import gettext_lazy as _

from bihuan.conduct.rules.measures import arguing, cramming, delaying, gaps, muddling, passing, urging
from bihuan.conduct.rules.measures.measure import Kind, Measure, Word

MEASURES = (
    Measure(
        key="disputes_raised",
        word=Word.ARGUE,
        kind=Kind.SHARE,
        title=_("Objections raised"),
        rule=_(
            "Matters that the unit objected to ÷ matters handed to it as lead, each matter once, in the "
            "window of the hand-over. An objection counts when the head of the unit has made it."
        ),
        sentence=_("%(k)s of %(n)s matters handed to the unit were objected to."),
        facts=arguing.disputes_raised,
    ),
    Measure(
        key="disputes_lost",
        word=Word.ARGUE,
        kind=Kind.SHARE,
        title=_("Objections lost"),
        rule=_(
            "Rulings that leave the matter with the unit ÷ rulings on the unit's objections, in the "
            "window of the ruling. Left out: objections that wait for a ruling."
        ),
        sentence=_("%(k)s of %(n)s objections were lost."),
        facts=arguing.disputes_lost,
    ),
    Measure(
        key="late_objections",
        word=Word.PASS_ON,
        kind=Kind.SHARE,
        title=_("Objections after signing"),
        rule=_(
            "Matters that the unit wanted to pass on after it had signed for them ÷ matters that it "
            "signed for as lead, in the window of the signature. No lead changes without a ruling, so an "
            "objection is how it is tried. Left out: what a ruling found right, and what waits for one."
        ),
        sentence=_("%(k)s of %(n)s matters signed for were objected to afterwards."),
        facts=passing.objected_after_signing,
    ),
    Measure(
        key="came_back",
        word=Word.PASS_ON,
        kind=Kind.SHARE,
        title=_("Matters that came back"),
        rule=_(
            "Matters that came back to the unit after a ruling had taken them off it ÷ matters that a "
            "ruling took off it, in the window of the first such ruling. Left out: matters merged or "
            "cancelled."
        ),
        sentence=_("%(k)s of %(n)s matters that had left the unit came back to it."),
        facts=passing.came_back,
    ),
    Measure(
        key="hand_over_days",
        word=Word.PASS_ON,
        kind=Kind.MEDIAN,
        title=_("Days lost in hand-overs"),
        rule=_(
            "Median working days from a ruling that took a matter off the unit to the next signature for "
            "it, by whichever unit, in the window of the ruling. Left out: matters not signed for yet, "
            "merged or cancelled."
        ),
        sentence=_("%(n)s hand-overs took %(value)s working days to the next signature (median)."),
        facts=passing.hand_over_days,
    ),
    Measure(
        key="late_reports",
        word=Word.DELAY,
        kind=Kind.SHARE,
        title=_("Report dates missed"),
        rule=_(
            "Report dates missed ÷ report dates passed, in the window of the date itself. Missed is what "
            "was answered late, and what has passed without an answer. Left out: marks struck out by an "
            "appeal."
        ),
        sentence=_("%(k)s of %(n)s report dates were missed."),
        facts=delaying.late_reports,
    ),
    Measure(
        key="late_finishes",
        word=Word.DELAY,
        kind=Kind.SHARE,
        title=_("Finish dates missed"),
        rule=_(
            "Finish dates missed ÷ finish dates missed or kept. Missed is what was handed in late, and "
            "what is open past the date in force. Left out: dates that an extension has moved on, and "
            "marks struck out by an appeal."
        ),
        sentence=_("%(k)s of %(n)s finish dates were missed."),
        facts=delaying.late_finishes,
    ),
    Measure(
        key="extended",
        word=Word.DELAY,
        kind=Kind.SHARE,
        title=_("Matters extended"),
        rule=_(
            "Matters with a granted extension ÷ matters handed to the unit as lead, in the window of the "
            "finish date that was first handed to it. Left out: matters merged or cancelled."
        ),
        sentence=_("%(k)s of %(n)s matters were extended."),
        facts=delaying.extended,
    ),
    Measure(
        key="sent_back",
        word=Word.MUDDLE,
        kind=Kind.SHARE,
        title=_("Results sent back"),
        rule=_(
            "Results returned, for any reason of the list ÷ results handed in, in the window of the day "
            "on which they were handed in. Left out: marks struck out by an appeal."
        ),
        sentence=_("%(k)s of %(n)s results were sent back."),
        facts=muddling.sent_back,
    ),
    Measure(
        key="found_false",
        word=Word.MUDDLE,
        kind=Kind.SHARE,
        title=_("Results found not true"),
        rule=_(
            "Checks, look-backs and answers of those affected that say no ÷ all of these with an answer, "
            "on the results of the unit, in the window of the answer. Left out: marks struck out by an "
            "appeal."
        ),
        sentence=_("%(k)s of %(n)s looks at the unit's results said no."),
        facts=muddling.found_false,
    ),
    Measure(
        key="empty_reports",
        word=Word.MUDDLE,
        kind=Kind.SHARE,
        title=_("Empty or copied reports"),
        rule=_(
            "Reports that say that nothing has changed, or are at least 90 per cent alike to an earlier "
            "one of the same unit and matter ÷ reports after the first of a matter, in the window of the "
            "report."
        ),
        sentence=_("%(k)s of %(n)s reports said nothing new."),
        facts=muddling.empty_reports,
    ),
    Measure(
        key="moved_when_urged",
        word=Word.UNMOVED,
        kind=Kind.SHARE,
        title=_("Moved only when urged"),
        rule=_(
            "Matters whose first progress came after an urge ÷ matters with progress, in the window of "
            "that progress. Urges before the first report date do not count."
        ),
        sentence=_("%(k)s of %(n)s matters moved only after an urge."),
        facts=urging.moved_when_urged,
    ),
    Measure(
        key="days_to_progress",
        word=Word.SLOW,
        kind=Kind.MEDIAN,
        title=_("Days from urge to progress"),
        rule=_(
            "Median working days from an urge to the next progress report of the lead unit, and how many "
            "urges were answered within three of them, in the window of the urge. Those of one day count "
            "once. Left out: urges of the last three working days that have no answer yet."
        ),
        sentence=_("%(k)s of %(n)s urges were answered within three working days; median %(value)s."),
        facts=urging.days_to_progress,
    ),
    Measure(
        key="urged_response",
        word=Word.SLOW,
        kind=Kind.RATIO,
        title=_("Urged response"),
        rule=_(
            "Progress ÷ days in the five working days after urges, over progress ÷ days in the other "
            "days of the same matters with the unit, with the exact interval of 99 per cent. The day of "
            "an urge counts half. Above 1, with the interval clear of 1: moves when pushed. As urges "
            "come when something is due, a date may push as well. Not below 20 urges."
        ),
        sentence=_("After %(n)s urges progress came %(value)s times as often as on other days."),
        facts=urging.urged_response,
        times=urging.response_times,
    ),
    Measure(
        key="last_minute",
        word=Word.CRAM,
        kind=Kind.SHARE,
        title=_("Last-minute evidence"),
        rule=_(
            "Files first seen in the three days before the finish date in force, or later ÷ files handed "
            "in on matters with such a date, in the window of the report. Left out: matters of seven "
            "days or less."
        ),
        sentence=_("%(k)s of %(n)s files were first seen in the last three days or later."),
        facts=cramming.last_minute,
    ),
    Measure(
        key="first_seen_gap",
        word=Word.CRAM,
        kind=Kind.SHARE,
        title=_("Evidence made afterwards"),
        rule=_(
            "Files first seen more than three working days after the day for which they are claimed ÷ "
            "files with a claimed day, in the window of the report."
        ),
        sentence=_("%(k)s of %(n)s files were first seen long after the day they were claimed for."),
        facts=cramming.first_seen_gap,
    ),
    Measure(
        key="not_signed",
        word=Word.GAPS,
        kind=Kind.COUNT,
        title=_("Never signed for"),
        rule=_(
            "Parts that the unit never signed for ÷ parts whose date for it has passed, in the window of "
            "that date. Left out: matters merged or cancelled, and parts that a ruling took off the "
            "unit."
        ),
        sentence=_("%(k)s of %(n)s parts were never signed for."),
        facts=gaps.not_signed,
    ),
    Measure(
        key="not_reported",
        word=Word.GAPS,
        kind=Kind.COUNT,
        title=_("Never reported on"),
        rule=_(
            "Matters that the unit never reported on ÷ matters whose first report date has passed, in "
            "the window of that date. Left out: matters merged or cancelled."
        ),
        sentence=_("%(k)s of %(n)s matters were never reported on."),
        facts=gaps.not_reported,
    ),
    Measure(
        key="not_checked",
        word=Word.GAPS,
        kind=Kind.COUNT,
        title=_("Concluded without a check"),
        rule=_(
            "Results of the unit that were concluded by the review list alone ÷ results concluded, in "
            "the window of the conclusion. It is the office that checks; the unit is not judged by it."
        ),
        sentence=_("%(k)s of %(n)s results were concluded without a check."),
        facts=gaps.not_checked,
    ),
    Measure(
        key="not_looked_back",
        word=Word.GAPS,
        kind=Kind.COUNT,
        title=_("Never looked back on"),
        rule=_(
            "Closed results of the unit that nobody looked back on ÷ those whose day for it has passed, "
            "in the window of that day. It is the office that looks back; the unit is not judged by it."
        ),
        sentence=_("%(k)s of %(n)s closed results were never looked back on."),
        facts=gaps.not_looked_back,
    ),
    Measure(
        key="silent_inputs",
        word=Word.SILENT,
        kind=Kind.SHARE,
        title=_("Inputs not given"),
        rule=_(
            "Inputs to lead units not given by their day ÷ inputs due, in the window of that day. Left "
            "out: days that an extension has moved on. What ended before its day was never due."
        ),
        sentence=_("%(k)s of %(n)s inputs to lead units were not given by their day."),
        facts=delaying.silent_inputs,
    ),
)

_BY_KEY = {each.key: each for each in MEASURES}


def measure(key: str) -> Measure:
    """The measure of a key. Raises KeyError."""
    return _BY_KEY[key]
