"""The data files beside this one: stacks that are right alone, and what they are together.

A file has the name of the rule that it is about; one whose name begins with `nothing-` breaks none.
It has `stacks`: by name, each with `base` (a config of `tests/rules/bases.yaml`) and `change`
(merged into it, null removes; a secret may be the name of a text in `tests.certificates`); and
`expect`: by name of the stack, the rules that are reported beside what the stack alone breaks, and
not acknowledged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cilium_ako.check.checked_stack import CheckedStack, check_config
from cilium_ako.config.stack import Secret
from tests import certificates
from tests.data_files import data_of
from tests.rules.cases import bases, patched, raw_of

DIRECTORY = Path(__file__).parent


@dataclass(frozen=True)
class Example:
    """One data file."""

    name: str
    stacks: Mapping[str, Mapping[str, Any]]
    expect: Mapping[str, list[str]]
    says: tuple[str, ...]

    def checked(self) -> list[CheckedStack]:
        """Each stack, judged alone."""
        return [checked(name, each) for name, each in self.stacks.items()]


def checked(name: str, config: Mapping[str, Any]) -> CheckedStack:
    """A config with bare keys, judged alone."""
    given = dict(config)
    secrets = {
        key: Secret(getattr(certificates, text or "", text))
        for key, text in given.pop("secrets", {}).items()
    }
    return check_config(name, raw_of(given, secrets), Path(), offline=True)


@cache
def examples() -> tuple[Example, ...]:
    """Every data file, by name."""
    return tuple(_example(path) for path in sorted(DIRECTORY.glob("*.yaml")))


def _example(path: Path) -> Example:
    data = data_of(path)
    stacks = {
        name: patched(bases()[each.get("base", "dev")], each.get("change", {}))
        for name, each in data["stacks"].items()
    }
    return Example(path.stem, stacks, data.get("expect", {}), tuple(data.get("says", ())))
