"""Whether the last rotation has reached the cluster, and what else is about to change.

A key may be rotated only while everything else stands still: all agents run one version, and the
key before has left every node.
Source: Documentation/security/network/encryption-ipsec.rst of Cilium.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from cilium_ako.changes.classification import classify
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.messages import value_text
from cilium_ako.changes.verdict import ClassifiedChange
from cilium_ako.config.stack import Stack
from cilium_ako.documents.go_duration import go_duration

if TYPE_CHECKING:
    from cilium_ako.doctor.observation import Field
    from cilium_ako.doctor.run import Diagnosis

_DEFAULT_DURATION: Final = "5m"
"""How long agents keep the old key. Source: pkg/option/config.go (ipsec-key-rotation-duration),
install/kubernetes/cilium/values.yaml from 1.14 on."""
_KEY_FACTS: Final = frozenset({"ipsec.keyId", "ipsec.keyDigest"})
_NEEDED: Final[tuple[Field, ...]] = ("ipsec_secret", "cilium_nodes", "nodes", "agent_pods")
"""What has to be read of a cluster."""
_UNSETTLED: Final = frozenset(
    {"agents-half-rolled", "agents-behind-config", "ipsec-key-id", "ipsec-rotation-stuck"}
)
"""Checks of the doctor that speak against a rotation even where they only warn."""


class Standing(NamedTuple):
    """What speaks against a rotation, as ends of sentences."""

    unfinished: tuple[str, ...] = ()
    """Why the last rotation cannot be taken as done."""
    pending: tuple[str, ...] = ()
    """What else changes, or is wrong."""
    key_id: int | None = None
    """The id of the key that is there; None where nobody has looked."""
    algorithm: str | None = None
    """Its algorithm, as the fact `ipsec.algorithm` has it; None where nobody has looked."""

    def merged(self, other: Standing) -> Standing:
        """Both together."""
        return Standing(
            (*self.unfinished, *other.unfinished),
            (*self.pending, *other.pending),
            self.key_id if self.key_id is not None else other.key_id,
            self.algorithm or other.algorithm,
        )


def key_rotation_duration(facts: Facts) -> str:
    """How long agents of a stack keep the old key, as Go writes it."""
    found = facts.get("encryption.keyRotationDuration")
    return found if isinstance(found, str) and found else _DEFAULT_DURATION


def standing_against(before: Facts, stack: Stack, source: str) -> Standing:
    """What changes from facts that were deployed, or committed, to those of the stack file.

    `source` says where they are from, as in `the state`.
    """
    after = facts_from_stack(stack)
    verdict = classify(before, after)
    unfinished, pending = [], []
    for change in verdict.changes:
        if _KEY_FACTS.intersection(change.facts):
            if len(change.facts) == 1:
                what = f"{_values(change)} ({change.rule})"
                unfinished.append(f"its key's {_said(change)} is not yet in {source}: {what}")
        elif change.stops or "cilium.version" in change.facts:
            pending.append(f"{change.path}: {_values(change)} ({change.impact}, {change.rule})")
    for each in verdict.unknown:
        told = unfinished if each.fact in _KEY_FACTS else pending
        told.append(f"{each.path}: {each.reason}")
    found = before.get("ipsec.keyId")
    if found is None and before.why_unknown("ipsec.keyId") is None:
        unfinished.append(f"{source} has no IPsec key yet")
    identity = found if isinstance(found, int) else None
    algorithm = before.get("ipsec.algorithm")
    known = algorithm if isinstance(algorithm, str) else None
    return Standing(tuple(unfinished), tuple(pending), identity, known)


def _said(change: ClassifiedChange) -> str:
    return "id" if "ipsec.keyId" in change.facts else "digest"


def _values(change: ClassifiedChange) -> str:
    return f"{value_text(change.old)} → {value_text(change.new)}"


def standing_in_cluster(diagnosis: Diagnosis, stack: Stack) -> Standing:
    """What the doctor found that speaks against a rotation."""
    observation = diagnosis.observation
    unread = [field for field in _NEEDED if field in observation.unread]
    unfinished = [
        f"the cluster does not show it: {observation.unread[each].reason}" for each in unread
    ]
    secret = observation.ipsec_secret
    if "ipsec_secret" not in unread and secret is None:
        unfinished.append("the key's Secret is not in the cluster")
    duration = key_rotation_duration(facts_from_stack(stack))
    keeps = go_duration(duration)
    if secret is not None and secret.changed is not None and keeps is not None:
        since = observation.now - secret.changed
        # what the kubelet needs to bring a Secret to its pods, and agents to take it
        left = keeps + timedelta(minutes=2) - since
        if left > timedelta():
            unfinished.append(
                f"the Secret was changed {round(since.total_seconds())} seconds ago, and agents"
                f" keep the old key for {duration} (keyRotationDuration): wait"
                f" {round(left.total_seconds())} more"
            )
    pending = (*_other_versions(diagnosis, stack), *_faults(diagnosis))
    ids = () if secret is None else secret.ids
    algorithm = None if secret is None else secret.algorithm
    return Standing(tuple(unfinished), pending, ids[-1] if ids else None, algorithm)


def _other_versions(diagnosis: Diagnosis, stack: Stack) -> Iterator[str]:
    from cilium_ako.doctor.cluster_view import image_release  # noqa: PLC0415 - only with a cluster

    asked = None if stack.cilium is None else stack.cilium.version
    images = (pod.image for pod in diagnosis.observation.agent_pods if not pod.terminating)
    running = {found for image in images if (found := image_release(image)) is not None}
    for other in sorted(running - {asked}):
        yield f"agents run {other}, and the stack file asks for {asked}"


def _faults(diagnosis: Diagnosis) -> Iterator[str]:
    for finding in diagnosis.findings:
        matters = finding.check in _UNSETTLED or finding.check.endswith("-drift")
        if finding.level == "fail" or (finding.level == "warn" and matters):
            yield f"{finding.object}: {finding.what or finding.message} ({finding.check})"
