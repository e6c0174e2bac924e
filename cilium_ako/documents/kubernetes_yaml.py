"""YAML as Kubernetes, kubectl and Helm read it: manifests, kubeconfigs, Chart.yaml, etcd-config.

They turn it into JSON: keys are texts, dates are texts, there are no numbers to the base of sixty,
`yes` and `on` are booleans, and a number that is not finite is refused.
Source: sigs.k8s.io/yaml, yaml.go, and its goyaml.v2, resolve.go.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any, ClassVar, Final

import yaml

from cilium_ako.documents.yaml_events import (
    RefusedError,
    SafeLoader,
    may_be_costly,
    refuse_costly,
    yaml_errors,
)


def load_kubernetes_yaml(text: str) -> object:
    """The one YAML document in a text. Raises DocumentError."""
    with yaml_errors():
        if may_be_costly(text):
            refuse_costly(text, documents=False)
        return yaml.load(text, Loader=_KubernetesLoader)  # noqa: S506 - a safe loader


def load_kubernetes_documents(text: str) -> Iterator[object]:
    """Every YAML document in a text, one after the other. Raises DocumentError."""
    with yaml_errors():
        if may_be_costly(text):
            refuse_costly(text, documents=True)
        yield from yaml.load_all(text, Loader=_KubernetesLoader)


class _KubernetesLoader(SafeLoader):  # type: ignore[misc]  # the C loader where PyYAML has it
    """PyYAML with the scalars of goyaml.v2, as far as JSON has them."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[tuple[str, re.Pattern[str]]]]] = {
        first: [
            (tag, pattern)
            for tag, pattern in resolvers
            if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:int")
        ]
        for first, resolvers in SafeLoader.yaml_implicit_resolvers.items()
    }


_INTEGER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9_]*|0[0-7]+|0x[0-9a-fA-F]+)\Z")


def _mapping(loader: Any, node: Any) -> dict[str, object]:
    loader.flatten_mapping(node)
    return {
        str(loader.construct_object(key, deep=True)): loader.construct_object(value, deep=True)
        for key, value in node.value
    }


def _finite(loader: Any, node: Any) -> float:
    number: float = loader.construct_yaml_float(node)
    if not math.isfinite(number):
        raise RefusedError("holds a number that is not finite", node.start_mark)
    return number


_KubernetesLoader.add_implicit_resolver("tag:yaml.org,2002:int", _INTEGER, list("-+0123456789"))
_KubernetesLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_KubernetesLoader.add_constructor("tag:yaml.org,2002:float", _finite)
_KubernetesLoader.add_constructor("tag:yaml.org,2002:timestamp", SafeLoader.construct_yaml_str)
