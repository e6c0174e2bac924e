"""The config in a `Stack` object of the Pulumi Kubernetes Operator.

`spec.config` holds what a stack file holds, `spec.secretsRef` says where secrets come from. What a
hub's Secret holds is not known here: a secret's digest is that of its place, so that a stack that
takes it from elsewhere is told of, and one whose Secret is rotated in place is not.
Source: pulumi-kubernetes-operator:operator/api/pulumi/shared/stack_types.go (StackSpec).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from cilium_ako.catalogue.pulumi.operator import API_GROUP, KIND
from cilium_ako.config.stack import RawConfig, Secret
from cilium_ako.config.stack_files import digest, full_key
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_documents

_OPERATORS: Final = re.compile(
    rf"(?m)^[\s{{]*[\"']?apiVersion[\"']?\s*:\s*[\"']?{re.escape(API_GROUP)}/"
)
_HOW: Final = "docs/fleet.md shows what `cilium-ako fleet render` writes"


def is_of_the_operator(text: str) -> bool:
    """Whether a text is of objects of the operator, and no stack file."""
    return _OPERATORS.search(text) is not None


def stack_object_config(text: str) -> RawConfig:
    """The config of the one Stack in a text; a preview twin beside it is passed over.

    Raises DocumentError, whose message is the end of a sentence about the document.
    """
    found = stacks_in(load_kubernetes_documents(text))
    real = [each for each in found if not is_preview(each)] or found
    if not real:
        raise DocumentError(f"holds no object of the kind {KIND}", _HOW)
    if len(real) > 1:
        raise DocumentError(
            f"holds {len(real)} objects of the kind {KIND}, and a stack has one", "split the file"
        )
    return config_of(real[0])


def stacks_in(documents: Iterable[object]) -> list[Mapping[str, Any]]:
    """Those of some documents that are Stacks, of any version."""
    return [each for each in documents if isinstance(each, Mapping) and _is_stack(each)]


def _is_stack(document: Mapping[str, Any]) -> bool:
    return document.get("kind") == KIND and str(document.get("apiVersion")).startswith(
        f"{API_GROUP}/"
    )


def is_preview(document: Mapping[str, Any]) -> bool:
    """Whether a Stack only ever previews."""
    return _mapping(document.get("spec")).get("preview") is True


class SecretPlace(NamedTuple):
    """Where a Stack takes a secret from."""

    namespace: str
    """Empty for the Stack's own, which is the only one that the operator takes."""
    name: str
    key: str

    @property
    def digest(self) -> str:
        """16 hex digits that stand for the place."""
        return digest(*self)


def config_of(document: Mapping[str, Any]) -> RawConfig:
    """What a Stack says of its config. Raises DocumentError where that is not in the object."""
    spec = _mapping(document.get("spec"))
    config = spec.get("config")
    if config is not None and not isinstance(config, Mapping):
        raise DocumentError("has a `spec.config` that is not a mapping", _HOW)
    elsewhere = spec.get("configRef")
    if elsewhere:
        keys = ", ".join(map(str, elsewhere)) if isinstance(elsewhere, Mapping) else "its config"
        raise DocumentError(
            f"takes {keys} from a ConfigMap (`spec.configRef`), which is not read here",
            "write it below `spec.config`",
        )
    keys_said = {full_key(str(key)): value for key, value in (config or {}).items()}
    secrets: dict[str, Secret] = {}
    for key, given in _secrets(spec):
        if isinstance(given, SecretPlace):
            secrets[key] = Secret(sealed=given.digest)
            keys_said.pop(key, None)
        else:
            keys_said[key] = given
    environments = spec.get("environment")
    unseen = tuple(map(str, environments)) if isinstance(environments, list) else ()
    return RawConfig(keys_said, secrets, (), _SEALED_WITH, unseen)


_SEALED_WITH: Final = digest("secretsRef")


def _secrets(spec: Mapping[str, Any]) -> Iterator[tuple[str, SecretPlace | str]]:
    """Each secret with its place, or its text where that stands in the object in clear."""
    for key, text in _mapping(spec.get("secrets")).items():
        yield full_key(str(key)), str(text)
    for key, reference in _mapping(spec.get("secretsRef")).items():
        literal = _mapping(_mapping(reference).get("literal"))
        if literal:
            yield full_key(str(key)), str(literal.get("value", ""))
            continue
        secret = _mapping(_mapping(reference).get("secret"))
        parts = (str(secret.get(each, "")) for each in SecretPlace._fields)
        yield full_key(str(key)), SecretPlace(*parts)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
