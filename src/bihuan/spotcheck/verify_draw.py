#!/usr/bin/env python3
"""Run a published draw again from its own files: python3 -I verify_draw.py PACKAGE [COMMIT-SHA256].

PACKAGE is the folder or the zip as it was published. COMMIT-SHA256 is the number that was printed and
announced before the dice were rolled; give it, or nothing proves that the plan is that of before. Standard
library only. Ends with 0 if everything agrees, with 1 if anything does not.
复算已公布的抽签：python3 -I verify_draw.py 数据包 [承诺书的SHA-256]。全部一致时退出码为0，有任何不一致时为1。
"""

# fmt: off
import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

NAMES = ("commit.json", "reveal.json", "result.json", "population.csv", "inspectors.csv", "conflicts.csv",
         "list.csv", "rules.txt", "candidates.csv")
HASHES = {"pop_sha256": "population.csv", "insp_sha256": "inspectors.csv", "conf_sha256": "conflicts.csv",
          "rules_sha256": "rules.txt", "cand_sha256": "candidates.csv"}
LARGEST = 64 * 1024 * 1024


class Fault(ValueError):
    """Something does not agree."""


def need(holds: Any, english: str, chinese: str) -> None:
    if not holds:
        raise Fault(f"{english} / {chinese}")


def sha256(content: bytes | str) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def read(place: str) -> dict[str, bytes]:
    """The bytes of the files by name, from a folder or a zip."""
    if Path(place).is_dir():
        return {name: Path(place, name).read_bytes() for name in NAMES if Path(place, name).exists()}
    with ZipFile(place) as package:
        inner = package.namelist()
        need(len(set(inner)) == len(inner), "a file stands in the zip twice", "压缩包内有重名文件")
        need(all(each.file_size <= LARGEST for each in package.infolist()), "too large", "文件过大")
        return {name: package.read(name) for name in NAMES if name in inner}


def record(files: dict[str, bytes], name: str) -> dict[str, Any]:
    """A JSON record, which must be written in its one canonical way."""
    said: dict[str, Any] = json.loads(files[name])
    bytes_of = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    need(bytes_of == files[name], f"{name} is not in canonical form", f"{name}不是规范写法")
    return said


def table(files: dict[str, bytes], name: str, heading: str) -> list[tuple[str, ...]]:
    """The rows of a list, which must be sorted, without repetition, under its heading."""
    first, *rows, last = files[name].decode().split("\n")
    need(first == heading and last == "", f"{name} has another form", f"{name}格式不符")
    need(rows == sorted(set(rows)), f"{name} is not sorted or repeats a line", f"{name}未排序或有重复")
    shape = re.compile(r"[0-9A-Za-z._-]{1,40}(,[a-z0-9_]{1,12})?")
    need(all(map(shape.fullmatch, rows)), f"{name} holds a strange line", f"{name}有不合格的行")
    return [tuple(row.split(",")) for row in rows]


