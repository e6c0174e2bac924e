"""What is pinned is what is installed, whoever installs it."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REQUIREMENTS = Path(__file__).parents[2] / "requirements.txt"


def pinned() -> dict[str, frozenset[str]]:
    """Every package of the lock with the extras that it is pinned with."""
    lines = re.findall(r"(?m)^[a-z0-9].*==[^\s\\]+", REQUIREMENTS.read_text("utf-8"))
    found = map(Requirement, lines)
    return {canonicalize_name(each.name): frozenset(each.extras) for each in found}


def asked_for(package: str) -> list[Requirement]:
    try:
        stated = requires(package) or []
    except PackageNotFoundError:  # of another system
        return []
    found = map(Requirement, stated)
    return [each for each in found if each.marker is None or each.marker.evaluate({"extra": ""})]


def test_a_package_is_pinned_with_the_extras_that_others_ask_for() -> None:
    # pip holds `name[extra]` for unpinned beside a bare pin, and refuses the newest that it finds
    pins = pinned()
    bare = {
        f"{package} asks for {each}"
        for package in pins
        for each in asked_for(package)
        if not each.extras <= pins[canonicalize_name(each.name)]
    }
    assert not bare
    assert any(pins.values()), "no package has an extra: this test looks at nothing"
