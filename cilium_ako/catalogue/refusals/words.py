"""Keys of Cilium's chart that take one of a few words, by the chart's own schema.

Source of all rows: install/kubernetes/cilium/values.schema.json of each minor, from 1.16 on.
"""

from __future__ import annotations

from typing import Final

from cilium_ako.catalogue.refusals.row import NotAmong, Refusal
from cilium_ako.catalogue.release import Release

_SCHEMA: Final = "install/kubernetes/cilium/values.schema.json"


def _word(
    identity: str, name: str, words: tuple[str, ...], since: Release, until: Release | None = None
) -> Refusal:
    """A row about a key, by its name or its fact's, and the words that the schema has for it."""
    listed = f"{', '.join(words[:-1])} or {words[-1]}"
    return Refusal(
        id=identity,
        by="chart",
        when=(NotAmong(name, words),),
        says=f"The value is {listed}.",
        why="The chart's schema has no other word for it, and Helm renders nothing.",
        fix=f"Use {listed}, or remove the value from cilium.values.",
        source=_SCHEMA,
        since=since,
        until=until,
    )


_SERVICE: Final = "clustermesh.apiserver.service"
_TRAFFIC: Final = ("Local", "Cluster")

REFUSALS: Final = (
    _word(
        "mesh-session-affinity",
        f"{_SERVICE}.enableSessionAffinity",
        ("HAOnly", "Always", "Never"),
        Release(1, 16),
    ),
    _word("mesh-external-traffic", f"{_SERVICE}.externalTrafficPolicy", _TRAFFIC, Release(1, 16)),
    _word("mesh-internal-traffic", f"{_SERVICE}.internalTrafficPolicy", _TRAFFIC, Release(1, 16)),
    _word(
        "mesh-storage-medium",
        "clustermesh.apiserver.etcd.storageMedium",
        ("Disk", "Memory"),
        Release(1, 16),
    ),
    _word(
        "endpoint-slice-mode",
        "ciliumEndpointSlice.sliceMode",
        ("identity", "fcfs"),
        Release(1, 17),
        Release(1, 17),
    ),
    _word(
        "scheduling-mode",
        "scheduling.mode",
        ("anti-affinity", "kube-scheduler"),
        Release(1, 17),
    ),
    _word(
        "envoy-log-level",
        "envoy.log.defaultLevel",
        ("trace", "debug", "info", "warning", "error", "critical", "off"),
        Release(1, 17),
    ),
    _word(
        "identity-management-word",
        "identityManagementMode",
        ("agent", "operator", "both"),
        Release(1, 18),
    ),
    _word("envoy-discovery-word", "envoy.xdsMode", ("split", "ads", "strict-ads"), Release(1, 20)),
    _word(
        "ztunnel-authority-word",
        "encryption.ztunnel.ca.type",
        ("spire", "internal"),
        Release(1, 20),
    ),
)
