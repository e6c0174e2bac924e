"""What AKO, or the Avi Controller, does in some releases and not in others.

Sources are paths in the AKO repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.catalogue.feature import Feature, features_of
from cilium_ako.catalogue.release import Release

CILIUM: Final = Feature(
    what="AKO knows Cilium: it reads pod ranges from CiliumNodes",
    since=Release(1, 10, 1),
    source="AKO:CHANGELOG.md, AKO:helm/ako/templates",
)
EXISTING_SECRET: Final = Feature(
    what="The Secret `avi-secret` may be there before the chart, and Helm need not make it",
    since=Release(1, 12, 1),
    source="AKO:CHANGELOG.md of 1.12.1, AKO:helm/ako/templates/secret.yaml",
)
VRF_NAME: Final = Feature(
    what="`ControllerSettings.vrfName`",
    since=Release(1, 12, 1),
    source="AKO:docs/values.md of the branches 1.11 and 1.12",
)
IPV6_ON_MORE_CLOUDS: Final = Feature(
    what="`v6cidr` of a VIP network on NSX-T and without a cloud; before, on vCenter alone",
    since=Release(1, 12, 1),
    source="AKO:internal/lib/lib.go `IsV6EnabledCloud` by branch",
)
BOTH_FAMILIES_UNSAID: Final = Feature(
    what="An empty `ipFamily` means both families where the cloud has IPv6; before, IPv4",
    since=Release(1, 12, 1),
    source="AKO:internal/lib/lib.go `SetIPFamily` by branch",
)
VPC_MODE: Final = Feature(
    what="`AKOSettings.vpcMode`, for NSX-T's VPCs",
    since=Release(1, 13, 3),
    source="AKO:helm/ako/values.yaml and AKO:CHANGELOG.md of the branch 1.13.3",
)
LB_CONTROLLER_SWITCH: Final = Feature(
    what="`L4Settings.defaultLBController`: off, Services without a class are left to others",
    since=Release(1, 12, 1),
    source="AKO:helm/ako/values.yaml by branch",
)
GATEWAY_API: Final = Feature(
    what="`featureGates.GatewayAPI`: a container beside AKO's serves the Gateway API",
    since=Release(1, 11, 1),
    source="AKO:helm/ako/values.yaml by branch",
)
ONE_DOMAIN: Final = Feature(
    what="`NetworkSettings.defaultDomain`, which counts before that of `L4Settings`",
    since=Release(1, 13, 1),
    source="AKO:CHANGELOG.md of 1.13.1",
)
NETWORK_UUID: Final = Feature(
    what="A network may be named by its UUID, for where two have one name",
    since=Release(1, 10, 3),
    source="AKO:CHANGELOG.md of 1.10.3",
)
LONE_AKO_WITHOUT_LEASE: Final = Feature(
    what="A single replica holds no lease, so a second one that comes leads as well",
    since=Release(1, 14, 1),
    source="AKO:docs/ako_ha.md (AV-252233)",
)
ISTIO_VOLUME_MISSING: Final = Feature(
    what="With `istioEnabled` the chart mounts a volume that it does not define; the newest that "
    "was looked at is 2.1.1",
    before=Release(2, 1, 2),
    source="AV-254061, AKO:helm/ako/templates/statefulset.yaml by branch",
)
BLANKS_HURT: Final = Feature(
    what="An Avi Controller, whose release this one is, that older AKOs cannot ask for a cloud "
    "with a blank in its name",
    since=Release(30, 1, 1),
    source="AKO:CHANGELOG.md of 1.12.2",
)
CONTROLLER_SCTP: Final = Feature(
    what="SCTP in the Avi Controller, whose release this one is",
    since=Release(22, 1, 3),
    source="AKO:docs/README.md, AKO:docs/sctp.md",
)

IPV6_CLOUDS: Final = ("vcenter", "nsxt", "none")
"""Clouds on which AKO knows IPv6. Source: AKO:internal/lib/lib.go `IsV6EnabledCloud`."""

FEATURES: Final[Mapping[str, Feature]] = features_of(globals())
"""All of them by their name here."""
