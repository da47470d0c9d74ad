"""The draw on paper: two more implementations agree with it, and whatever is changed is found."""

import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

from bihuan.spotcheck import verify_draw
from bihuan.spotcheck.rules import protocol
from bihuan.spotcheck.rules.protocol import BASE, Member
from bihuan.spotcheck.tests.makers import Files, make_files

HERE = Path(verify_draw.__file__).parent
SECOND = HERE / "second_draw.sh"
VERIFIER = HERE / "verify_draw.py"
# `./bihuan reliability redraw` compares a thousand records; the shell takes its time.
RECORDS = 60
MUTATIONS = 1000
SEED = 20_260_402


def found_out(files: Files, announced: str = "") -> bool:
    """Whether the verifier refuses these files; any other error than its own words is a defect of it."""
    try:
        verify_draw.verify(files, announced)
    except (verify_draw.Fault, KeyError, IndexError, TypeError, ValueError, ZeroDivisionError):
        return True
    except AttributeError:
        return True
    return False


def test_three_implementations_agree_on_random_records(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    folders = []
    for number in range(RECORDS):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = make_files(chance, chance.randint(3, 14))
        for name, content in files.items():
            (folder / name).write_bytes(content)
        verify_draw.verify(files, protocol.sha256(files["commit.json"]))
        folders.append(folder)
    loop = f'for one in "$@"; do sh {SECOND} "$one" > "$one/second.csv" || exit 1; done'
    subprocess.run(["/bin/sh", "-c", loop, "sh", *map(str, folders)], check=True)  # noqa: S603 - our own
    differ = [one for one in folders if (one / "second.csv").read_bytes() != (one / "list.csv").read_bytes()]
    assert not differ


def test_every_single_changed_byte_is_found() -> None:
    chance = random.Random(SEED)
    missed = []
    for number in range(MUTATIONS):
        files = make_files(chance)
        name = chance.choice(sorted(files))
        whole = bytearray(files[name])
        place = chance.randrange(len(whole))
        how = chance.choice(("change", "remove", "insert"))
        if how == "change":
            whole[place] ^= 1 << chance.randrange(8)
        elif how == "remove":
            del whole[place]
        else:
            whole.insert(place, chance.choice(b"0123456789abcdef,\n "))
        if bytes(whole) != files[name] and not found_out(files | {name: bytes(whole)}):
            missed.append((number, name, how, place))
    assert not missed


def rewritten(files: Files, name: str, **said: object) -> Files:
    record = json.loads(files[name]) | said
    return files | {name: protocol.record_text(record).encode()}


def without_a_line(files: Files, name: str) -> Files:
    first, *rest = files[name].decode().splitlines(keepends=True)
    return files | {name: "".join([first, *rest[1:]]).encode()}


def redrawn(files: Files) -> Files:
    """The same files with seed and list computed anew, as somebody would who has the room's own programs."""
    commit, reveal = (json.loads(files[name]) for name in ("commit.json", "reveal.json"))
    rows = {
        name: [tuple(line.split(",")) for line in files[f"{name}.csv"].decode().splitlines()[1:]]
        for name in ("population", "inspectors", "conflicts")
    }
    seed = protocol.seed_of(commit, reveal)
    picks = protocol.draw(
        seed,
        [Member(*row) for row in rows["population"]],
        commit["quota"],
        [who for (who,) in rows["inspectors"]],
        rows["conflicts"],  # type: ignore[arg-type]
    )
    text = protocol.list_text(picks)
    guests = files["candidates.csv"].decode().splitlines()[1:]
    result = {"v": 2, "seed": seed, "list_sha256": protocol.sha256(text)}
    result["guest"] = protocol.guest(seed, guests)
    return files | {
        "list.csv": text.encode(),
        "result.json": protocol.record_text(result).encode(),
    }


def test_each_kind_of_tampering_is_found_though_all_is_computed_anew() -> None:
    chance = random.Random(SEED)
    for _round in range(20):
        files = make_files(chance)
        announced = protocol.sha256(files["commit.json"])
        commit = json.loads(files["commit.json"])
        reveal = json.loads(files["reveal.json"])
        thing = files["population.csv"].decode().splitlines()[1].split(",")[0]
        other = files["population.csv"].replace(f"\n{thing},".encode(), f"\n{thing}0,".encode())
        weights = {name: weight + 1 for name, weight in commit["weights"].items()}
        quota = commit["quota"] | {BASE: commit["quota"][BASE] - 1}
        skipped = commit["fallback"] if reveal["attempt"] == 0 else commit["beacon"]
        attacks = {
            "population: another": files | {"population.csv": other},
            "population: one less": without_a_line(files, "population.csv"),
            "inspectors: one less": without_a_line(files, "inspectors.csv"),
            "plan: other quota": rewritten(files, "commit.json", quota=quota),
            "plan: other weights": rewritten(files, "commit.json", weights=weights),
            "plan: other record": rewritten(files, "commit.json", log_size=0),
            "seed: skipped beacon": rewritten(files, "reveal.json", beacon=skipped),
        }
        for name, attacked in attacks.items():
            assert found_out(attacked, announced), name
            assert found_out(redrawn(attacked), announced), f"{name}, redrawn"
        # Other chance than was seen gives a list that is true of it: the seed itself was read out in public.
        other_dice = rewritten(files, "reveal.json", dice=reveal["dice"][::-1])
        assert found_out(other_dice, announced)
        assert found_out(without_a_line(files, "list.csv"), announced)


def test_the_verifier_runs_alone_and_says_so_in_its_exit_code(tmp_path: Path) -> None:
    files = make_files(random.Random(SEED))
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    ask = [sys.executable, "-I", str(VERIFIER), str(tmp_path)]
    number = protocol.sha256(files["commit.json"])
    good = subprocess.run([*ask, number], capture_output=True, text=True, check=False)  # noqa: S603
    assert (good.returncode, number in good.stdout) == (0, True)
    bad = subprocess.run([*ask, "0" * 64], capture_output=True, text=True, check=False)  # noqa: S603
    assert bad.returncode == 1
    (tmp_path / "list.csv").unlink()
    assert subprocess.run(ask, capture_output=True, check=False).returncode == 1  # noqa: S603


def test_the_verifier_is_one_short_file_of_the_standard_library() -> None:
    text = VERIFIER.read_text()
    assert len(text.splitlines()) <= 150
    imported = [line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert set(imported) <= sys.stdlib_module_names


def test_each_ticket_stands_alone() -> None:
    """Order does not matter, more are drawn by going on, and who is gone changes one place only."""
    members = [Member(f"t{number}", f"u{number % 3}") for number in range(60)]
    people = ["i1", "i2", "i3"]

    def drawn(some: list[Member], number: int) -> list[str]:
        return [each.id for each in protocol.draw("5eed", some, {BASE: number}, people, [])]

    first = drawn(members, 10)
    assert drawn(members[::-1], 10) == first
    assert drawn(members, 20)[:10] == first
    rest = [each for each in members if each.id != first[4]]
    assert drawn(rest, 10)[:9] == first[:4] + first[5:]


def test_who_is_bound_to_a_unit_never_looks_at_it() -> None:
    members = [Member(f"t{number}", f"u{number % 3}") for number in range(60)]
    people = ["i1", "i2", "i3", "i4"]
    conflicts = [("i1", "u0"), ("i2", "u0"), ("i3", "u1")]
    home = {each.id: each.stratum for each in members}
    picks = protocol.draw("5eed", members, {BASE: 60}, people, conflicts)
    for pick in picks:
        assert len(set(pick.inspectors)) == protocol.PAIR
        assert not {(who, home[pick.id]) for who in pick.inspectors} & set(conflicts)
    shares = Counter(who for pick in picks for who in pick.inspectors)
    assert set(shares) == set(people)
    assert protocol.short_of_inspectors(["u0", "u1", "u2"], people, [*conflicts, ("i3", "u0")]) == ["u0"]


def test_everything_is_drawn_equally_often() -> None:
    """Chi-square over 4,000 draws of 5 of 40, against what chance allows once in a thousand times."""
    members = [Member(f"t{number}", "u1") for number in range(40)]
    counts = Counter(
        pick.id
        for number in range(4000)
        for pick in protocol.draw(f"{number:064x}", members, {BASE: 5}, ["i1", "i2"], [])
    )
    expected = 4000 * 5 / 40
    chi = sum((counts[each.id] - expected) ** 2 / expected for each in members)
    # 39 degrees of freedom, p = 0.001.
    assert chi < 72.05
