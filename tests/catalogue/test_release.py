"""One type for all release numbers: how they are read, written and compared."""

from __future__ import annotations

import copy
import pickle
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.catalogue.release import Release

NUMBERS = st.integers(0, 9999)


@given(major=NUMBERS, minor=NUMBERS, patch=NUMBERS)
def test_what_is_written_is_read_again(major: int, minor: int, patch: int) -> None:
    release = Release(major, minor, patch)
    assert Release.parse(str(release)) == release
    assert Release.parse(f"v{release}-rc.1") == release
    assert Release.parse_prefix(f"{release}.4 and more") == release
    assert (release.major, release.minor, release.patch) == (major, minor, patch)
    assert Release.parse(str(release.minor_release)) == Release(major, minor, 0)


@given(text=st.text(st.sampled_from("v0123456789.-+ ex"), max_size=12))
def test_any_text_is_a_release_or_none(text: str) -> None:
    found = Release.parse(text)
    assert found is None or str(found.minor_release) in text
    assert found is None or Release.parse_prefix(text) == found


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("1.33", Release(1, 33, 0)),
        ("v1.33.2-eks-1a2b3c", Release(1, 33, 2)),
        ("5.15.0-105-generic", Release(5, 15, 0)),
        ("6.1.58+", Release(6, 1, 58)),
        ("5.15.90.1-microsoft", None),
        ("1", None),
        ("1.018.1", None),
        ("1.18.", None),
        ("1.99999", None),
        ("latest", None),
        ("", None),
    ],
)
def test_parse(text: str, release: Release | None) -> None:
    assert Release.parse(text) == release


def test_a_full_release_has_a_patch() -> None:
    assert Release.parse("1.18", full=True) is None
    assert Release.parse("v1.18.0-rc.0", full=True) == Release(1, 18, 0)


def test_a_minor_release_sorts_before_its_patches() -> None:
    rising = [Release(1, 17, 18), Release(1, 18), Release(1, 18, 0), Release(1, 18, 2)]
    rising += [Release(1, 18, 12), Release(1, 19), Release(2, 0)]
    assert all(one < other for one, other in pairwise(rising))


def test_a_copy_is_the_same() -> None:
    for release in (Release(1, 18), Release(1, 18, 12)):
        for same in (copy.deepcopy(release), pickle.loads(pickle.dumps(release))):  # noqa: S301
            assert same == release
            assert isinstance(same, Release)
