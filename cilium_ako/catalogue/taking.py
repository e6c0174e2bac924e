"""Taking over what runs already: what is taken, what to type where it cannot be yet, and back.

An import takes a Helm release of the program's own name, and nothing else. What somebody installed
otherwise becomes such a release first, by Helm alone, and no pod restarts where the values say what
runs. `CHART` in a command stands for the chart as Helm takes it, with its version. Names that a
function puts into a command are given as a shell takes them.
Source: pkg/action/validate.go of Helm (labels and annotations of what it takes over).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import objects as ako
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium import objects as cilium

MANAGED_BY: Final = "app.kubernetes.io/managed-by"
"""The label by which Helm, kOps and others say whose an object is."""
RELEASE_NAME: Final = "meta.helm.sh/release-name"
"""Helm's annotation with the name of an object's release."""
RELEASE_NAMESPACE: Final = "meta.helm.sh/release-namespace"
"""Helm's annotation with the namespace of an object's release."""
KOPS: Final = "kops"
"""What kOps writes at `MANAGED_BY` (kOps:pkg/model/components/addonmanifests/remap.go)."""


class Taken(NamedTuple):
    """What may be taken over, with the names that the program gives it."""

    chart: Chart
    called: str
    """What a person calls it."""
    article: str
    """What stands before that: `a` or `an`."""
    rule: str
    """The rule that refuses it as long as nobody acknowledges it."""
    namespace: str
    release: str
    kind: str
    """The kind of its one workload that is there wherever it is."""
    plural: str
    workload: str
    labels: str
    """What selects that workload in any namespace."""
    component: str
    """The component's type and name at the end of its URN."""

    @property
    def release_name(self) -> str:
        """The release as Helm and an import spell it."""
        return f"{self.namespace}/{self.release}"


CILIUM: Final = Taken(
    chart="cilium",
    called="Cilium",
    article="a",
    rule="foreign-cilium",
    namespace=cilium.NAMESPACE,
    release=cilium.RELEASE,
    kind="DaemonSet",
    plural="daemonsets",
    workload=cilium.AGENTS,
    labels=cilium.AGENT_LABELS,
    component="cilium-ako:cilium:Cilium::cilium",
)
AKO: Final = Taken(
    chart="ako",
    called="AKO",
    article="an",
    rule="foreign-ako",
    namespace=ako.NAMESPACE,
    release=ako.RELEASE,
    kind="StatefulSet",
    plural="statefulsets",
    workload=ako.STATEFUL_SET,
    labels=ako.POD_LABELS,
    component="cilium-ako:ako:Ako::ako",
)
TAKEN: Final = (CILIUM, AKO)
"""In the order in which they are installed."""


def stop_other_owners(taken: Taken, managed_by: str) -> tuple[str, ...]:
    """What to do first, so that nobody else puts its own settings back."""
    if managed_by == KOPS and taken is CILIUM:
        return (
            "kops edit cluster   # spec.networking: {cni: {}} in place of cilium",
            "kops update cluster --yes   # the addon networking.cilium.io leaves kOps' channel:"
            " nothing applies it any more, and nothing deletes it",
            "# kOps no longer does for new nodes, and you have to: etcd's certificates in"
            " /etc/kubernetes/pki/cilium, unmanaged secondary interfaces, EC2 permissions of the"
            " control plane and the kubelet's maxPods (eni), firewall rules for etcd's port",
        )
    return (
        "# stop what installs it again: a HelmChart of RKE2 or k3s, Flux, Argo CD, an add-on"
        " manager",
    )


def made_a_release(
    taken: Taken, stack: str, *, managed_by: str = "", immutable: bool = False
) -> tuple[str, ...]:
    """Makes a Helm release of objects that have none.

    `immutable` says that the workload's selector is another one than the chart's, which no update
    changes: the workload is deleted without its pods, or AKO with its one pod.
    """
    return (
        *stop_other_owners(taken, managed_by),
        *_rendered(taken, stack),
        f"kubectl diff -f {taken.chart}-objects.yaml   # what the stack's values would change;"
        " go on when it is nothing but marks of Helm's",
        *_marked(taken, f"{taken.chart}-objects.yaml"),
        *(_without_selector(taken) if immutable or managed_by == KOPS else ()),
        _installed(taken),
    )


