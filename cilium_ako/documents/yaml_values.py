"""What the two readers of YAML share: nodes by PyYAML, values of nodes, Go's numbers.

PyYAML parses and composes. What a plain scalar is, what a key and a tag may be, is for the reader
to say (`go_yaml`, `kubernetes_yaml`).
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import yaml

from cilium_ako.documents.yaml_events import RefusedError, SafeLoader

TAG: Final = "tag:yaml.org,2002:"
"""The beginning of every tag that YAML itself has."""
TEXT: Final = f"{TAG}str"
_MERGE: Final = f"{TAG}merge"
_PLAIN: Final = "!plain"
"""The tag of a scalar that has neither quotes nor a tag of its own."""
_COLLECTIONS: Final[Mapping[Any, str]] = {
    yaml.SequenceNode: f"{TAG}seq",
    yaml.MappingNode: f"{TAG}map",
}
"""Each kind of collection, with its tag."""


class NodeLoader(SafeLoader):  # type: ignore[misc]  # the C loader where PyYAML has it
    """Composes nodes, and leaves open what a plain scalar is."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> str:
        """The tag of a node that has none."""
        if kind is not yaml.ScalarNode:
            return _COLLECTIONS[kind]
        if not implicit[0]:
            return TEXT
        return _MERGE if value == "<<" else _PLAIN


class NodeReader(ABC):
    """Makes values of nodes: texts, finite numbers, booleans, None, lists, mappings by texts."""

    takes_equal_keys: ClassVar[bool] = False
    """Whether a key may stand twice in a mapping; the last one counts then."""
    merge_wins: ClassVar[bool] = False
    """Whether `<<` overrides the entries that stand before it."""

    def __init__(self) -> None:
        self._open: set[int] = set()

    @abstractmethod
    def plain(self, text: str) -> object:
        """What a plain scalar is; a float may be infinite or no number."""

    @abstractmethod
    def tagged(self, node: Any) -> object:
        """The value of a node, made as if it had no tag, whose tag is none of its kind's.

        Raises RefusedError.
        """

    @abstractmethod
    def key(self, value: object) -> str | None:
        """A key as a text; None where it cannot be one."""

    def value(self, node: Any) -> object:
        """The value of a node. Raises RefusedError."""
        if isinstance(node, yaml.ScalarNode):
            if node.tag == _PLAIN:
                return self.finite(node)
            return node.value if node.tag in (TEXT, _MERGE) else self.tagged(node)
        if node.tag != _COLLECTIONS[type(node)]:
            return self.tagged(node)
        return self.collection(node)

    def finite(self, node: Any) -> object:
        """What a scalar is without quotes and tag. Raises RefusedError where JSON has no such."""
        value = self.plain(node.value)
        if isinstance(value, float) and not math.isfinite(value):
            raise RefusedError("holds a number that is not finite", node.start_mark)
        return value

    def collection(self, node: Any) -> object:
        """The list or mapping of a node, whatever its tag. Raises RefusedError."""
        if id(node) in self._open:
            raise RefusedError("holds an alias of what it stands in", node.start_mark)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.value(each) for each in node.value]
            return self._mapping(node)
        finally:
            self._open.remove(id(node))

    def _mapping(self, node: Any) -> dict[str, object]:
        data: dict[str, object] = {}
        seen: set[str | None] = set()  # None stands for `<<`
        for key_node, value_node in node.value:
            is_merge = key_node.tag == _MERGE
            key = None if is_merge else self.key(self.value(key_node))
            if key is None and not is_merge:
                raise RefusedError("has a key that is no text", key_node.start_mark)
            if key in seen and not self.takes_equal_keys:
                raise RefusedError(f"has the key {key or '<<':.60} twice", key_node.start_mark)
            seen.add(key)
            if key is not None:
                data[key] = self.value(value_node)
                continue
            merged = self._merged(value_node)
            data = {**data, **merged} if self.merge_wins else {**merged, **data}
        return data

    def _merged(self, node: Any) -> dict[str, object]:
        """The entries that `<<` adds; of several mappings the first has the last word."""
        inner = self.value(node)
        merged: dict[str, object] = {}
        for each in reversed(inner) if isinstance(inner, list) else [inner]:
            if not isinstance(each, dict):
                raise RefusedError("has a merge key << without a mapping", node.start_mark)
            merged |= each
        return merged


NUMBER_BEGINNINGS: Final = frozenset("+-.0123456789")
"""What a number's first character may be; most texts of a stack file begin with another."""
_INTEGER: Final = re.compile(r"[-+]?(?:0[bB][01]+|0[oO]?[0-7]+|0[xX][0-9a-fA-F]+|[1-9][0-9]*|0)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION: Final = re.compile(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")


def go_number(text: str) -> int | float | None:
    """A number as go-yaml reads it, of 64 bits or a float; None for another text.

    Sources: resolve.go of go-yaml v3 and of goyaml.v2, which agree on numbers.
    """
    if text[:1] == ".":
        return _finite(text.replace("_", "")) if _FRACTION.fullmatch(text) else None
    digits = text.replace("_", "") if text[:1] in NUMBER_BEGINNINGS else ""
    if len(digits) <= 70 and _INTEGER.fullmatch(digits):
        sign = -1 if digits[0] == "-" else 1
        unsigned = digits.lstrip("+-").lower()
        octal = len(unsigned) > 1 and unsigned[0] == "0" and unsigned[1].isdigit()
        whole = sign * int(unsigned, 8 if octal else 0)
        if -(1 << 63) <= whole < 1 << 64:
            return whole
    return _finite(digits) if _FLOAT.fullmatch(digits) else None


def _finite(text: str) -> float | None:
    number = float(text)
    return None if math.isinf(number) else number
