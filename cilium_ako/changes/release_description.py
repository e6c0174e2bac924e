"""What a Release's `description` carries: what its Helm values do not show.

Helm keeps a description with every revision (`helm history` prints it), so the versions and the
IPsec key's id that a person asked for stand beside the release itself: in the stack's state, in
the inputs that a hook is handed, and in the cluster. The first word names the format.

`cilium-ako/1 stack=prod cilium=1.18.12 ipsec-key-id=1`
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

SCHEMA: Final = "cilium-ako/1"
"""The first word. A number that is not known here is not guessed at."""

_KEY: Final = re.compile(r"[a-z][a-z0-9-]*")
_VALUE: Final = re.compile(r"[^\s=]+")


def describe(stack_name: str, **pairs: object) -> str:
    """The description of a Release of a stack; an underscore in a name is written as a dash.

    A pair whose value is None is left out. Raises ValueError where a name is not made of small
    letters, digits and dashes, or a value is empty or holds a space or an equals sign.
    """
    words = [SCHEMA]
    for name, value in {"stack": stack_name, **pairs}.items():
        if value is None:
            continue
        key = name.replace("_", "-")
        if _KEY.fullmatch(key) is None or _VALUE.fullmatch(str(value)) is None:
            raise ValueError(f"{key} does not fit into a description")
        words.append(f"{key}={value}")
    return " ".join(words)


def parse_description(text: object) -> Mapping[str, str] | None:
    """The pairs of a description; None where this program did not write it in this format."""
    if not isinstance(text, str):
        return None
    schema, *words = text.split() or [""]
    if schema != SCHEMA:
        return None
    pairs: dict[str, str] = {}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals or _KEY.fullmatch(key) is None or not value or key in pairs:
            return None
        pairs[key] = value
    return pairs
