"""Helm values as YAML text, the same bytes for the same values."""

from __future__ import annotations

from typing import Any, Final

import yaml

from cilium_ako.charts.spelling import Values

_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def values_yaml(values: Values) -> str:
    """The values as a YAML document, keys sorted, one line for each scalar."""
    text: str = yaml.dump(values, Dumper=_DUMPER, sort_keys=True, allow_unicode=True, width=1 << 20)
    return text
