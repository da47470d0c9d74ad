"""Codes that others give: the national code of a project, and the credit code of a company.

What is refused is refused with a reason from `Fault`; the words for it are another module's.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.cn import uscc
from stdnum.exceptions import InvalidChecksum, InvalidLength
from stdnum.exceptions import ValidationError as NotValid

from bihuan.projects.rules.classes import provinces

# Projects across provinces carry a region of the centre (000052), which GB/T 2260 does not list.
CENTRE = "00"
# Months began with the rules of November 2020. No code is older than the national platform of 2016, but
# some provinces had begun before; later years are months of 2020, of which 2013 to 2020 do not exist.
YEARS = range(2013, 2021)
CENTURY = 2000
MONTHS = range(1, 13)
_DASHES = re.compile(r"[-~_\u00AD\u02D7\u2010-\u2015\u2043\u2212\u2500\u2501\u30FC\u4E00\uFE58]+")
_UNSEEN = re.compile(r"[\s\u200B-\u200F\u2060\uFEFF]+")
_SHAPE = re.compile(r"([0-9]{4})-?([0-9]{6})-?([0-9]{2})-?([0-9]{2})-?([0-9]{6})")
# Registrars with a letter (GB 32100-2015): army, foreign NGOs, agriculture, others. Not in python-stdnum.
_LETTERED = re.compile(r"[AGNY][0-9]{7}[0-9A-HJ-NP-RTUW-Y]{10}")


class Fault(StrEnum):
    """Why a text is no code."""

    SHAPE = "shape"
    MONTH = "month"
    FUTURE = "future"
    REGION = "region"
    LENGTH = "length"
    COMPONENT = "component"
    CHECK = "check"


class NotACode(ValueError):
    """A text is no code of the wanted kind; `reason` says why."""

    def __init__(self, reason: Fault) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """A project code (投资项目代码) taken apart; `text` is the tidy one, 24 signs with four hyphens.

    Of the older shape, which has a year in front, `month` is nothing, `guidance` an industry of two digits,
    `serial` six digits long and `check` empty.
    """

    text: str
    year: int
    month: int | None
    region: str
    guidance: str
    type: str
    serial: str
    check: str


def read_project_code(text: str, *, today: date) -> ProjectCode:
    """Read a project code: `YYMM-RRRRRR-DD-TT-NNNNNC`, or the older shape with a year in front.

    Takes full-width digits, any dashes, and none at all. Raises NotACode: shape; month (neither month nor
    year); future (after the month of `today`); region (no province begins so). The check digit is never
    judged. Source: GB/T 40058-2021, 发改投资〔2020〕1439号.
    """
    found = _SHAPE.fullmatch(_DASHES.sub("-", _plain(text)).strip("-"))
    if not found:
        raise NotACode(Fault.SHAPE)
    begun, region, guidance, kind, serial = found.groups()
    year, month = _begun(begun)
    if (year, month or 1) > (today.year, today.month):
        raise NotACode(Fault.FUTURE)
    if region[:2] not in {CENTRE, *(row.code[:2] for row in provinces())}:
        raise NotACode(Fault.REGION)
    check = serial[-1] if month else ""
    return ProjectCode(
        "-".join(found.groups()), year, month, region, guidance, kind, serial.removesuffix(check), check
    )


def _begun(digits: str) -> tuple[int, int | None]:
    if int(digits) in YEARS:
        return int(digits), None
    year, month = CENTURY + int(digits[:2]), int(digits[2:])
    if month not in MONTHS:
        raise NotACode(Fault.MONTH)
    return year, month


def read_company_code(text: str) -> str:
    """Read a 统一社会信用代码: 18 signs, capital letters, no blanks.

    Raises NotACode: length; component (a sign where it cannot stand); check. Source: GB 32100-2015.
    """
    tidy = uscc.compact(_DASHES.sub("-", _plain(text)))
    try:
        if not _LETTERED.fullmatch(tidy):
            return str(uscc.validate(tidy))
    except InvalidLength as error:
        raise NotACode(Fault.LENGTH) from error
    except InvalidChecksum as error:
        raise NotACode(Fault.CHECK) from error
    except NotValid as error:
        raise NotACode(Fault.COMPONENT) from error
    if uscc.calc_check_digit(tidy) != tidy[-1]:
        raise NotACode(Fault.CHECK)
    return tidy


def _plain(text: str) -> str:
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text))
