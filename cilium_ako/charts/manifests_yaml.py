"""An object as YAML for a person: keys sorted, texts of several lines as blocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

_BASE: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_BASE):  # type: ignore[misc]  # the C dumper where PyYAML has it
    def ignore_aliases(self, data: object) -> bool:
        """No anchors: the same list twice is written twice."""
        del data
        return True


def _text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def manifest_yaml(content: Mapping[str, object] | None) -> str:
    """The object as a YAML document; empty for None. The same text for equal objects."""
    if content is None:
        return ""
    text: str = yaml.dump(
        dict(content), Dumper=_Dumper, sort_keys=True, allow_unicode=True, width=1 << 20
    )
    return text
