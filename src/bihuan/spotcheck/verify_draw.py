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
import zipfile
from pathlib import Path
from typing import Any

NAMES = ("commit.json", "reveal.json", "result.json", "population.csv", "inspectors.csv", "conflicts.csv",
         "list.csv", "rules.txt")
HASHES = {"pop_sha256": "population.csv", "insp_sha256": "inspectors.csv", "conf_sha256": "conflicts.csv",
          "rules_sha256": "rules.txt"}
LARGEST = 64 * 1024 * 1024


class Fault(Exception):
    """Something does not agree."""


def need(holds: Any, english: str, chinese: str) -> None:
    if not holds:
        raise Fault(f"{english} / {chinese}")


def sha256(content: bytes | str) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def read(place: str) -> dict[str, bytes]:
    """The bytes of the files by name, from a folder or a zip."""
    if Path(place).is_dir():
        return {name: Path(place, name).read_bytes() for name in NAMES}
    with zipfile.ZipFile(place) as package:
        inner = package.namelist()
        need(len(set(inner)) == len(inner), "a file stands in the zip twice", "压缩包内有重名文件")
        need(all(package.getinfo(name).file_size <= LARGEST for name in NAMES), "too large", "文件过大")
        return {name: package.read(name) for name in NAMES}


def record(files: dict[str, bytes], name: str) -> dict[str, Any]:
    """A JSON record, which must be written in its one canonical way."""
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), f"{name} says something twice", f"{name}有重复项")
        return dict(pairs)

    said: dict[str, Any] = json.loads(files[name], object_pairs_hook=once)
    bytes_of = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    need(bytes_of == files[name], f"{name} is not in canonical form", f"{name}不是规范写法")
    return said


def table(files: dict[str, bytes], name: str, heading: str) -> list[tuple[str, ...]]:
    """The rows of a list, which must be sorted, without repetition, under its heading."""
    text = files[name].decode()
    lines = text.split("\n")
    need(lines[0] == heading and lines[-1] == "", f"{name} has another form", f"{name}格式不符")
    rows = lines[1:-1]
    need(rows == sorted(set(rows)), f"{name} is not sorted or repeats a line", f"{name}未排序或有重复")
    need(all(re.fullmatch(r"[0-9A-Za-z._-]{1,40}(,[a-z0-9_]{1,12})?", row) for row in rows),
         f"{name} holds a strange line", f"{name}有不合格的行")
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
    return {"base": min(plan["base_n"], len(population)), **found}


def draw(seed: str, population: Any, quota: Any, inspectors: Any, conflicts: Any) -> str:
    """The list as it must be, line by line."""
    home, lines = dict(population), ["stratum,id,ticket,inspector_1,inspector_2"]
    for stratum in sorted(quota, key=lambda name: (name != "base", name)):
        own = [thing for thing, where in population if stratum in ("base", where)]
        tickets = sorted((sha256(f"gov-draw/1/ticket\n{seed}\n{stratum}\n{thing}"), thing) for thing in own)
        for ticket, thing in tickets[:quota[stratum]]:
            free = [each for (each,) in inspectors if (each, home[thing]) not in conflicts]
            numbered = sorted((sha256(f"gov-draw/1/inspector\n{seed}\n{thing}\n{each}"), each)
                              for each in free)
            lines.append(",".join((stratum, thing, ticket, *(each for _number, each in numbered[:2]))))
    return "\n".join([*lines, ""])


def verify(files: dict[str, bytes], announced: str = "") -> str:
    """Raise Fault where anything differs; otherwise return what was found, for the reader."""
    commit, reveal, result = (record(files, name) for name in NAMES[:3])
    need(commit["v"] == 1, "another version of the rules", "规则版本不符")
    number = sha256(files["commit.json"])
    need(announced in ("", number), "the plan is not the announced one", "承诺书与事先公布的不一致")
    for word, name in HASHES.items():
        need(sha256(files[name]) == commit[word], f"{name} was changed after the commitment",
             f"{name}在承诺之后被改动")
    population: list[Any] = [*table(files, "population.csv", "id,stratum")]
    inspectors = table(files, "inspectors.csv", "inspector")
    conflicts = set(table(files, "conflicts.csv", "inspector,stratum"))
    need(len(population) == commit["pop_size"] == len(dict(population)), "the size differs", "总体数量不符")
    need(commit["quota"] == quotas(population, commit["plan"], commit["weights"]),
         "the quotas do not follow from the plan", "各层数量与方案不符")
    beacon = [commit["beacon"], commit["fallback"]][reveal["attempt"]]
    need(reveal["beacon"] == beacon, "another lottery draw than the named one", "不是事先指定的开奖期次")
    need(re.fullmatch(r"[0-9]{20}", reveal["dice"]), "the dice are not twenty digits", "骰子不是二十位数字")
    both = b'{"commit":' + files["commit.json"] + b',"reveal":' + files["reveal.json"] + b"}"
    seed = sha256(b"gov-draw/1\n" + both)
    need(result["seed"] == seed, "the seed does not follow from plan and chance", "种子与承诺书和随机数不符")
    lines = draw(seed, population, commit["quota"], inspectors, conflicts)
    need(files["list.csv"].decode() == lines, "the list is not the one that was drawn", "名单不是抽出的名单")
    need(result == {"list_sha256": sha256(lines), "seed": seed, "v": 1}, "the result differs", "结果不符")
    return f"{commit['draw']}: {len(population)} -> {lines.count(chr(10)) - 1}; commit {number}; seed {seed}"


def main(words: list[str]) -> int:
    try:
        said = verify(read(words[0]), *words[1:2])
    except (Fault, OSError, KeyError, IndexError, TypeError, ValueError, ZeroDivisionError,
            AttributeError, zipfile.BadZipFile) as error:
        sys.stdout.write(f"DOES NOT HOLD 不一致: {error}\n")
        return 1
    sys.stdout.write(f"HOLDS 一致: {said}\n")
    if not words[1:]:
        sys.stdout.write("Compare the commit's number with the announced one. 请与公布的承诺书编码核对。\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if sys.argv[1:] else __doc__)