def quotas(population: list[tuple[str, ...]], plan: Any, weights: Any) -> dict[str, int]:
    """How many are drawn from each stratum, by the rule of the plan."""
    sizes: dict[str, int] = {}
    for _thing, stratum in population:
        sizes[stratum] = sizes.get(stratum, 0) + 1
    need(set(weights) == set(sizes), "weights and strata differ", "权重与层不一致")
    found = {name: -(-size * plan["floor"] // 100) for name, size in sizes.items()}
    left = min(plan["risk_n"], len(population)) - sum(found.values())
    while left > 0:
        parts = {name: sizes[name] * weights[name] for name in sizes if found[name] < sizes[name]}
        whole = sum(parts.values())
        shares = {name: left * part // whole for name, part in parts.items()}
        spare = left - sum(shares.values())
        for name in sorted(parts, key=lambda each: (-(left * parts[each] % whole), each))[:spare]:
            shares[name] += 1
        for name, share in shares.items():
            taken = min(share, sizes[name] - found[name])
            found[name], left = found[name] + taken, left - taken
    base = min(plan["base_n"], len(population))
    more = {"more": min(plan["more_n"], len(population) - base)} if "more_n" in plan else {}
    return {"base": base, **more, **found}


def ranked(words: str, names: Any) -> list[tuple[str, str]]:
    """Tickets and names, the lowest ticket first."""
    return sorted((sha256(f"gov-draw/1/{words}\n{name}"), name) for name in names)


def draw(seed: str, population: Any, quota: Any, inspectors: Any, conflicts: Any) -> str:
    """The list as it must be, line by line."""
    home, lines = dict(population), ["stratum,id,ticket,inspector_1,inspector_2"]
    for stratum in sorted(quota, key=lambda name: (name != "base", name != "more", name)):
        of, first = ("base", quota["base"]) if stratum == "more" else (stratum, 0)
        own = [thing for thing, where in population if of in ("base", where)]
        for ticket, thing in ranked(f"ticket\n{seed}\n{of}", own)[first:first + quota[stratum]]:
            free = [each for (each,) in inspectors if (each, home[thing]) not in conflicts]
            pair = [each for _number, each in ranked(f"inspector\n{seed}\n{thing}", free)[:2]]
            lines.append(",".join((stratum, thing, ticket, *pair)))
    return "\n".join([*lines, ""])


def verify(files: dict[str, bytes], announced: str = "") -> str:
    """Raise Fault where anything differs; otherwise return what was found, for the reader."""
    commit, reveal, result = (record(files, name) for name in NAMES[:3])
    need(commit["v"] in (1, 2), "another version of the rules", "规则版本不符")
    number = sha256(files["commit.json"])
    need(announced in ("", number), "the plan is not the announced one", "承诺书与事先公布的不一致")
    for word, name in [*HASHES.items()][:3 + commit["v"]]:  # candidates.csv came with version 2
        need(sha256(files[name]) == commit[word], f"{name} was changed since", f"{name}在承诺之后被改动")
    population: list[Any] = [*table(files, "population.csv", "id,stratum")]
    inspectors = table(files, "inspectors.csv", "inspector")
    conflicts = set(table(files, "conflicts.csv", "inspector,stratum"))
    need(len(population) == commit["pop_size"] == len(dict(population)), "the size differs", "总体数量不符")
    need(commit["quota"] == quotas(population, commit["plan"], commit["weights"]),
         "the quotas do not follow from the plan", "各层数量与方案不符")
    beacon = [commit["beacon"], commit["fallback"]][reveal["attempt"]]
    need(reveal["beacon"] == beacon, "another lottery draw than the named one", "不是事先指定的开奖期次")
    need(re.fullmatch(r"[0-9]{20}", reveal["dice"]), "the dice are not twenty digits", "骰子不是二十位数字")
    seed = sha256(b'gov-draw/1\n{"commit":%b,"reveal":%b}' % (files["commit.json"], files["reveal.json"]))
    need(result["seed"] == seed, "the seed does not follow from plan and chance", "种子与承诺书和随机数不符")
    lines = draw(seed, population, commit["quota"], inspectors, conflicts)
    need(files["list.csv"].decode() == lines, "the list is not the one that was drawn", "名单不是抽出的名单")
    said = {"list_sha256": sha256(lines), "seed": seed, "v": commit["v"]}
    if commit["v"] > 1:
        candidates = [who for (who,) in table(files, "candidates.csv", "candidate")]
        said["guest"] = ranked(f"guest\n{seed}", candidates)[0][1] if candidates else ""
    need(result == said, "the result differs", "结果不符")
    return f"{commit['draw']}: {len(population)} -> {lines.count(chr(10)) - 1}; commit {number}; seed {seed}"


def main(words: list[str]) -> int:
    try:
        said = verify(read(words[0]), *words[1:2])
    except (OSError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError, BadZipFile) as why:
        sys.stdout.write(f"DOES NOT HOLD 不一致: {why}\n")
        return 1
    alone = "" if words[1:] else "Compare the number with the announced one. 请与公布的承诺书编码核对。\n"
    sys.stdout.write(f"HOLDS 一致: {said}\n{alone}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
