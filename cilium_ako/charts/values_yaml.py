"""Helm values as YAML text, the same bytes for the same values."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from cilium_ako.charts.helm_values import Values

_BASE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc]  # the C dumper where PyYAML has it
    """PyYAML, with quotes where Helm's reader could see anything but a text."""


_WORD: Final = re.compile(
    r"(?!(?:y|n|yes|no|on|off|true|false|null)$)[A-Za-z][\w./@ -]*", re.IGNORECASE
)
"""A text that no YAML reads as something else: Helm's reader takes `n` and `1e3` for no texts."""


def _text(dumper: Any, text: str) -> Any:
    style = None if _WORD.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def values_yaml(values: Values) -> str:
    """The values as a YAML document, keys sorted, one line for each scalar."""
    text: str = yaml.dump(values, Dumper=_Dumper, sort_keys=True, allow_unicode=True, width=1 << 20)
    return text
