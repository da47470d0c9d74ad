"""Putting words together: what a unit writes on a given day about a given matter."""

import random
import re
from datetime import date

from bihuan.home.city.matter import Matter
from bihuan.home.city.texts import Slots, answers
from bihuan.kernel import bigrams
from bihuan.people.models import Person
from bihuan.supervision.rules.orders import NewItem


def progress(rng: random.Random, matter: Matter, today: date) -> str:
    """A progress report in the unit's own manner: fresh figures, or last month's words again."""
    if matter.last_words and rng.random() < matter.manner.repeats_itself:
        return matter.last_words
    if rng.random() < matter.manner.repeats_itself:
        matter.last_words = rng.choice(answers.STALE)
        return matter.last_words
    matter.last_words = _fill(rng, matter, rng.choice(answers.FRESH), today)
    return matter.last_words


def result(rng: random.Random, matter: Matter, today: date, *, is_paper: bool) -> str:
    """A final report: what was reached, or only that papers were written."""
    return rng.choice(answers.PAPER) if is_paper else _fill(rng, matter, rng.choice(answers.FINAL), today)


def contribution(rng: random.Random, matter: Matter, today: date) -> str:
    """What an assisting unit tells the lead unit."""
    return _fill(rng, matter, rng.choice(answers.INPUTS), today)


def extension(rng: random.Random, matter: Matter, today: date) -> str:
    """Why a unit asks for more time."""
    return _fill(rng, matter, rng.choice(answers.EXTENSIONS), today)


def check(rng: random.Random, method: str, result_code: str) -> str:
    """What a verifier wrote down."""
    found = {"true": answers.FOUND_TRUE, "partly": answers.FOUND_PARTLY, "false": answers.FOUND_FALSE}
    text = answers.CHECKS[method].format(n=rng.randrange(3, 12), found=rng.choice(found[result_code]))
    return (
        text if result_code == "true" or method != "desk" else f"调阅台账，{rng.choice(found[result_code])}。"
    )


def signed(rng: random.Random, who: Person) -> str:
    """A line with which a unit signs."""
    return rng.choice(answers.SIGNED).format(who=who.name)


def _fill(rng: random.Random, matter: Matter, pattern: str, today: date) -> str:
    slots = Slots(rng)
    slots |= {name: value for name, value in matter.slots.items() if not value.isdigit()}
    sector, clauses = matter.sector, _clauses(matter)
    done = [line for line in sector.done if _speaks_of(line, matter.order)]
    done += [line.replace("{clause}", clause) for line in answers.ON_CLAUSE for clause in clauses]
    first, second = rng.sample(done, 2)
    result = [line for line in sector.result if _speaks_of(line, matter.order)]
    result += [line.replace("{clause}", clause) for line in answers.ON_RESULT for clause in clauses]
    return pattern.format(
        day=f"{today.month}月{today.day}日",
        done=first.format_map(slots),
        done2=second.format_map(slots),
        trouble=rng.choice(answers.TROUBLE).format_map(slots),
        next=rng.choice(answers.NEXT),
        measure=rng.choice(answers.MEASURES),
        result=rng.choice(result).format_map(slots),
    )


def _clauses(matter: Matter) -> list[str]:
    """The clauses of an order that an answer may take up."""
    parts = re.split("[，。；：]", matter.order.requirement)
    return [part for part in parts if 5 <= len(part) <= 24] or [matter.order.title[:24]]


_COMMON = frozenset(gram for word in answers.COMMON.split() for gram in bigrams.grams(word))


def _speaks_of(line: str, order: NewItem) -> bool:
    """Whether a line of the field shares a telling pair of characters with an order."""
    words = re.sub(r"\{\w+\}", "，", line)
    return bool(bigrams.grams(words) & bigrams.grams(order.title) - _COMMON - _PUNCTUATION)


_PUNCTUATION = frozenset(gram for gram in bigrams.grams("，，、、，个，户，件，项，处"))