def renamed(taken: Taken, stack: str, old: str) -> tuple[str, ...]:
    """Gives the objects of a release another release's name, in the same namespace."""
    file = f"{taken.chart}-old.yaml"
    return (
        *stop_other_owners(taken, ""),
        f"helm -n {taken.namespace} get manifest {old} > {file}",
        *_rendered(taken, stack)[:1],
        *_marked(taken, file),
        # AKO's chart selects pods by the release's name
        *(_without_selector(taken) if taken is AKO else ()),
        _installed(taken),
        f"kubectl -n {taken.namespace} delete secret -l owner=helm,name={old}"
        "   # Helm forgets the old release; never `helm uninstall` it: that deletes the objects",
    )


def moved(taken: Taken, namespace: str, old: str) -> tuple[str, ...]:
    """What is left where the objects are in another namespace: none of them can move."""
    return (
        "# objects cannot move between namespaces: in a maintenance window, with the pods' network"
        " down from the first line to the last",
        f"helm -n {namespace} uninstall {old}",
        f"pulumi config rm --path cilium-ako:acknowledge.{taken.rule}",
        "pulumi up",
    )


def finished(taken: Taken) -> tuple[str, ...]:
    """Brings a release to an end that is stuck between two revisions."""
    helm = f"helm -n {taken.namespace}"
    return (
        f"{helm} history {taken.release}",
        f"{helm} rollback {taken.release} REVISION   # the last one whose STATUS is deployed",
    )


def without_secret_values() -> tuple[str, ...]:
    """Takes AKO's credentials out of Helm's record, while its Secret and AKO stay as they are."""
    secret = f"kubectl -n {ako.NAMESPACE} annotate secret {ako.SECRET}"
    return (
        f"{secret} helm.sh/resource-policy=keep",
        f"helm -n {ako.NAMESPACE} upgrade {ako.RELEASE} CHART --reuse-values"
        " --set avicredentials.username=,avicredentials.password=,avicredentials.authtoken=",
    )


def way_back(stack: str, urn: str) -> str:
    """The command that lets go: the engine forgets it, and the cluster keeps it as it is."""
    return f"pulumi state delete --stack {stack} {urn} --target-dependents --force --yes"


def _rendered(taken: Taken, stack: str) -> tuple[str, ...]:
    values = f"{taken.chart}-values.yaml"
    return (
        f"cilium-ako values {stack} --chart {taken.chart} > {values}",
        f"helm template {taken.release} CHART -n {taken.namespace} -f {values}"
        f" > {taken.chart}-objects.yaml",
    )


def _marked(taken: Taken, file: str) -> tuple[str, ...]:
    return (
        f"kubectl label --overwrite -f {file} {MANAGED_BY}=Helm"
        "   # names those that are not there yet as not found: Helm makes them",
        f"kubectl annotate --overwrite -f {file} {RELEASE_NAME}={taken.release}"
        f" {RELEASE_NAMESPACE}={taken.namespace}",
    )


def _without_selector(taken: Taken) -> tuple[str, ...]:
    delete = f"kubectl -n {taken.namespace} delete {taken.kind.lower()} {taken.workload}"
    if taken is AKO:
        return (
            f"{delete}   # its selector cannot change; AKO stops until the next line,"
            " virtual services go on",
        )
    return (
        f"{delete} --cascade=orphan   # its selector cannot change; pods stay, and agents are"
        " replaced one after the other when Helm makes it anew",
    )


def _installed(taken: Taken) -> str:
    return f"helm -n {taken.namespace} install {taken.release} CHART -f {taken.chart}-values.yaml"
