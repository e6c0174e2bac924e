"""Rules about the networks that AKO is told of."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.rules.row import Rule

_VALUES: Final = "AKO:docs/values.md"
_CACHE: Final = "AKO:internal/cache/controller_obj_cache.go"

RULES: Final = (
    Rule(
        id="ako-vip-missing",
        severity="error",
        says="AKO has a network for virtual services, unless it runs in VPC mode.",
        why="It finds no user input for vipNetworkList and reboots forever.",
        fix="Name the network that virtual services get their addresses from.",
        source=f"{_CACHE}; {_VALUES}",
    ),
    Rule(
        id="ako-vip-subnet",
        severity="warning",
        says="On AWS, networks of virtual services are subnets, named by their ids.",
        why="The controller knows a VPC's subnets by id: AKO finds no network of another name, and "
        "no virtual service gets an address.",
        fix="Name the subnet by its id.",
        source="AKO:docs/public_clouds.md",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-vip-several",
        severity="error",
        says="Outside AWS there is one network for virtual services.",
        why="AKO refuses more and syncs nothing.",
        fix="Keep one; use AviInfraSettings for the others.",
        source=_CACHE,
    ),
    Rule(
        id="ako-network-unnamed",
        severity="error",
        says="Every network has a name or a UUID.",
        why="AKO looks it up in the controller by one of them, and places nothing without.",
        fix="Give the network's name.",
        source=f"{_VALUES} `vipNetworkList`, `nodeNetworkList`",
    ),
    Rule(
        id="ako-network-uuid",
        severity="error",
        says="A network is named by its UUID to AKO 1.10.3 or later.",
        why="Older ones do not read it, and have no network then.",
        fix="Give the network's name, or use a later AKO.",
        source="AKO:CHANGELOG.md of 1.10.3",
    ),
    Rule(
        id="ako-t1lr-elsewhere",
        severity="error",
        says="Only NSX-T names a tier-1 logical router.",
        why="AKO reboots at a router in another cloud.",
        fix="Remove ako.t1lr, or correct ako.cloud.",
        source=f"{_CACHE} checkAndSetCloudType",
    ),
    Rule(
        id="ako-t1lr-missing",
        severity="warning",
        says="An NSX-T overlay segment names its tier-1 logical router.",
        why="In an overlay transport zone AKO reboots without it; a VLAN transport zone must not "
        "have it.",
        fix="Set ako.t1lr for an overlay segment; acknowledge this rule for a VLAN one.",
        source=f"{_CACHE} checkAndSetCloudType",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-bgp-labels",
        severity="error",
        says="BGP peer labels go with route health injection.",
        why="AKO refuses them and reboots forever.",
        fix="Set rhi.enabled to true, or remove the labels.",
        source=_CACHE,
    ),
    Rule(
        id="ako-node-networks-many",
        severity="error",
        says="There are at most five node networks.",
        why="AKO refuses more and reboots for ever.",
        fix="Keep five; put several ranges into one network.",
        source=f"AKO:internal/lib/constants.go NODE_NETWORK_MAX_ENTRIES; {_CACHE} "
        "ValidateUserInput",
    ),
    Rule(
        id="ako-node-networks-missing",
        severity="warning",
        says="On vCenter, AKO knows the nodes' networks where it writes routes.",
        why="Service engines get no interface in the nodes' network and cannot reach pods.",
        fix="Name the port group and range of the nodes.",
        source=f"{_VALUES} `nodeNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-node-networks-gap",
        severity="error",
        says="Where AKO reads node networks, they hold every node range.",
        why="Service engines have no interface towards the nodes left out, so pods there get no "
        "traffic.",
        fix="Complete ako.nodeNetworks.",
        source=f"{_VALUES} `nodeNetworkList`",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-vpc-mode",
        severity="error",
        says="VPC mode goes with NSX-T and AKO 1.13.3 or later.",
        why="Elsewhere AKO does not know it and reboots for want of a network for virtual "
        "services.",
        fix="Remove AKOSettings.vpcMode from ako.values and name a network.",
        source=f"{_VALUES} `vpcMode`",
    ),
    Rule(
        id="ako-vpc-router",
        severity="error",
        says="In VPC mode the router is the VPC's path.",
        why="AKO reads the project and the VPC out of it, and without it validation of the cloud "
        "fails and AKO reboots for ever.",
        fix="Set ako.t1lr to the VPC's path.",
        source=f"{_CACHE} checkAndSetCloudType; AKO:internal/rest/avi_obj_vsvip.go; "
        "AKO:docs/vpc_mode.md",
    ),
    Rule(
        id="ako-vrf-ignored",
        severity="warning",
        says="A VRF is named where AKO reads its name.",
        why="On NSX-T the tier-1 router decides, and public clouds have the global VRF (OpenStack "
        "the tenant's): routes and virtual services go there.",
        fix="Leave controller.vrf empty.",
        source=f"{_CACHE} checkAndSetVRFFromNetwork",
        acknowledgeable=True,
    ),
    Rule(
        id="ako-vrf-old",
        severity="error",
        says="A VRF is named to AKO 1.12.1 or later.",
        why="Older ones ignore it and write routes into the cloud's default VRF.",
        fix="Use a later AKO, or leave controller.vrf empty.",
        source=f"{_VALUES} `vrfName`",
    ),
)
