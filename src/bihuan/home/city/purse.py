"""The city's money in the demo: years, terms of office, old promises, new ones with opinions, candidates."""

import random
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.files import actions as files
from bihuan.fiscal import actions
from bihuan.fiscal.actions import Promise, Word
from bihuan.home.city.ledger import Ledger
from bihuan.home.city.ventures import WAN
from bihuan.people.models import Role
from bihuan.projects.models import Project

YI = 10_000 * WAN
YEARS = 10
# What the city has in a year, in 亿元: general budget, land, transfers, bonds; 三保, other rigid spending.
MONEY = {"budget": 318, "fund": 96, "transfers": 262, "quota": 74, "guarantees": 336, "rigid": 268}
LINES = {"ppp_first": 5, "ppp_second": 10, "yellow": 120, "orange": 200, "red": 300}
# Kind, what it is about, 亿元 a year, for how many years.
OLD = (
    ("interest", "政府债券利息", 24, 10),
    ("principal", "政府债券到期本金", 38, 10),
    ("ppp", "环湖污水治理PPP运营补贴", 6, 8),
    ("ppp", "城区停车场PPP可行性缺口补助", 3, 6),
    ("contract", "在建政府投资项目合同款", 46, 3),
    ("buyback", "棚改安置房回购", 9, 4),
)
NEW = (
    ("contract", "职业学院新校区建设合同", 4, 3, "agrees"),
    ("contract", "环湖大道改建合同", 7, 3, "conditional"),
    ("ppp", "冷链物流园PPP", 2, 8, "agrees"),
    ("contract", "文旅综合体回购", 30, 4, "objects"),
)
CANDIDATES = 40
OPINION = "云岭市财政局关于财政承受能力的意见（示例文件，内容为虚构）。"


def fill(ledger: Ledger, today: date) -> None:
    """Enter the city's money as the Finance Bureau knows it on a day, and let some commitments pass."""
    treasurer, rng = ledger.world.cast.keepers[Role.TREASURER], random.Random(today.year)
    by: dict[str, Any] = {"by": treasurer}
    ledger.do(actions.set_limits, **LINES, since=today - timedelta(days=200), note="常用口径", **by)
    for name, first in (
        ("本届政府", today.year - 3),
        ("下届政府", today.year + 2),
        ("再下届政府", today.year + 7),
    ):
        ledger.do(actions.set_term, name=name, first_year=first, last_year=first + 4, **by)
    for offset in range(YEARS):
        growth = {
            "budget": 1.05,
            "transfers": 1.02,
            "guarantees": 1.03,
            "rigid": 1.02,
            "fund": 0.97,
            "quota": 0.98,
        }
        amounts: dict[str, int | None] = {
            name: round(yi * growth[name] ** offset * 100) * (YI // 100) for name, yi in MONEY.items()
        }
        own = round(402 * 1.04**offset) * YI
        amounts |= {
            "own_spend": own,
            "debt": round(980 * 1.03**offset) * YI,
            "means": round(690 * 1.03**offset) * YI,
        }
        ledger.do(
            actions.set_year, year=today.year + offset, amounts=amounts, note="预计数" if offset else "", **by
        )
    _promises(ledger, today)
    _candidates(ledger, today, rng)


def _spread(yi: int, years: int, first: int) -> dict[int, int]:
    return {first + offset: yi * YI for offset in range(years)}


def _promises(ledger: Ledger, today: date) -> None:
    """What was promised before opinions were asked for, and what has been proposed since."""
    cast = ledger.world.cast
    by = cast.keepers[Role.TREASURER]
    for kind, name, yi, years in OLD:
        promise = Promise(
            kind,
            name,
            _spread(yi, years, today.year),
            "government" if kind == "ppp" else "",
            signed_date=today - timedelta(days=600),
        )
        ledger.do(actions.take_over, promise=promise, by=by)
    upload = SimpleUploadedFile("财政意见.txt", OPINION.encode())
    file = ledger.do(files.store, upload=upload, by=by)
    for number, (kind, name, yi, years, stance) in enumerate(NEW, start=1):
        promise = Promise(kind, name, _spread(yi, years, today.year + 1), "users" if kind == "ppp" else "")
        row = ledger.do(actions.propose, promise=promise, by=by)
        word = Word(f"云财预〔{today.year}〕{number}号", today, stance, file, "示例意见。")
        ledger.do(actions.opine, commitment=row, word=word, by=by)
        if stance == "agrees":
            ledger.do(actions.approve, commitment=row, by=by)


def _candidates(ledger: Ledger, today: date, rng: random.Random) -> None:
    """Projects compete for the city's money; the Finance Bureau tries a choice."""
    by = ledger.world.cast.keepers[Role.TREASURER]
    waiting = Project.objects.counted().filter(
        status__in=("prelim", "ready"), plans__source__in=("city", "bond")
    )
    rated = []
    for project in waiting.distinct().order_by("pk")[:CANDIDATES]:
        row = ledger.do(
            actions.rate, project=project, score=rng.randint(20, 100), by=by, is_must=rng.random() < 0.06
        )
        if row:
            rated.append(row)
    if len(rated) > 3:
        ledger.do(actions.tie, first=rated[0], second=rated[1], kind="excludes", by=by)
        ledger.do(actions.tie, first=rated[2], second=rated[3], kind="needs", by=by)
        ledger.do(actions.select, first_year=today.year, last_year=today.year + 4, by=by)
    for project in waiting.distinct().order_by("-pk")[:5]:
        ledger.do(actions.assess, project=project, by=by)
