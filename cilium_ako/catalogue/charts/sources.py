"""Where the public charts are.

Sources: Documentation/installation/k8s-install-helm.rst and AKO:docs/install/helm.md of each
release branch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release


class PublicChart(NamedTuple):
    """A public chart, from a release on."""

    since: Release
    chart: str
    """A name in `repository`, or an oci:// reference."""
    repository: str = ""


UNVERSIONED: Final[Mapping[str, frozenset[str]]] = {
    "cilium": frozenset(),
    "ako": frozenset({"0.1.0"}),
}
"""Versions in a Chart.yaml that say nothing: AKO's chart in its repository is always 0.1.0."""

PUBLIC_CHARTS: Final[dict[str, tuple[PublicChart, ...]]] = {
    "cilium": (
        PublicChart(since=Release(0, 0, 0), chart="cilium", repository="https://helm.cilium.io"),
    ),
    "ako": (
        PublicChart(
            since=Release(0, 0, 0),
            chart="ako",
            repository="https://projects.registry.vmware.com/chartrepo/ako",
        ),
        PublicChart(
            since=Release(1, 10, 3), chart="oci://projects.registry.vmware.com/ako/helm-charts/ako"
        ),
        PublicChart(
            since=Release(1, 12, 2),
            chart="oci://projects.packages.broadcom.com/ako/helm-charts/ako",
        ),
    ),
}
"""Rows by release, oldest first; the last that is not newer counts."""


def public_chart(chart: str, version: Release) -> tuple[str, str]:
    """Name or reference of a public chart, and its repository's URL (empty for oci://)."""
    row = [each for each in PUBLIC_CHARTS[chart] if each.since <= version][-1]
    return row.chart, row.repository
