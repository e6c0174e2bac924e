"""What a person does or expects where AKO goes up past single releases, oldest first.

A row counts where AKO goes from below its release to it, or further. The CRDs are those whose files
in AKO:helm/ako/crds differ, of the branches 1.10.1, 1.11.5, 1.12.1, 1.12.3, 1.13.4, 1.14.1 and
2.1.1: Helm upgrades no CRD. Between 1.12.1 and 1.12.3, and between 1.14.1 and 2.1.1, none differs.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.release import Release

Use = Literal["any", "routes", "node-port", "evh"]
"""What a cluster must use for a row to count."""


class UpgradeStep(NamedTuple):
    """What one release asks of whoever goes up past it."""

    since: Release
    """The first release that asks it."""
    use: Use
    step: str
    """What to do or expect, as a step of a runbook."""
    source: str
    """Where it is known from, in the AKO repository."""


def _crds(since: Release, *files: str) -> UpgradeStep:
    """The CRDs of one step."""
    applied = " ".join(f"-f ako/crds/{file}" for file in files)
    return UpgradeStep(
        since=since,
        use="any",
        step=f"CRDs of {since.minor_release}, from the new chart (helm pull --untar): kubectl apply"
        f" {applied}",
        source="AKO:helm/ako/crds by branch",
    )


UPGRADE_STEPS: Final = (
    _crds(
        Release(1, 11, 1),
        "ako.vmware.com_aviinfrasettings.yaml",
        "ako.vmware.com_hostrules.yaml",
        "ako.vmware.com_httprules.yaml",
        "ako.vmware.com_l4rules.yaml",
    ),
    _crds(Release(1, 12, 1), "ako.vmware.com_hostrules.yaml", "ako_vmware.com_l7rules.yaml"),
    _crds(
        Release(1, 13, 1),
        "ako.vmware.com_aviinfrasettings.yaml",
        "ako.vmware.com_hostrules.yaml",
        "ako.vmware.com_httprules.yaml",
    ),
    _crds(
        Release(1, 14, 1),
        "ako.vmware.com_hostrules.yaml",
        "ako.vmware.com_l4rules.yaml",
        "ako_vmware.com_l7rules.yaml",
    ),
    UpgradeStep(
        since=Release(1, 13, 1),
        use="any",
        step="from 1.13.1 on AKO reads EndpointSlices: look for Services without a selector, whose"
        " Endpoints somebody writes by hand",
        source="AKO:CHANGELOG.md of 1.13.1",
    ),
    UpgradeStep(
        since=Release(1, 13, 2),
        use="routes",
        step="from 1.13.2 on routes have other ids and are all written anew: routes of other hands"
        " in this VRF must carry no labels, and every AKO that writes into it is to be upgraded",
        source="AKO:internal/rest/avi_obj_vrf.go AviVrfBuild by branch (AV-232614)",
    ),
    UpgradeStep(
        since=Release(1, 14, 1),
        use="node-port",
        step="from 1.14.1 on a Service with externalTrafficPolicy Local keeps only nodes with a pod"
        " of its own as members: expect smaller pools",
        source="AKO:docs/ako_external_traffic_policy_local.md",
    ),
    UpgradeStep(
        since=Release(1, 14, 1),
        use="any",
        step="from 1.14.1 on the chart brings ako-crd-operator, with an image and CRDs of its own:"
        " mirror the image where images are mirrored, or set ako-crd-operator.enabled to false in"
        " ako.values",
        source="AKO:helm/ako/Chart.yaml by branch; AKO:docs/install/helm.md",
    ),
    UpgradeStep(
        since=Release(2, 1, 1),
        use="evh",
        step="from 2.1.1 on a child virtual service of EVH is down while all of its pools are:"
        " expect alarms of hosts whose backends are down already",
        source="AKO:CHANGELOG.md of 2.1.1",
    ),
    UpgradeStep(
        since=Release(2, 1, 1),
        use="any",
        step="from 2.1.1 on, with Avi 31.2.1, certificates without a common name and without"
        " alternative names are refused: look for such Secrets",
        source="AKO:CHANGELOG.md of 2.1.1",
    ),
)
"""Every step; those that are done beforehand stand before those that are only to be known."""
