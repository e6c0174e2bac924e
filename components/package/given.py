"""What a caller's program gave, as the config that a stack file would have had.

Everything arrives over gRPC: whole numbers as floats, what is left out as null, and what is known
only later as an Output. Keys that nobody knows arrive, too: the SDK's own mapping would drop them,
so it is not used, and the same door that reads a stack file finds them.
Source: pulumi:sdk/python/lib/pulumi/provider/server.py, provider/experimental/component.py.
"""

from __future__ import annotations

from collections.abc import Coroutine, Iterator, Mapping
from typing import Any, Final, NamedTuple, TypeVar

import pulumi
from pulumi.runtime import rpc

from cilium_ako.config.stack import AWS_REGION, PROJECT, RawConfig, Secret, SecretKey, key_path
from cilium_ako.rules.problem import Problem

ValueT = TypeVar("ValueT")

_SECRETS: Final = frozenset(map(str, SecretKey))
LATER: Final = frozenset(
    {SecretKey.AVI_PASSWORD, SecretKey.AVI_TOKEN, SecretKey.AVI_CA, SecretKey.KUBECONFIG}
)
"""Secrets that may come from something that is made in the same run: nothing of a plan follows
from them. Of the others a key's id or a certificate's digest does."""


class Given(NamedTuple):
    """What a caller gave."""

    config: RawConfig
    """As a stack file would have it."""
    problems: tuple[Problem, ...]
    """What no stack file could have."""
    after: tuple[pulumi.Resource, ...]
    """What the secrets come from."""


def given_config(inputs: Mapping[str, Any], region: str | None) -> Given:
    """The config in a component's inputs, by the names that a stack file has.

    `region` is the AWS provider's own, of the caller's stack. Secrets are Outputs that are known
    already, as they arrive over gRPC.
    """
    keys: dict[str, object] = {} if region is None else {AWS_REGION: region}
    secrets: dict[str, Secret] = {}
    problems: list[Problem] = []
    after: set[pulumi.Resource] = set()
    for name, value in inputs.items():
        key = f"{PROJECT}:{name}"
        if value is None:
            continue
        if name not in _SECRETS:
            problems += _not_plain(value, (name,))
            keys[key] = _plain(value)
        elif not isinstance(value, pulumi.Output) or not _known(value.is_secret()):
            problems.append(_no_secret(name))
        else:
            after |= _known(value.resources())
            if _known(value.is_known()):
                secrets[key] = Secret(str(_known(value.future()) or ""))
            else:
                secrets[key] = Secret(None)
                problems += [] if name in LATER else [_too_late(name)]
    return Given(RawConfig(keys, secrets), tuple(problems), tuple(after))


def _no_secret(name: str) -> Problem:
    return Problem(
        key_path(name),
        "clear-secret",
        "error",
        f"{name} is not marked as a secret, and would stand in plans and logs in clear.",
        "wrap it: pulumi.secret(…), config.requireSecret(…), in YAML fn::secret",
    )


def _too_late(name: str) -> Problem:
    return Problem(
        key_path(name),
        "wrong-type",
        "error",
        f"{name} is known only once something else was made, and what this change does to the"
        " cluster follows from it.",
        "make it beforehand, and read it with config.requireSecret(…)",
    )


def _not_plain(value: object, path: tuple[str | int, ...]) -> Iterator[Problem]:
    """What is no value that a stack file could have, at each place."""
    found = _kind(value)
    if found:
        yield Problem(
            key_path(*path),
            "wrong-type",
            "error",
            f"This value is {found}. What is decided from it must be known before anything is"
            " made.",
            "give a plain value, such as config.require(…); what is made in the same run, make"
            " beforehand, and put it there",
        )
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _not_plain(inner, (*path, str(key)))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _not_plain(inner, (*path, index))


def _kind(value: object) -> str:
    """What a value is that is no plain one; empty where it is one."""
    if isinstance(value, pulumi.Output) and _known(value.is_secret()):
        return "a secret, or holds one"  # what holds one arrives as one
    if isinstance(value, pulumi.Output | pulumi.output.Unknown) or value == rpc.UNKNOWN:
        return "an Output"
    if isinstance(value, pulumi.Asset | pulumi.Archive):
        return "an asset"
    return "a resource" if isinstance(value, pulumi.Resource) else ""


def _plain(value: Any) -> object:
    """A value as a stack file has it. The SDK has left nulls out, among Helm values, too."""
    if _kind(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def _known(coroutine: Coroutine[Any, Any, ValueT]) -> ValueT:
    """What an Output knows by now.

    Raises TypeError where it has to be waited for, as in a program that does not use the package.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        found: ValueT = done.value
        return found
    coroutine.close()
    raise TypeError("CiliumAko is used through its package: pulumi package add")
