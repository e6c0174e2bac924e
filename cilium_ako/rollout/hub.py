"""What the operator says of its Stacks: read from the hub, nothing written.

Source: pulumi-kubernetes-operator:operator/api/pulumi/v1/stack_types.go (StackStatus and the ready
protocol), operator/api/pulumi/shared/stack_types.go (StackUpdateState).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from cilium_ako.catalogue.pulumi.operator import (
    READY,
    RECONCILING,
    RESOURCES,
    STALLED,
    WAKING_ANNOTATION,
)
from cilium_ako.config.stack import key_path
from cilium_ako.doctor.api_server import ObjectSource, listed, path_of
from cilium_ako.doctor.connection import connect
from cilium_ako.doctor.json_access import (
    int_at,
    object_at,
    objects_at,
    string_at,
    string_map_at,
    time_at,
)
from cilium_ako.doctor.read_error import ClusterAccessError, ReadError
from cilium_ako.message import Message
from cilium_ako.rollout.render import WAVE_LABEL, version_of
from cilium_ako.shell import quoted

_GUARD: Final = key_path("acknowledge")
"""What the message of an update holds that our guard refused."""


class HubStack(NamedTuple):
    """A Stack as the hub has it."""

    namespace: str
    name: str
    wave: str
    """The label's text."""
    is_preview: bool
    version: str
    """The commit or the image that it asks for."""
    ran_version: str
    """The commit that it last ran with success; empty where it says none."""
    is_current: bool
    """Whether what the operator says is of the object as it is now, and of its last request."""
    ready: bool
    state: str
    """`Ready`, `Stalled`, the reason why it is not Ready yet, or `unseen`."""
    reason: str
    """Why it is Stalled or not Ready; empty where nothing is said."""
    message: str
    """What the operator says of that, or the last update's own words where it failed."""
    updated: datetime | None
    failures: int

    @property
    def stalled(self) -> bool:
        """Whether the operator has given it up."""
        return self.state == STALLED

    @property
    def guarded(self) -> bool:
        """Whether our guard refused its last update."""
        return _GUARD in self.message

    @property
    def place(self) -> str:
        """Namespace and name."""
        return f"{self.namespace}/{self.name}"

    def waking_command(self, now: datetime) -> str:
        """What wakes it once the cause is mended."""
        value = f"{now:%Y-%m-%dT%H:%M:%SZ}"
        return (
            f"kubectl -n {quoted(self.namespace)} annotate --overwrite stacks.pulumi.com"
            f" {quoted(self.name)} {WAKING_ANNOTATION}={value}"
        )


class Hub(NamedTuple):
    """All Stacks of a fleet at one time, by the server's clock."""

    stacks: tuple[HubStack, ...]
    now: datetime

    def find(self, namespace: str, name: str) -> HubStack | None:
        """A Stack; None where the hub has none of that name."""
        return next(
            (each for each in self.stacks if (each.namespace, each.name) == (namespace, name)), None
        )


def look_at_hub(
    context: str, seconds: float, notify: Callable[[Message], None] | None = None
) -> Hub:
    """The Stacks of the hub of a kubeconfig's context. Raises ClusterAccessError."""
    return read_hub(connect(context or None, seconds, notify=notify))


def read_hub(source: ObjectSource) -> Hub:
    """The Stacks that have a wave. Raises ClusterAccessError where they cannot be read."""
    try:
        found = listed(source, path_of(*RESOURCES), labelSelector=WAVE_LABEL)
    except ReadError as error:
        raise ClusterAccessError(
            f"the hub's Stacks cannot be read: {error.message}",
            "check that `kubectl get stacks.pulumi.com -A` works with the same kubeconfig and"
            " context; deploy/fleet-rbac.yaml has the right for it",
        ) from None
    stacks = sorted(map(hub_stack, found), key=lambda each: (each.wave, each.namespace, each.name))
    return Hub(tuple(stacks), source.now())


def hub_stack(document: Mapping[str, Any]) -> HubStack:
    """A Stack of its object; what is missing or of another type is empty."""
    spec, status = object_at(document, "spec"), object_at(document, "status")
    annotations = string_map_at(document, "metadata", "annotations")
    requested = annotations.get(WAKING_ANNOTATION, "")
    is_current = int_at(status, "observedGeneration") == int_at(
        document, "metadata", "generation"
    ) and (string_at(status, "observedReconcileRequest") == requested)
    conditions = {string_at(each, "type"): each for each in objects_at(status, "conditions")}
    stalled = string_at(conditions.get(STALLED), "status") == "True"
    ready = string_at(conditions.get(READY), "status") == "True" and not stalled
    telling = conditions.get(STALLED if stalled else RECONCILING)
    if ready:
        telling = None
    elif telling is None:
        telling = conditions.get(READY)
    last = object_at(status, "lastUpdate")
    failed = string_at(last, "state") == "failed"
    message = string_at(last, "message") if failed else ""
    return HubStack(
        namespace=string_at(document, "metadata", "namespace"),
        name=string_at(document, "metadata", "name"),
        wave=string_map_at(document, "metadata", "labels").get(WAVE_LABEL, ""),
        is_preview=spec.get("preview") is True,
        version=version_of(spec),
        ran_version=string_at(last, "lastSuccessfulCommit"),
        is_current=is_current,
        ready=ready,
        state=_state(ready=ready, stalled=stalled, conditions=conditions),
        reason=string_at(telling, "reason"),
        message=message or string_at(telling, "message"),
        updated=time_at(last, "lastResyncTime"),
        failures=int_at(last, "failures"),
    )


def _state(*, ready: bool, stalled: bool, conditions: Mapping[str, Mapping[str, Any]]) -> str:
    if stalled:
        return STALLED
    if ready:
        return READY
    if RECONCILING in conditions:
        return RECONCILING
    return "unseen" if not conditions else f"not {READY}"


def age_text(age: timedelta | None) -> str:
    """How long ago something was, as kubectl writes it; a dash where that is not known.

    >>> age_text(timedelta(hours=30))
    '30h'
    """
    if age is None:
        return "–"
    seconds = max(0, int(age.total_seconds()))
    for unit, size, most in (("s", 1, 120), ("m", 60, 7200), ("h", 3600, 172_800)):
        if seconds < most:
            return f"{seconds // size}{unit}"
    return f"{seconds // 86_400}d"


def of_wave(stacks: Iterable[HubStack], wave: int) -> list[HubStack]:
    """Those of a wave."""
    return [each for each in stacks if each.wave == str(wave)]
