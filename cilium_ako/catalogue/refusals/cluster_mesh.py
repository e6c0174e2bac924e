"""Cluster mesh and identities: what charts and agents refuse. Paths are of Cilium's repository."""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import AnyOf, Is, IsNot, IsSet, IsUnset, Outside, Refusal, on
from cilium_ako.catalogue.release import Release

_VALIDATE: Final = "install/kubernetes/cilium/templates/validate.yaml"
_AUTHORITY: Final = "clustermesh.apiserver.tls"

REFUSALS: Final = (
    Refusal(
        id="mesh-clusters",
        by="chart",
        when=(
            IsSet("clustermesh.maxConnectedClusters"),
            IsNot("clustermesh.maxConnectedClusters", (255, 511)),
        ),
        since=Release(1, 15),
        says="A mesh holds 255 or 511 clusters.",
        why="The chart does not render another number, which is one of bits in every identity.",
        fix="Use 255 or 511 for clustermesh.maxConnectedClusters.",
        source=_VALIDATE,
    ),
    Refusal(
        id="mesh-endpoint-objects",
        by="chart",
        when=(
            on("clustermesh.apiServer"),
            on("endpointObjectsOff"),
            Is("identityAllocation", ("crd",)),
        ),
        since=Release(1, 15),
        says="The mesh's API server has CiliumEndpoints to read.",
        why="The chart does not render it without them.",
        fix="Remove disableEndpointCRD from cilium.values.",
        source=_VALIDATE,
    ),
    Refusal(
        id="mesh-kvstore",
        by="chart",
        when=(on("clustermesh.apiServer"), IsNot("identityAllocation", ("crd",))),
        since=Release(1, 15),
        until=Release(1, 17),
        says="The mesh's API server has identities in objects up to 1.17.",
        why="The chart does not render it with identities in a kvstore.",
        fix="Leave cilium.kvstore out, or use 1.18.",
        source=_VALIDATE,
    ),
    Refusal(
        id="mesh-kvstoremesh",
        by="chart",
        when=(
            on("clustermesh.apiServer"),
            IsNot("identityAllocation", ("crd",)),
            Is("clustermesh.apiserver.kvstoremesh.enabled", (False,)),
        ),
        since=Release(1, 18),
        says="The mesh's API server beside a kvstore has kvstoremesh.",
        why="The chart does not render it without.",
        fix="Remove clustermesh.apiserver.kvstoremesh.enabled from cilium.values.",
        source=_VALIDATE,
    ),
    Refusal(
        id="mesh-store-word",
        by="chart",
        when=(
            IsSet("clustermesh.apiserver.kvstoremesh.kvstoreMode"),
            IsNot("clustermesh.apiserver.kvstoremesh.kvstoreMode", ("internal", "external")),
        ),
        since=Release(1, 18),
        says="kvstoreMode is internal or external.",
        why="The chart does not render another word.",
        fix="Use one of the two for clustermesh.apiserver.kvstoremesh.kvstoreMode.",
        source=_VALIDATE,
    ),
    Refusal(
        id="mesh-external-store",
        by="chart",
        when=(
            Is("clustermesh.apiserver.kvstoremesh.kvstoreMode", ("external",)),
            AnyOf(
                (
                    IsNot("clustermesh.apiServer", (True,)),
                    Is("clustermesh.apiserver.kvstoremesh.enabled", (False,)),
                    Outside("clustermesh.apiserver.replicas", 1, 1),
                    Is("identityAllocation", ("crd",)),
                )
            ),
        ),
        since=Release(1, 18),
        says="A kvstore outside of the mesh has one API server, kvstoremesh, and identities in it.",
        why="The chart does not render anything else.",
        fix="Use kvstoreMode internal, or cilium.kvstore with one clustermesh.apiserver replica.",
        source=_VALIDATE,
    ),
    Refusal(
        id="mesh-authentication",
        by="chart",
        when=(
            on("clustermesh.apiServer"),
            IsSet(f"{_AUTHORITY}.authMode"),
            IsNot(f"{_AUTHORITY}.authMode", ("legacy", "migration", "cluster")),
        ),
        since=Release(1, 14),
        says="The mesh's authMode is legacy, migration or cluster.",
        why="The chart does not render another word.",
        fix=f"Use one of the three for {_AUTHORITY}.authMode.",
        source="install/kubernetes/cilium/templates/clustermesh-apiserver/deployment.yaml",
    ),
    Refusal(
        id="mesh-issuer",
        by="chart",
        when=(
            on("clustermesh.apiServer"),
            Is(f"{_AUTHORITY}.auto.method", ("certmanager",)),
            IsNot(f"{_AUTHORITY}.auto.enabled", (False,)),
            IsUnset(f"{_AUTHORITY}.auto.certManagerIssuerRef"),
        ),
        says="The mesh's certificates by cert-manager have an issuer.",
        why="The chart does not render without one.",
        fix=f"Name one as {_AUTHORITY}.auto.certManagerIssuerRef in cilium.values.",
        source=_VALIDATE,
    ),
    *(
        Refusal(
            id=f"mesh-certificate-{name}",
            by="chart",
            when=(
                on("clustermesh.apiServer"),
                Is(f"{_AUTHORITY}.auto.enabled", (False,)),
                IsNot(f"{_AUTHORITY}.enableSecrets", (False,)),
                IsNot("clustermesh.apiserver.kvstoremesh.kvstoreMode", ("external",)),
                AnyOf((IsUnset(f"{_AUTHORITY}.{name}.cert"), IsUnset(f"{_AUTHORITY}.{name}.key"))),
            ),
            until=Release(1, 19),
            says="The mesh's certificates are made by somebody.",
            why=f"With {_AUTHORITY}.auto off the chart asks for each of them and does not render.",
            fix=f"Put them into Secrets and set {_AUTHORITY}.enableSecrets to false (from 1.16 "
            f"on), or remove {_AUTHORITY}.auto.enabled.",
            source="install/kubernetes/cilium/templates/clustermesh-apiserver/tls-provided",
        )
        for name in ("server", "admin", "remote")
    ),
    Refusal(
        id="chained-cluster-id",
        by="chart",
        when=(
            Is("cni.chainingMode", ("aws-cni",)),
            Outside("cluster.id", 0, 127),
            IsNot("extraConfig.allow-unsafe-policy-skb-usage", (True,)),
            Outside("cluster.id", 256, 383),
        ),
        since=Release(1, 16),
        says="With the AWS plugin chained the cluster's id keeps a bit free (0 to 127, 256 to "
        "383).",
        why="That bit of a packet's mark is the AWS plugin's: the chart does not render, and "
        "agents "
        "stop at start.",
        fix="Choose another cluster.id.",
        source=f"{_VALIDATE}; pkg/clustermesh/types/option.go",
    ),
    Refusal(
        id="endpoint-slices-objects",
        by="chart",
        when=(on("endpointSlices"), on("endpointObjectsOff")),
        since=Release(1, 14),
        says="CiliumEndpointSlices are made of CiliumEndpoints.",
        why="The chart does not render slices of objects that are switched off by "
        "disableEndpointCRD.",
        fix="Remove disableEndpointCRD or ciliumEndpointSlice from cilium.values.",
        source=_VALIDATE,
    ),
)
