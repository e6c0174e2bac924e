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
from cilium_ako.catalogue.charts.sources import UNVERSIONED
from cilium_ako.catalogue.cilium.objects import ETCD_SECRET, IPSEC_SECRET
from cilium_ako.catalogue.etcd import objects as etcd
from cilium_ako.catalogue.taking import AKO
from cilium_ako.changes.classification import classify
from cilium_ako.changes.etcd_client import facts_from_client_secret
from cilium_ako.changes.fact_keys import helm_keys
from cilium_ako.changes.facts import Facts, Hidden
from cilium_ako.changes.from_etcd import facts_from_etcd
from cilium_ako.changes.from_release import (
    cilium_version_of_key_secret,
    facts_from_key_secret,
    facts_from_release,
)
from cilium_ako.changes.messages import change_lines, refusal, warnings
from cilium_ako.changes.release_description import parse_description
from cilium_ako.changes.verdict import Verdict
from cilium_ako.charts.helm_values import Values, flatten, set_dotted
from cilium_ako.charts.manifests_secrets import hiding
from cilium_ako.config.acknowledge import Acknowledgement
from cilium_ako.config.stack import key_path
from cilium_ako.shell import removed

Kind = Literal["cilium", "ako", "ipsec-key", "etcd-client", "etcd"]
"""What is updated."""

_CALLED: Final[Mapping[Kind, str]] = {
    "cilium": "The Helm release cilium",
    "ako": "The Helm release ako",
    "ipsec-key": f"The Secret {IPSEC_SECRET}",
    "etcd-client": f"The Secret {ETCD_SECRET}",
    "etcd": f"The ConfigMap {etcd.NAME}",
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
    *,
    ako_keeps_running: bool = False,
) -> UpdateVerdict:
    """What an update does to the cluster. Pure, and never looks at a secret.

    Inputs are as the engine has them, with Hidden for what is secret or not known yet.
    """
    taken = kind in ("cilium", "ako") and _is_taken_over(old_inputs, stack_name)
    old, new = _facts(kind, old_inputs), _facts(kind, new_inputs)
    if taken and kind == "ako" and old_inputs.get("version") in UNVERSIONED[kind]:
        old = _of_unversioned_chart(old_inputs, new)
    if kind == "ipsec-key" and old.get("ipsec.keyId") != new.get("ipsec.keyId"):
        # the release comes after the Secret, and its guard too late
        old = old.merged(_cilium_version(old_inputs))
        new = new.merged(_cilium_version(new_inputs))
    credentials = new.get("ako.credentials")
    if taken and credentials is not None and "ako.credentials" not in old.known:
        # whose they are stands in descriptions of this program alone
        old = old.merged(Facts({"ako.credentials": credentials}))
    verdict = classify(old, new, acknowledgements)
    told = tuple(warnings(verdict))
    if kind not in ("cilium", "ako"):
        return UpdateVerdict(refusal(verdict, stack_name, _CALLED[kind]), told)
    text = ""
    if not taken:
        text = refusal(verdict, stack_name, _CALLED[kind])
    elif kind == "ako" and ako_keeps_running and _needs_restart(verdict):
        text = _not_what_runs(verdict)
    else:
        text = refusal(verdict, stack_name, f"{_CALLED[kind]} is taken over, and", "rolling")
    # a person may have put a secret among the values, and facts repeat what changes
    for inputs in (old_inputs, new_inputs):
        values = inputs.get("values")
        hide = hiding(kind, values if isinstance(values, Mapping) else {}).hidden_text
        text, told = hide(text), tuple(hide(each) for each in told)
    return UpdateVerdict(text, told)


def _is_taken_over(old_inputs: Mapping[str, object], stack_name: str) -> bool:
    """Whether somebody else deployed what is updated now."""
    pairs = parse_description(old_inputs.get("description"))
    return pairs is None or pairs.get("stack") != stack_name


def _of_unversioned_chart(old_inputs: Mapping[str, object], new: Facts) -> Facts:
    """The facts of an AKO whose chart says no version: its values, read as those of ours are."""
    version = new.get("ako.version")
    facts = _facts("ako", {**old_inputs, "version": version or ""})
    known = {name: value for name, value in facts.known.items() if name != "ako.version"}
    reason = "the chart that it was installed from says none: compare the image of AKO's pod"
    return Facts(known, {**facts.unknown, "ako.version": reason})


def _needs_restart(verdict: Verdict) -> bool:
    return any(each.impact not in ("none", "safe") for each in verdict.changes)


def _not_what_runs(verdict: Verdict) -> str:
    """Why AKO cannot be taken over without a restart."""
    changes = [line for each in verdict.changes for line in change_lines(each)]
    path = key_path("acknowledge", AKO.rule, "to")
    return "\n".join(
        [
            "The Helm release ako is taken over, and was not changed: its values are not those"
            " that AKO runs with, and it would read none of the new ones before it restarts.",
            "",
            *changes,
            "",
            "Write what runs into the stack's config, or let AKO restart:",
            "",
            f"    {removed(path)}",
        ]
    )


def _facts(kind: Kind, inputs: Mapping[str, object]) -> Facts:
    match kind:
        case "ipsec-key":
            return facts_from_key_secret(_annotations(inputs))
        case "etcd-client":
            return facts_from_client_secret(_annotations(inputs))
        case "etcd":
            data = inputs.get("data")
            return facts_from_etcd(data if isinstance(data, Mapping) else {})
        case _:
            return facts_from_release(kind, inputs)


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
