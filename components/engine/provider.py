"""The Kubernetes provider of everything that a stack makes in its cluster."""

from __future__ import annotations

import pulumi
import pulumi_kubernetes

from cilium_ako.config.cluster import Cluster


def kubernetes_provider(
    cluster: Cluster,
    kubeconfig: pulumi.Output[str] | None,
    *,
    identifier: str,
    config_maps: bool = False,
    opts: pulumi.ResourceOptions | None = None,
) -> pulumi_kubernetes.Provider:
    """The provider for everything in the cluster. `config_maps` says whether it makes any itself.

    Secrets change in place: replaced, a Secret is gone for a moment, and agents that start in
    it have no key. The `identifier` never changes, because a provider that believes itself to be of
    another cluster replaces everything, past every guard. An object that is there is taken over:
    AKO's Secret is Helm's before 1.12.1, and a namespace may be there for credentials of others.
    ConfigMaps change in place as Secrets do: replaced, the guard before their update is not asked.
    Every object has a fixed name, and `foreign_cilium` and `foreign_ako` look whose it is
    beforehand. Whoever made such an object before stays a manager of its fields, and Kubernetes
    would refuse their next change: so they are written all the same.
    """
    return pulumi_kubernetes.Provider(
        "kubernetes",
        kubeconfig=kubeconfig,
        context=cluster.kubeconfig_context or None,
        cluster_identifier=identifier,
        enable_server_side_apply=True,
        enable_secret_mutable=True,
        enable_config_map_mutable=True if config_maps else None,
        upsert_existing_objects=True,
        enable_patch_force=True,
        opts=opts,
    )
