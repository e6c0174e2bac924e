"""What stands in for facts that no release says, and for values that are not known yet.

A finding counts where it holds with every filling. So the two clusters here have nothing in common
(ranges of documentation and private ones, RFC 5737 and 3849), and pods of the second one have the
addresses that the release itself seems to mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.adopt.found import Sourced
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.charts.keys import Chart, types_of
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.catalogue.release import Release
from cilium_ako.catalogue.release_facts import WORDS
from cilium_ako.changes.fact_keys import fact_keys
from cilium_ako.charts.helm_values import set_dotted
from cilium_ako.policies.helm_release import DeclaredRelease

_CLUSTERS: Final[tuple[Mapping[str, object], ...]] = (
    {
        "apiServer": ["https://192.0.2.1:6443"],
        "nodeCidrs": ["192.0.2.0/24"],
        "serviceCidrs": ["198.51.100.0/24"],
    },
    {
        "apiServer": ["https://172.31.255.1:6443"],
        "nodeCidrs": ["172.31.255.0/28"],
        "serviceCidrs": ["192.168.254.0/24"],
    },
)
_PODS: Final = (("203.0.113.0/24", "2001:db8:1::/64"), ("172.31.254.0/24", "fd31:254::/64"))
"""Pods' ranges by family, in either cluster."""
_VPCS: Final = ("192.0.2.0/24", "172.31.0.0/16")
_RANGES: Final = ("203.0.113.0/24", "10.0.0.0/16")
MOST_HIDDEN: Final = 8
"""With more values that are not known than this, nothing that hangs on values is judged."""


def cluster_of(cilium: Told, number: int) -> dict[str, Sourced]:
    """What is said of the first or the second cluster (0, 1), by its path in a config."""
    newest = MINORS[-1]
    pods = list(_pods(cilium, number))
    said: dict[str, object] = {
        "cluster.kubernetesVersion": str(newest.kubernetes[1]),
        "cluster.kernelVersion": str(newest.kernel),
        "cluster.maxNodes": 1,
        **{f"cluster.{key}": value for key, value in _CLUSTERS[number].items()},
        "cilium.ipam.podCidrs": pods,
        "cilium.ipam.vpcCidrs": [_VPCS[number]],
        "cluster.podCidrs": pods,
        "ako.cloud": ("none", "vcenter")[number],
    }
    return {path: Sourced(value, "") for path, value in said.items()}


def _pods(cilium: Told, number: int) -> Iterator[str]:
    has = (cilium.fact("ipv4") is not False, cilium.fact("ipv6") is True)
    meant = (cilium.fact("routing.nativeCidr"), cilium.fact("routing.nativeCidrIpv6"))
    for is_there, own, usual in zip(has, meant, _PODS[number], strict=True):
        if is_there:
            yield own if number and isinstance(own, str) else usual


def known_otherwise(release: DeclaredRelease) -> Iterator[DeclaredRelease]:
    """The release with each value that is not known in turn as something that it may be."""
    if release.version is None:
        return
    for key in release.hidden:
        for value in _alternatives(release.chart, release.version.minor_release, key):
            values = _copy(release.values)
            try:
                set_dotted(values, key, value)
            except TypeError:
                continue
            yield release.with_values(values)


def _copy(values: Mapping[str, object]) -> dict[str, object]:
    return {
        key: _copy(value) if isinstance(value, Mapping) else value for key, value in values.items()
    }


def _alternatives(chart: Chart, minor: Release, key: str) -> Iterator[object]:
    types = types_of(chart, minor, key) or frozenset()
    fact = next((each.fact for each in fact_keys(chart) if each.value_key.key == key), None)
    if fact is not None and fact.name in WORDS:
        yield from WORDS[fact.name]
        return
    if "boolean" in types:
        yield from (True, False)
    if types & {"integer", "number"}:
        yield from (24, 4000)
    ranges = fact is not None and fact.kind == "ranges"
    if "array" in types:
        yield from ([each] for each in _RANGES)
    elif ranges or "string" in types:
        yield from (*_RANGES, "192.0.2.9", "x")
    if types & {"object", "any"} or not types:
        yield from (True, "x")
