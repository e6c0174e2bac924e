"""What is adopted in tests: files of values and of stacks, and what becomes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cilium_ako.adopt.assemble import Assembled, assemble
from cilium_ako.adopt.found import Found, FoundRelease
from cilium_ako.adopt.other_stack import read_other_stack
from cilium_ako.adopt.stack_text import stack_text
from cilium_ako.catalogue.release import Release
from cilium_ako.charts.yaml_text import yaml_text
from cilium_ako.config.stack import PROJECT, Stack, parse
from cilium_ako.config.stack_files import raw_config
from tests.configs import Config


def write_stack(path: Path, config: Mapping[str, Any]) -> Path:
    """A stack file of a config with bare keys."""
    path.write_text(
        yaml_text({"config": {f"{PROJECT}:{key}": value for key, value in config.items()}}), "utf-8"
    )
    return path


def found_of(values: Mapping[str, Mapping[str, object]], versions: Mapping[str, str]) -> Found:
    """What values files of both charts tell."""
    releases = {
        chart: FoundRelease(
            "ako" if chart == "ako" else "cilium",
            f"{chart}.yaml",
            given,
            Release.parse(versions[chart], full=True),
        )
        for chart, given in values.items()
    }
    return Found(cilium=releases.get("cilium"), ako=releases.get("ako"))


def adopted(config: Config, values: Mapping[str, Mapping[str, object]], folder: Path) -> Assembled:
    """What is assembled from values, with a config as the stack that `--cluster` names."""
    versions = {chart: config[chart]["version"] for chart in values}
    other = read_other_stack(write_stack(folder / "Pulumi.other.yaml", config))
    return assemble(found_of(values, versions).over(other))


def stack_of(assembled: Assembled) -> Stack:
    """The stack that is parsed of the text that is written; every key must fit."""
    text = stack_text("adopted", assembled)
    stack, errors = parse("adopted", raw_config(text), offline=True)
    assert errors == [], text
    return stack
