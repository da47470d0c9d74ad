"""A field of work: which units it falls to, what is ordered there, and how its progress is put in words."""

import random
from dataclasses import dataclass

PLACES = "望湖区 潘桥区 谷阳区 云泽区 丰寿县 禾山县 石垅县".split()
PARKS = "云岭经开区 云岭高新区 潘桥产业园".split()
ROADS = "栖云路 望湖大道 砚溪路 朝阳北路 春申街 鹤鸣路 双桥路 谷水东路 滨湖南路 学府路 长乐街 惠民路".split()
TOWNS = "青石镇 柳林镇 白塔镇 三溪镇 大圩乡 杏花镇 石佛镇 枫香乡 沙河镇 古堰镇 茶亭乡 莲塘镇".split()
RIVERS = "砚溪河 谷水河 潘河 望湖 云泽湿地 丰水渠 石垅水库".split()
FIRMS = "云岭重工 华岑新材 远洲光电 丰禾食品 禾山水泥 谷阳轴承 石垅矿机 望湖医药 潘桥电子 鼎澜汽配".split()
SCHOOLS = "市第三中学 望湖实验小学 谷阳二中 潘桥中心幼儿园 云泽职业学校 丰寿一中".split()
ESTATES = "锦绣苑 春申花园 朝阳新村 砚溪家园 双桥小区 鹤鸣里 惠民安置小区 学府佳苑".split()


@dataclass(frozen=True)
class Phrase:
    """An order: its title and what it asks for, with places and figures still open."""

    title: str
    demand: str


@dataclass(frozen=True)
class Sector:
    """A field of work. `leads` are units by short name; what is written there fits each of them."""

    name: str
    leads: tuple[str, ...]
    helpers: tuple[str, ...]
    annual: tuple[Phrase, ...]
    meeting: tuple[Phrase, ...]
    instruction: tuple[Phrase, ...]
    done: tuple[str, ...]
    result: tuple[str, ...]


class Slots(dict[str, str]):
    """The open places of a phrase, filled once and the same for title and demand."""

    def __init__(self, rng: random.Random) -> None:
        super().__init__()
        self._rng = rng

    def __missing__(self, key: str) -> str:
        value = self._choose(key)
        self[key] = value
        return value

    def _choose(self, key: str) -> str:
        lists = {
            "place": PLACES,
            "park": PARKS,
            "road": ROADS,
            "town": TOWNS,
            "river": RIVERS,
            "firm": FIRMS,
            "school": SCHOOLS,
            "estate": ESTATES,
        }
        if key in lists:
            return self._rng.choice(lists[key])
        low, high, step = {"n": (3, 30, 1), "m": (10, 95, 5), "k": (100, 900, 20), "p": (3, 15, 1)}[key[0]]
        return str(self._rng.randrange(low, high, step))


def sector(name: str, leads: str, helpers: str, **words: str) -> Sector:
    """Read a field of work from plain lines; orders are written as title｜demand."""
    return Sector(
        name,
        tuple(leads.split()),
        tuple(helpers.split()),
        annual=_phrases(words["annual"]),
        meeting=_phrases(words["meeting"]),
        instruction=_phrases(words["instruction"]),
        done=tuple(words["done"].strip().splitlines()),
        result=tuple(words["result"].strip().splitlines()),
    )


def _phrases(text: str) -> tuple[Phrase, ...]:
    pairs = (line.split("｜", 1) for line in text.strip().splitlines())
    return tuple(Phrase(title, demand) for title, demand in pairs)
