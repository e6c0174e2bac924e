"""What an update of a release or of the IPsec key does to a running cluster.

The guard's half that knows changes: it is imported when the engine calls the hook, since a first
preview, and every offline one, has nothing to compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, TypeGuard

import pulumi
from pulumi.runtime import rpc

from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS
from cilium_ako.catalogue.cilium.objects import IPSEC_SECRET
from cilium_ako.changes.classification import classify
from cilium_ako.changes.fact_keys import helm_keys
from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.changes.from_release import (
    cilium_version_of_key_secret,
    facts_from_key_secret,
    facts_from_release,
)
from cilium_ako.changes.messages import refusal, warnings
from cilium_ako.charts.helm_values import Values, flatten, set_dotted
from cilium_ako.charts.manifests_secrets import hiding
from cilium_ako.config.acknowledge import Acknowledgement

Kind = Literal["cilium", "ako", "ipsec-key"]
"""What is updated."""

_CALLED: Final[Mapping[Kind, str]] = {
    "cilium": "The Helm release cilium",
    "ako": "The Helm release ako",
    "ipsec-key": f"The Secret {IPSEC_SECRET}",
}


class UpdateVerdict(NamedTuple):
    """What is said of an update."""

    refusal: str
    """Why it is refused, and how to go on; empty where it is not."""
    warnings: tuple[str, ...]
    """What passes because it is acknowledged."""


def judge_update(
    kind: Kind,
    old_inputs: Mapping[str, object],
    new_inputs: Mapping[str, object],
    acknowledgements: Mapping[str, Acknowledgement],
    stack_name: str,
) -> UpdateVerdict:
    """What an update does to the cluster. Pure, and never looks at a secret.

    Inputs are as the engine has them, with Hidden for what is secret or not known yet.
    """
    old, new = _facts(kind, old_inputs), _facts(kind, new_inputs)
    if kind == "ipsec-key" and old.get("ipsec.keyId") != new.get("ipsec.keyId"):
        # the release comes after the Secret, and its guard too late
        old = old.merged(_cilium_version(old_inputs))
        new = new.merged(_cilium_version(new_inputs))
    verdict = classify(old, new, acknowledgements)
    text = refusal(verdict, stack_name, _CALLED[kind]) if verdict.stops else ""
    told = tuple(warnings(verdict))
    if kind == "ipsec-key":
        return UpdateVerdict(text, told)
    # a person may have put a secret among the values, and facts repeat what changes
    for inputs in (old_inputs, new_inputs):
        values = inputs.get("values")
        hide = hiding(kind, values if isinstance(values, Mapping) else {}).hidden_text
        text, told = hide(text), tuple(hide(each) for each in told)
    return UpdateVerdict(text, told)


def _facts(kind: Kind, inputs: Mapping[str, object]) -> Facts:
    if kind != "ipsec-key":
        return facts_from_release(kind, inputs)
    return facts_from_key_secret(_annotations(inputs))


def _cilium_version(inputs: Mapping[str, object]) -> Facts:
    return cilium_version_of_key_secret(_annotations(inputs))


def _annotations(inputs: Mapping[str, object]) -> object:
    metadata = inputs.get("metadata")
    return metadata.get("annotations") if isinstance(metadata, Mapping) else metadata


async def without_credentials(
    old: Mapping[str, object], new: Mapping[str, object]
) -> tuple[Mapping[str, object], Mapping[str, object]]:
    """Inputs of AKO whose Helm values hold the credentials, without them.

    AKO before 1.12.1 takes its credentials as values, and one secret among them makes a secret of
    all. Only the keys that facts are read from are taken out; of the rest nothing is shown.
    """
    sides = []
    for inputs in (old, new):
        values = inputs.get("values")
        sides.append(await values.future(with_unknowns=True) if _is_output(values) else values)
    if not any(_is_output(inputs.get("values")) for inputs in (old, new)):
        return old, new
    before, after = ({} if each is None else each for each in sides)
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return old, new
    before, after = dict(flatten(before)), dict(flatten(after))
    readable: list[Values] = [{}, {}]
    for side, own in zip(readable, (before, after), strict=True):
        for key, value in own.items():
            if key in helm_keys("ako"):
                set_dotted(side, key, value)
            elif not key.startswith(AKO_CREDENTIALS) and before.get(key) != after.get(key):
                set_dotted(side, key, Hidden("it stands beside secrets, and is not read"))
    return {**old, "values": readable[0]}, {**new, "values": readable[1]}


def _is_output(value: object) -> TypeGuard[pulumi.Output[Any]]:
    return isinstance(value, pulumi.Output)


def readable_inputs(inputs: Mapping[str, object]) -> dict[str, object]:
    """Inputs as a hook is handed them, with Hidden for every secret and every unknown."""
    return {key: _readable(value) for key, value in inputs.items()}


def _readable(value: object) -> object:
    if _is_output(value):
        return Hidden("it is a secret, or its new value is known only after the update")
    if value is rpc.UNKNOWN or isinstance(value, pulumi.output.Unknown) or value == rpc.UNKNOWN:
        return Hidden("its new value is known only after the update")
    if isinstance(value, Mapping):
        return {str(key): _readable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_readable(each) for each in value]
    return value
