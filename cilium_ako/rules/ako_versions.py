"""Rules about releases of AKO that break what a stack uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.ako.deny_list import DENIED, Use
from cilium_ako.catalogue.ako.features import BLANKS_HURT
from cilium_ako.catalogue.ako.limits import ADMIN_TENANT, USUAL_TENANT
from cilium_ako.config.ako import Ako
from cilium_ako.config.ako_settings import serves_load_balancers, setting
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.stack import key_path
from cilium_ako.rules.problem import Finding
from cilium_ako.rules.queries import writes_routes
from cilium_ako.rules.registry import rule
from cilium_ako.shell import removed, set_to

_VERSION: Final = key_path("ako", "version")


def _two_replicas(ako: Ako) -> bool:
    return str(setting(ako, "replicaCount")).partition(".")[0] == "2"


_USES: Final[Mapping[Use, Callable[[Cilium, Ako], bool]]] = {
    "any": lambda _, ako: True,
    "routes": writes_routes,
    "routes-outside-admin": lambda cilium, ako: (
        writes_routes(cilium, ako) and ako.controller.tenant != ADMIN_TENANT
    ),
    "routes-with-two-replicas": lambda cilium, ako: (
        writes_routes(cilium, ako) and _two_replicas(ako)
    ),
    "load-balancers": lambda _, ako: serves_load_balancers(ako),
    "blank-in-cloud-name": lambda _, ako: (
        " " in ako.controller.cloud_name and BLANKS_HURT.is_in(ako.controller.version)
    ),
    "letters-in-tenant": lambda _, ako: re.fullmatch(USUAL_TENANT, ako.controller.tenant) is None,
    "nsxt": lambda _, ako: ako.cloud == "nsxt" and serves_load_balancers(ako),
    "vcenter": lambda _, ako: ako.cloud == "vcenter",
}
"""How a config shows that it uses what a row of the deny list breaks."""

_PLACES: Final[Mapping[Use, str]] = {
    "routes-outside-admin": "controller.tenant",
    "letters-in-tenant": "controller.tenant",
    "blank-in-cloud-name": "controller.cloudName",
    "routes-with-two-replicas": "values.replicaCount",
}
"""The key that shows the use, where it is a single one."""


def _denied(cilium: Cilium, ako: Ako, severity: str) -> Iterator[Finding]:
    for row in DENIED:
        if row.severity == severity and row.applies_to(ako.version) and _USES[row.use](cilium, ako):
            place = _PLACES.get(row.use, "")
            path = key_path("ako", *place.split(".")) if place else ""
            used = f" ({path})" if place else ""
            yield Finding(
                _VERSION,
                f"AKO {ako.version} {row.breaks}{used}; source: {row.source}",
                f"{set_to(_VERSION, str(row.mended))}  (or a later one)"
                + (f", or {removed(path)}" if place.startswith("values.") else ""),
            )


@rule("ako-denied")
def ako_denied(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """The deny list has an error for this release and what the stack uses."""
    return _denied(cilium, ako, "error")


@rule("ako-flawed")
def ako_flawed(cilium: Cilium, ako: Ako) -> Iterator[Finding]:
    """The deny list has a warning for this release and what the stack uses."""
    return _denied(cilium, ako, "warning")
