"""Releases of AKO that break something that a stack uses, and the release that mended it.

A row counts from its first release up to before the one that mended it, where the stack uses what
it breaks; `cilium_ako.rules.ako_versions` knows how that is recognised. An error keeps the stack
from being deployed, a warning tells only.
"""

from __future__ import annotations

from typing import Final, Literal

from cilium_ako.catalogue.denied import Denied
from cilium_ako.catalogue.release import Release

Use = Literal[
    "any",
    "routes",
    "routes-outside-admin",
    "routes-with-two-replicas",
    "load-balancers",
    "blank-in-cloud-name",
    "letters-in-tenant",
    "nsxt",
    "vcenter",
]
"""What a stack uses that a release breaks."""

_FIRST: Final = Release(1, 10, 1)

DENIED: Final[tuple[Denied[Use], ...]] = (
    Denied(
        use="any",
        since=_FIRST,
        mended=Release(1, 11, 3),
        severity="error",
        breaks="takes an API server that does not answer for deleteConfig: where its ConfigMap "
        "cannot be read at the start, it deletes every virtual service",
        source="AV-193293, AKO:internal/k8s/ako_init.go deleteConfigFromConfigmap by branch",
    ),
    Denied(
        use="routes",
        since=_FIRST,
        mended=Release(1, 13, 2),
        severity="warning",
        breaks="takes every route whose id holds its cluster's name, a hyphen and a digit from 1 "
        "to 9 for its own: in one VRF a cluster prod removes the routes of eu-prod and prod-2 at "
        "each write",
        source="AKO:internal/rest/avi_obj_vrf.go AviVrfBuild by branch",
    ),
    Denied(
        use="routes",
        since=_FIRST,
        mended=Release(1, 11, 1),
        severity="warning",
        breaks="patches the VRF without its version: two clusters that write at once lose routes",
        source="AV-180534, AKO pull 1196",
    ),
    Denied(
        use="routes-outside-admin",
        since=_FIRST,
        mended=Release(1, 13, 1),
        severity="error",
        breaks="cannot write routes from a tenant other than admin into the VRF of a cloud in "
        "admin, so pools stay down",
        source="AV-219313, AKO pull 1551",
    ),
    Denied(
        use="routes-with-two-replicas",
        since=_FIRST,
        mended=Release(1, 13, 2),
        severity="error",
        breaks="has a follower that sets the service engine group's label as well, and fails on "
        "what the other replica wrote",
        source="AV-237682",
    ),
    Denied(
        use="blank-in-cloud-name",
        since=_FIRST,
        mended=Release(1, 12, 2),
        severity="error",
        breaks="does not start with Avi Controller 30 where the cloud's name has a blank",
        source="AKO:CHANGELOG.md of 1.12.2",
    ),
    Denied(
        use="letters-in-tenant",
        since=_FIRST,
        mended=Release(1, 13, 2),
        severity="error",
        breaks="cannot make its shared virtual services in a tenant whose name has unusual letters",
        source="AKO:CHANGELOG.md of 1.13.2",
    ),
    Denied(
        use="load-balancers",
        since=_FIRST,
        mended=Release(1, 13, 2),
        severity="warning",
        breaks="may let a Service of type LoadBalancer wait 45 minutes for its address, and makes "
        "none for one that was a ClusterIP in between",
        source="AKO:CHANGELOG.md of 1.13.2",
    ),
    Denied(
        use="load-balancers",
        since=_FIRST,
        mended=Release(1, 10, 2),
        severity="warning",
        breaks="does not serve a Service of type LoadBalancer with several protocols",
        source="AKO:CHANGELOG.md of 1.10.1 and 1.10.2",
    ),
    Denied(
        use="nsxt",
        since=_FIRST,
        mended=Release(1, 12, 2),
        severity="warning",
        breaks="does not share a VIP among Services on NSX-T, and may crash at one",
        source="AKO:CHANGELOG.md of 1.12.2",
    ),
    Denied(
        use="vcenter",
        since=_FIRST,
        mended=Release(1, 10, 3),
        severity="warning",
        breaks="may take the wrong one of two networks of one name where the service engine "
        "group has a management network of its own",
        source="AKO:CHANGELOG.md of 1.10.3",
    ),
    Denied(
        use="any",
        since=_FIRST,
        mended=Release(1, 11, 2),
        severity="warning",
        breaks="has the security holes of the Go library that it was built with",
        source="AKO:CHANGELOG.md of 1.11.2",
    ),
)
"""Every release that is known to break something that a stack can ask for."""
