"""What the pack is made of fits the project."""

from __future__ import annotations

import re
import tomllib

import yaml

from tests.policy.tools import PACK, ROOT


def test_its_version_is_the_projects() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    pack = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text("utf-8"))
    assert pack["version"] == project["version"]


def test_its_packages_are_pinned_with_hashes_and_name_no_registry() -> None:
    text = (PACK / "requirements.txt").read_text("utf-8")
    asked = re.findall(r"^([a-z][a-z0-9-]+)$", (PACK / "requirements.in").read_text("utf-8"), re.M)
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.M))
    assert set(asked) <= pinned.keys()
    assert len(re.findall(r"^\S+==", text, re.M)) == len(pinned)
    assert "--hash=sha256:" in text
    assert "://" not in text


def test_the_pulumi_that_it_runs_with_is_the_programs() -> None:
    versions = {
        re.search(r"^pulumi==(\S+)", path.read_text("utf-8"), re.M)[1]  # type: ignore[index]
        for path in (PACK / "requirements.txt", ROOT / "requirements.txt")
    }
    assert len(versions) == 1
