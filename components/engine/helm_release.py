"""A Helm release as both charts want it."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
from pulumi_kubernetes.helm.v3 import Release, ReleaseArgs, RepositoryOptsArgs

from cilium_ako.charts.chart_source import ChartSource
from cilium_ako.config.cluster import Cluster


def helm_release(
    name: str,
    *,
    namespace: str,
    source: ChartSource,
    values: Mapping[str, pulumi.Input[object]],
    description: str,
    cluster: Cluster,
    opts: pulumi.ResourceOptions,
) -> Release:
    """A release that is called as its resource is, and waits until what it made is ready.

    Not atomic: taking back a half-done change of the network is another change of the network.
    """
    return Release(
        name,
        ReleaseArgs(
            name=name,
            namespace=namespace,
            chart=source.chart,
            version=source.version or None,
            repository_opts=(
                RepositoryOptsArgs(repo=source.repository) if source.repository else None
            ),
            values=dict(values),
            description=description,
            timeout=timeout_seconds(cluster),
            atomic=False,
            cleanup_on_fail=False,
            max_history=5,
        ),
        opts,
    )


def timeout_seconds(cluster: Cluster) -> int:
    """How long to wait for a rollout, in seconds.

    Agents are replaced two at a time (the chart's `maxUnavailable: 2`), and a pair may take a
    minute where images are pulled; five minutes are for everything else.
    """
    return 300 + 30 * cluster.max_nodes
