"""Notes are written, read and signed; whatever is changed in one is found."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel.checkpoints import Checkpoint, NoCheckpoint, line, public_of, read, signed, signers

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
MADE = Checkpoint("yunling.example/2026", 12, bytes(range(32)))
KNOWN = {"yunling.example/2026": public_of(KEY), "审计局": public_of(OTHER)}


def note() -> str:
    return signed(MADE, MADE.origin, KEY) + line(MADE, "审计局", OTHER)


def test_a_note_is_read_as_it_was_written_and_names_who_signed_it() -> None:
    found = read(note())
    assert (found.origin, found.size, found.root) == (MADE.origin, MADE.size, MADE.root)
    assert signers(found, KNOWN) == set(KNOWN)
    assert signers(found, {"审计局": public_of(OTHER)}) == {"审计局"}
    assert signers(found, {"审计局": public_of(KEY)}) == set()


@given(st.integers(0, len(note()) - 1), st.characters(codec="utf-8"))
def test_a_changed_note_is_refused_or_loses_its_signature(at: int, letter: str) -> None:
    text = note()
    changed = text[:at] + letter + text[at + 1 :]
    try:
        found = read(changed)
    except NoCheckpoint:
        return
    # Signatures stand apart: changing one leaves the other.
    is_same = (found.origin, found.size, found.root) == (MADE.origin, MADE.size, MADE.root)
    assert is_same or not signers(found, KNOWN)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a\n1\n",
        "a\n-1\nAAAA\n\n",
        "a\n01\n" + "A" * 43 + "=\n\n",
        "a\n1\nnot base64\n\n",
        "\n1\n" + "A" * 43 + "=\n\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoCheckpoint):
        read(text)
