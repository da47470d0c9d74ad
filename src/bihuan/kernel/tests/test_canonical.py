"""Canonical bytes against an independent encoder, and everything the profile refuses."""

import hashlib

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from bihuan.kernel import canonical

keys = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"])).map(canonical.text)
scalars = st.none() | st.booleans() | st.integers(-canonical.LARGEST, canonical.LARGEST) | texts
values = st.recursive(scalars, lambda v: st.lists(v) | st.dictionaries(keys, v), max_leaves=20)


@given(values)
def test_inside_the_profile_the_bytes_are_those_of_rfc_8785(value) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        2**53,
        -(2**53),
        {"Key": 1},
        {"thirteen_char": 1},
        {"": 1},
        {1: 2},
        "e\u0301",
        "\ud800",
        b"x",
        [object()],
    ],
)
def test_outside_the_profile_everything_is_refused(value) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.encode(value)


@given(st.text())
def test_any_text_a_person_wrote_can_be_made_canonical(written) -> None:
    canonical.encode(canonical.text(written))


def test_a_leaf_is_domain_separated_from_a_node() -> None:
    assert canonical.leaf_hash(b"x") == hashlib.sha256(b"\x00x").hexdigest()


def test_the_commitment_changes_with_the_salt_and_with_the_payload() -> None:
    first = canonical.commitment(b"a" * 32, b"{}")
    assert first != canonical.commitment(b"b" * 32, b"{}")
    assert first != canonical.commitment(b"a" * 32, b"[]")
