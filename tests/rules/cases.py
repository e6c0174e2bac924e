"""The data files in the folders beside this one: a valid config, one change of it, and the rules
that it breaks.

A folder has the name of a subject of rules, a file that of the rule it is about; one whose name
begins with `nothing-` breaks none. A file has `base` (a config of `bases.yaml`), `change` (merged
into it, null removes), `secrets` (null is set and hidden, `absent` removes, a text is known, a
list names texts of `pem.py`),
`offline` (true unless said), `says` and `hides` (texts that the report must and must not hold),
and `expect`: every rule that is reported and not acknowledged, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from cilium_ako.config.stack import PROJECT, RawConfig, Secret, parse
from cilium_ako.rules.collect import collect_problems
from cilium_ako.rules.problem import Problem
from tests.data_files import data_of
from tests.rules.pem import pem

DIRECTORY = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """One data file."""

    name: str
    subject: str
    config: Mapping[str, Any]
    secrets: Mapping[str, Secret]
    offline: bool
    expect: list[str]
    says: list[str] = field(default_factory=list)
    hides: list[str] = field(default_factory=list)

    @property
    def raw(self) -> RawConfig:
        """The config as it would come from a stack file."""
        return raw_of(self.config, self.secrets)

    def problems(self) -> list[Problem]:
        """What is reported."""
        stack, errors = parse(self.name, self.raw, offline=self.offline)
        return collect_problems(stack, errors)


def raw_of(config: Mapping[str, Any], secrets: Mapping[str, Secret]) -> RawConfig:
    """A config with bare keys as the engine has it; a key of another namespace says its own."""
    return RawConfig(
        {key if ":" in key else f"{PROJECT}:{key}": value for key, value in config.items()},
        {f"{PROJECT}:{key}": value for key, value in secrets.items()},
    )


def patched(base: Any, change: Any) -> Any:
    """A JSON merge patch (RFC 7396): mappings are merged, null removes, all else replaces."""
    if not isinstance(change, Mapping):
        return change
    result = dict(base) if isinstance(base, Mapping) else {}
    for key, value in change.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = patched(result.get(key), value)
    return result


@cache
def bases() -> Mapping[str, Mapping[str, Any]]:
    """The configs that break no rule."""
    loaded: Mapping[str, Mapping[str, Any]] = data_of(DIRECTORY / "bases.yaml")
    return loaded


def base_case(name: str) -> Case:
    """A config that breaks no rule."""
    base = dict(bases()[name])
    secrets = {key: Secret(text) for key, text in base.pop("secrets", {}).items()}
    return Case(name, "", base, secrets, offline=True, expect=[])


@cache
def cases() -> tuple[Case, ...]:
    """Every data file."""
    return tuple(_case(path) for path in sorted(DIRECTORY.glob("*/*.yaml")))


def _case(path: Path) -> Case:
    data = data_of(path)
    base = base_case(data["base"])
    secrets = dict(base.secrets)
    for key, text in data.get("secrets", {}).items():
        if text == "absent":
            secrets.pop(key, None)
        else:
            known = "".join(map(pem, text)) if isinstance(text, list) else text
            secrets[key] = Secret(known)
    return Case(
        path.stem,
        path.parent.name,
        patched(base.config, data.get("change", {})),
        secrets,
        data.get("offline", True),
        data["expect"],
        data.get("says", []),
        data.get("hides", []),
    )
