"""What an upgrade of AKO asks of a person, release by release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from cilium_ako.catalogue.ako.upgrade_steps import UPGRADE_STEPS, Use
from cilium_ako.changes.conditions.fact_values import release_of
from cilium_ako.changes.facts import Facts

_USES: Final[Mapping[Use, Callable[[Facts], bool]]] = {
    "any": lambda _: True,
    "routes": lambda facts: (
        facts.get("ako.serviceType") == "ClusterIP"
        and facts.get("ako.disableStaticRouteSync") is not True
    ),
    "node-port": lambda facts: facts.get("ako.serviceType") == "NodePort",
    "evh": lambda facts: facts.get("ako.enableEVH") is True,
}
"""How facts show what a cluster uses."""


def ako_upgrade_steps(before: Facts, after: Facts) -> tuple[str, ...]:
    """The steps of every release between two, as steps of a runbook; none on the way down."""
    was, becomes = release_of(before.get("ako.version")), release_of(after.get("ako.version"))
    if was is None or becomes is None:
        return ()
    return tuple(
        row.step for row in UPGRADE_STEPS if was < row.since <= becomes and _USES[row.use](after)
    )
