"""YAML as Kubernetes, kubectl and Helm read it: manifests, kubeconfigs, Chart.yaml, etcd-config.

They turn it into JSON: dates and `12:30` are texts, `yes`, `on` and `y` are booleans, `1e3` is a
number, keys become texts, and a number that is not finite is refused.
Sources: sigs.k8s.io/yaml, yaml.go, and its goyaml.v2, resolve.go and decode.go.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, ClassVar, Final

import yaml

from cilium_ako.documents.yaml_events import RefusedError, may_be_costly, refuse_costly, yaml_errors
from cilium_ako.documents.yaml_values import (
    NUMBER_BEGINNINGS,
    TAG,
    NodeLoader,
    NodeReader,
    go_number,
)


def load_kubernetes_yaml(text: str) -> object:
    """The one YAML document in a text. Raises DocumentError, also for a key that stands twice."""
    with yaml_errors():
        if may_be_costly(text):
            refuse_costly(text, documents=False)
        loader = NodeLoader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
        return None if node is None else _Reader().value(node)


def load_kubernetes_documents(text: str) -> list[object]:
    """Every YAML document in a text that a person may have written, empty ones left out.

    Raises DocumentError, also for a key that stands twice.
    """
    return [each for each in _documents(text, _Reader) if each is not None]


def load_rendered_documents(text: str) -> Iterator[object]:
    """Every YAML document in what a chart rendered, one after the other. Raises DocumentError.

    Of equal keys the last counts, as it does for Helm: an entry of `extraConfig` that a chart
    sets as well stands twice in the ConfigMap that it renders.
    """
    return _documents(text, _RenderedReader)


def _documents(text: str, reader: Callable[[], NodeReader]) -> Iterator[object]:
    with yaml_errors():
        if may_be_costly(text):
            refuse_costly(text, documents=True)
        loader = NodeLoader(text)
        try:
            while loader.check_node():
                yield reader().value(loader.get_node())
        finally:
            loader.dispose()


_WORDS: Final[Mapping[str, object]] = {
    **dict.fromkeys(("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"), True),
    **dict.fromkeys(("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"), False),
    **dict.fromkeys(("y", "Y"), True),
    **dict.fromkeys(("n", "N"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **{f"{sign}.{word}": math.inf for sign in ("", "+") for word in ("inf", "Inf", "INF")},
    **{f"-.{word}": -math.inf for word in ("inf", "Inf", "INF")},
    **dict.fromkeys((".nan", ".NaN", ".NAN"), math.nan),
}
_EXPONENTS: Final = 1e21
"""From here on Go writes a whole number with an exponent."""
_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    f"{TAG}bool": (bool,),
    f"{TAG}int": (int,),
    f"{TAG}float": (float, int),
    f"{TAG}null": (type(None),),
    f"{TAG}timestamp": (str,),
}
"""Each tag that says what a scalar has to be."""


class _Reader(NodeReader):
    """The values of goyaml.v2, as far as JSON has them."""

    merge_wins: ClassVar[bool] = True

    def plain(self, text: str) -> object:
        """What a plain scalar is."""
        if text in _WORDS:
            return _WORDS[text]
        if text[0] not in NUMBER_BEGINNINGS:
            return text
        number = go_number(text)
        if isinstance(number, float) and number.is_integer() and abs(number) < _EXPONENTS:
            return int(number)  # JSON writes both the same
        return text if number is None else number

    def tagged(self, node: Any) -> object:
        """A collection or a text as if it had no tag; what its tag says, where YAML knows it."""
        if not isinstance(node, yaml.ScalarNode):
            return self.collection(node)
        if node.tag == f"{TAG}binary":
            return _decoded(node)
        if node.tag not in _KINDS:
            return node.value
        value, kinds = self.finite(node), _KINDS[node.tag]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise RefusedError("has a YAML tag for another kind of value", node.start_mark)
        return value

    def key(self, value: object) -> str | None:
        """A key as a text, a number with a point by its first six digits."""
        match value:
            case str():
                return value
            case bool():
                return str(value).lower()
            case int():
                return str(value)
            case float():
                return f"{value:g}"
            case _:
                return None


class _RenderedReader(_Reader):
    takes_equal_keys: ClassVar[bool] = True


def _decoded(node: Any) -> str:
    try:
        return base64.b64decode(node.value, validate=True).decode()
    except (binascii.Error, ValueError):
        raise RefusedError("holds bytes that are no text", node.start_mark) from None
