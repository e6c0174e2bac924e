"""Objects by which GitOps tools and installers make Helm releases, and where values stand in them.

A path has dots, and `[]` behind a name stands for every element of its list.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Container(NamedTuple):
    """One kind of object."""

    group: str
    """The API group, without a version."""
    kind: str
    values: tuple[str, ...]
    """Where values stand, as a mapping or as a text; what is behind has the last word. From a
    place of `releases` on."""
    version: tuple[str, ...]
    """Where the chart's version stands; the first that is there counts."""
    source: str
    chart: tuple[str, ...] = ()
    """Where the chart's name stands; the first that is there counts."""
    releases: tuple[str, ...] = ("",)
    """Where releases are, each with its own values."""
    parameters: tuple[str, ...] = ()
    """Where single values are, each with `name` and `value`; they have the last word."""
    elsewhere: tuple[str, ...] = ()
    """What names values that are not in the object."""


CONTAINERS: Final = (
    Container(
        group="helm.toolkit.fluxcd.io",
        kind="HelmRelease",
        chart=("spec.chart.spec.chart", "spec.chartRef.name"),
        version=("spec.chart.spec.version",),
        values=("spec.values",),
        elsewhere=("spec.valuesFrom[]",),
        source="fluxcd/helm-controller:docs/spec/v2/helmreleases.md",
    ),
    Container(
        group="argoproj.io",
        kind="Application",
        releases=("spec.sources[]", "spec.source"),
        chart=("chart", "path"),
        version=("targetRevision",),
        values=("helm.values", "helm.valuesObject"),
        parameters=("helm.parameters[]",),
        elsewhere=("helm.valueFiles[]", "helm.fileParameters[]"),
        source="argoproj/argo-cd:docs/user-guide/helm.md",
    ),
    Container(
        group="helm.cattle.io",
        kind="HelmChart",
        chart=("spec.chart",),
        version=("spec.version",),
        values=("spec.valuesContent",),
        elsewhere=("spec.valuesSecrets[]",),
        source="k3s-io/helm-controller:pkg/apis/helm.cattle.io/v1/types.go",
    ),
    Container(
        group="helm.cattle.io",
        kind="HelmChartConfig",
        chart=("metadata.name",),
        version=(),
        values=("spec.valuesContent",),
        elsewhere=("spec.valuesSecrets[]",),
        source="k3s-io/helm-controller:pkg/apis/helm.cattle.io/v1/types.go",
    ),
    Container(
        group="addons.cluster.x-k8s.io",
        kind="HelmChartProxy",
        chart=("spec.chartName",),
        version=("spec.version",),
        values=("spec.valuesTemplate",),
        source="kubernetes-sigs/cluster-api-addon-provider-helm:api/v1alpha1",
    ),
    Container(
        group="cilium.io",
        kind="CiliumConfig",
        version=(),
        values=("spec",),
        source="isovalent/olm-for-cilium:operator",
    ),
    Container(
        group="kustomize.config.k8s.io",
        kind="Kustomization",
        releases=("helmCharts[]",),
        chart=("name",),
        version=("version",),
        values=("valuesInline",),
        elsewhere=("valuesFile", "additionalValuesFiles[]"),
        source="kubernetes-sigs/kustomize:api/types/helmchartargs.go",
    ),
)
"""Every kind that is read."""
