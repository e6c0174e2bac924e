"""Values and manifests as YAML text: for Helm, and for whoever reads a report.

Each of its readers means something else by a text without quotes: to PyYAML (YAML 1.1) `12:30` is
a number and to Helm (goyaml.v2) `n` is a boolean, to the engine (go-yaml v3) `0o17` is fifteen. A
text is plain only where all of them see a text.

The events go straight to PyYAML's C emitter. Its representer would make a node of each value
first, which takes twice as long, and a report writes every object that changes twice.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import yaml

_PLAIN: Final = re.compile(
    r"(?!(?:true|false|yes|no|on|off|null|y|n)\Z)"
    r"[a-z_/][a-z0-9_./@+$=()-]*(?:[ :][a-z0-9_./@+$=()-]+)*",
    re.IGNORECASE | re.ASCII,
)
"""Texts that no reader of YAML takes for anything else: no digit, sign or point begins them."""
_WIDTH: Final = 1 << 30
"""Characters of a line before it is folded: never, or one word more would change every line."""
_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""The C emitter where PyYAML has it."""
Spelled: TypeAlias = Callable[[str], yaml.Event]
"""How a text is written."""
_IS_PLAIN: Final = (True, False)
_IS_QUOTED: Final = (False, True)


def yaml_text(content: Mapping[str, object]) -> str:
    """The content as a YAML document: keys sorted, texts of several lines as blocks.

    Equal contents give equal texts. Raises TypeError for what JSON does not have.
    """
    return _emitted([content], _text)


def quoted_yaml_text(*contents: Mapping[str, object]) -> str:
    """The contents as YAML documents with every text in quotes, whatever reader it meets.

    As `yaml_text` otherwise.
    """
    return _emitted(contents, _in_quotes)


def _emitted(contents: Sequence[Mapping[str, object]], spelled: Spelled) -> str:
    events: list[yaml.Event] = [yaml.StreamStartEvent()]
    for number, content in enumerate(contents):
        events.append(yaml.DocumentStartEvent(explicit=number > 0))
        _add(content, events, spelled)
        events.append(yaml.DocumentEndEvent(explicit=False))
    events.append(yaml.StreamEndEvent())
    text: str = yaml.emit(events, Dumper=_DUMPER, width=_WIDTH, allow_unicode=True)
    return text


def _add(value: object, events: list[yaml.Event], spelled: Spelled) -> None:
    """Adds the events that stand for a value."""
    if isinstance(value, str):
        events.append(spelled(value))
    elif isinstance(value, Mapping):
        events.append(yaml.MappingStartEvent(None, None, True, flow_style=not value))  # noqa: FBT003
        for key in sorted(value):
            events.append(_text(key))
            _add(value[key], events, spelled)
        events.append(yaml.MappingEndEvent())
    elif isinstance(value, list | tuple):
        events.append(yaml.SequenceStartEvent(None, None, True, flow_style=not value))  # noqa: FBT003
        for each in value:
            _add(each, events, spelled)
        events.append(yaml.SequenceEndEvent())
    else:
        events.append(yaml.ScalarEvent(None, None, _IS_PLAIN, _scalar(value)))


def _text(text: str) -> yaml.Event:
    if _PLAIN.fullmatch(text):
        return yaml.ScalarEvent(None, None, _IS_PLAIN, text)
    style = "|" if "\n" in text.strip("\n") else '"'
    return yaml.ScalarEvent(None, None, _IS_QUOTED, text, style=style)


def _in_quotes(text: str) -> yaml.Event:
    return yaml.ScalarEvent(None, None, _IS_QUOTED, text, style='"')


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float) and math.isfinite(value):
        text = repr(value)
        # YAML 1.1 has no number with an exponent and no point
        return text if "." in text else text.replace("e", ".0e")
    raise TypeError(f"{value!r} is none of the values that JSON has")


def word(text: str) -> str:
    """A text on one line: plain where every reader takes it for a text, else in quotes."""
    return text if _PLAIN.fullmatch(text) else _quoted(text)


def flow_text(value: object) -> str:
    """A value on one line, as YAML has it in the middle of a document: `{a: [1, two]}`."""
    if isinstance(value, str):
        return _in_flow(value)
    if isinstance(value, Mapping):
        entries = (f"{word(str(key))}: {flow_text(each)}" for key, each in value.items())
        return "{" + ", ".join(entries) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow_text(each) for each in value) + "]"
    return _scalar(value)


def _in_flow(text: str) -> str:
    """A text as JSON where a reader could take it for something else; versions stay plain."""
    if _PLAIN.fullmatch(text) or _ADDRESS.fullmatch(text):
        return text
    return _quoted(text)


def _quoted(text: str) -> str:
    """A text in double quotes, in which YAML and JSON have the same escapes."""
    return "".join(
        each if each.isprintable() else f"\\U{ord(each):08x}"
        for each in json.dumps(text, ensure_ascii=False)
    )


_ADDRESS: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+(?:\.[0-9]+(?:/[0-9]+)?)?", re.ASCII)
"""Versions of three numbers and IPv4 addresses and ranges, which no reader takes for numbers."""
