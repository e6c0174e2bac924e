"""What no run of the engine deletes or replaces by itself, and what would happen otherwise.

`protect` alone keeps nothing: `--ignore-protect` of `pulumi up`, `preview` and `destroy` goes past
it, and so does `PULUMI_OPTION_IGNORE_PROTECT`, which a pipeline sets once and for all. A hook
before a deletion stands in the state beside the resource: the engine runs it whatever the flags
say, or stops where no program is there to run it.
Source: pulumi:pkg/resource/deploy/step.go (DeleteStep), pulumi:pkg/engine/destroy.go.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cilium_ako.catalogue.ako import objects as ako
from cilium_ako.catalogue.cilium import objects as cilium
from cilium_ako.catalogue.cilium.cluster_mesh import LOAD_BALANCER
from cilium_ako.catalogue.etcd import objects as etcd
from cilium_ako.catalogue.kubernetes.objects import AWS_NODE, KUBE_PROXY

TAKEN_DOWN: Final = "cluster-taken-down"
"""The transition that, acknowledged, lifts `protect` and the hook."""

DELETION_GUARD: Final = "cilium-ako-deletion-guard"
"""The hook's name. It stands in every state: a program that does not register it under this name
can delete nothing that was deployed with it."""

IGNORE_PROTECT: Final = "PULUMI_OPTION_IGNORE_PROTECT"
"""The environment variable that stands for `--ignore-protect`.

Source: pulumi:changelog of 3.208 (a variable for every flag) and 3.256 (the flag).
"""

TRUE_WORDS: Final = frozenset({"1", "t", "T", "TRUE", "true", "True"})
"""What switches a flag on in such a variable. Source: Go's strconv.ParseBool."""

AKO_RESTART: Final = "ako-restart"
"""The resource that restarts AKO when its values change."""


AWS_NODE_KEPT_OFF: Final = "aws-node-kept-off"
"""The resource that keeps Amazon's CNI plugin off nodes."""

KUBE_PROXY_KEPT_OFF: Final = "kube-proxy-kept-off"
"""The resource that keeps kube-proxy off nodes where Cilium replaces it."""


class GuardedDeletion(NamedTuple):
    """A resource that no run deletes before the stack's config says that it may go."""

    resource: str
    """The resource's name in the program, which state depends on."""
    called: str
    """What it is, as the beginning of a sentence."""
    consequence: str
    """What happens to the cluster without it, in sentences."""
    source: str
    """Where that is known from, as in the table of transitions."""
    of_each: bool = False
    """Whether there are several, whose names begin with `resource`."""


_AKO_GOES: Final = (
    "Virtual services, pools and routes stay in the controller without an owner, and lead to pods"
    " that move on; the service engine group keeps this cluster's label."
)

DELETIONS: Final = (
    GuardedDeletion(
        resource=cilium.RELEASE,
        called=f"The Helm release {cilium.RELEASE_NAME}",
        consequence=(
            "Pods lose their network: agents and operator go, no pod starts any more, policies and"
            " Services are no longer kept up to date, and AKO's routes lead nowhere."
        ),
        source="Documentation/installation/k8s-install-helm.rst; operations/upgrade.rst",
    ),
    GuardedDeletion(
        resource=ako.RELEASE,
        called=f"The Helm release {ako.RELEASE_NAME}",
        consequence=_AKO_GOES,
        source="AKO:docs/faq.md; AKO:docs/values.md",
    ),
    # the engine deletes what depends on a release before the release itself
    GuardedDeletion(
        resource=AKO_RESTART,
        called=f"The Helm release {ako.RELEASE_NAME}, and before it its annotation {AKO_RESTART}",
        consequence=_AKO_GOES,
        source="AKO:docs/faq.md; AKO:docs/values.md; AKO:helm/ako/templates/statefulset.yaml",
    ),
    GuardedDeletion(
        resource=LOAD_BALANCER,
        called=f"The Service {cilium.NAMESPACE}/{LOAD_BALANCER}",
        consequence=(
            "Peers of the mesh lose this cluster: AKO gives its address back, and they keep what"
            " they know of it, which gets old."
        ),
        source="AKO:docs/objects.md; Documentation/network/clustermesh/services.rst",
    ),
    GuardedDeletion(
        resource=cilium.IPSEC_SECRET,
        called=f"The Secret {cilium.NAMESPACE}/{cilium.IPSEC_SECRET}",
        consequence=(
            "An agent that starts without the key does not come up, and its node has no network:"
            " one restart after the other takes the cluster down."
        ),
        source="Documentation/security/network/encryption-ipsec.rst; pkg/datapath/linux/ipsec",
    ),
    GuardedDeletion(
        resource=f"{etcd.NAME}-",
        called="A member of the managed etcd",
        consequence=(
            "The others still count it towards the quorum. With two of three gone, no agent starts,"
            " and no node and no identity is made."
        ),
        source="Documentation/network/concepts/kvstore.rst",
        of_each=True,
    ),
    GuardedDeletion(
        resource="etcd-",
        called="The private key of an authority of the managed etcd",
        consequence=(
            "Every certificate of etcd is signed anew at once: members and agents that have not"
            " restarted refuse each other, and etcd has no quorum."
        ),
        source="client/pkg/transport/listener.go of etcd",
        of_each=True,
    ),
    GuardedDeletion(
        resource=AWS_NODE_KEPT_OFF,
        called=f"The patch that keeps {cilium.NAMESPACE}/{AWS_NODE} off all nodes",
        consequence=(
            "Amazon's CNI plugin starts on every node beside Cilium: both attach interfaces, and"
            " new pods get their network from either."
        ),
        source="Documentation/installation/k8s-install-helm.rst",
    ),
    # the engine deletes it before the release, which it depends on
    GuardedDeletion(
        resource=KUBE_PROXY_KEPT_OFF,
        called=f"The patch that keeps {cilium.NAMESPACE}/{KUBE_PROXY} off all nodes",
        consequence=(
            "kube-proxy starts on every node beside its replacement: both translate the same"
            " Services with tables that do not know each other, and connections break at random."
        ),
        source="Documentation/network/kubernetes/kubeproxy-free.rst",
    ),
)
"""By the order in which a person thinks of them."""

BY_RESOURCE: Final = {each.resource: each for each in DELETIONS if not each.of_each}


def guarded_deletion(resource: str) -> GuardedDeletion | None:
    """The row of a resource, by its name in the program; None where nothing guards it."""
    if resource in BY_RESOURCE:
        return BY_RESOURCE[resource]
    return next(
        (each for each in DELETIONS if each.of_each and resource.startswith(each.resource)), None
    )
