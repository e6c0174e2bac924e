"""What an upgrade does where keys of `avi-k8s-config` follow the chart's defaults.

As `catalogue/cilium/default_changes.py`; paths are of the AKO repository.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.charts.default_change import DefaultChange
from cilium_ako.catalogue.release import Release

_VALUES: Final = "AKO:helm/ako/values.yaml and AKO:helm/ako/templates/configmap.yaml"

DEFAULT_CHANGES: Final[tuple[DefaultChange, ...]] = (
    DefaultChange(
        keys=("defaultLBController",),
        impact="none",
        consequence="Says by name that AKO takes Services of type LoadBalancer without a class, as"
        " before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enablePrometheus", "dedicatedTenantMode", "vpcMode"),
        impact="none",
        consequence="Says by name that it is off, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("vrfName",),
        impact="none",
        consequence="Says by name that routes go into the cloud's default VRF, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("fqdnReusePolicy",),
        impact="none",
        consequence="Says by name that a host name may be used in several namespaces, as before.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("enableEndpointSlice",),
        since=Release(1, 13),
        impact="rolling",
        consequence="AKO reads the backends of Services from EndpointSlices, not from Endpoints:"
        " backends that only Endpoints name are not seen.",
        source="AKO:helm/ako/values.yaml featureGates.EnableEndpointSlice",
    ),
    DefaultChange(
        keys=("enableEndpointSlice",),
        impact="none",
        consequence="AKO reads EndpointSlices always.",
        source=_VALUES,
    ),
    DefaultChange(
        keys=("akoCRDOperatorEnabled",),
        impact="rolling",
        consequence="The chart brings an operator of its own for AKO's CRDs, with a Deployment and"
        " permissions.",
        source="AKO:helm/ako/Chart.yaml and AKO:helm/ako/values.yaml",
    ),
)
