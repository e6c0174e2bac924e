"""YAML as tests read and write a lot of it: by libyaml where PyYAML has it, ten times as fast."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def data_of(path: Path) -> Any:
    """What stands in a file of tests' data."""
    return yaml.load(path.read_text("utf-8"), Loader=LOADER)  # noqa: S506 - a safe one


def documents_of(text: str) -> list[Any]:
    """Every document of a text."""
    return list(yaml.load_all(text, Loader=LOADER))


def text_of(data: object, **options: Any) -> str:
    """Data as YAML."""
    text: str = yaml.dump(data, Dumper=DUMPER, **options)
    return text
