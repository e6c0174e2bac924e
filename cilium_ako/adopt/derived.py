"""What a stack that is being written would tell its charts, before all of it is known.

What is still missing is filled in with addresses of documentation (RFC 5737), so that everything
else can be derived and held against what the owner has in effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from cilium_ako.adopt.own_values import LeftOut, own_values
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.charts.ako import ako_values
from cilium_ako.charts.cilium import cilium_values
from cilium_ako.charts.config_map import merged_values
from cilium_ako.charts.distribution import distribution_values
from cilium_ako.charts.helm_values import Values
from cilium_ako.charts.release_values import ako_release_values, cilium_release_values
from cilium_ako.charts.user_values import merge_user_values
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.mesh import Mesh

Config = dict[str, object]
"""A part of a stack's config as its file has it."""
Parts = dict[str, Config]
"""`cluster`, `cilium`, maybe `ako` and `mesh`."""

_NEWEST: Final = MINORS[-1]
_CLUSTER: Final[Mapping[str, object]] = {
    "name": "default",
    "kubernetesVersion": str(_NEWEST.kubernetes[1]),
    "kernelVersion": str(_NEWEST.kernel),
    "apiServer": ["https://192.0.2.1"],
    "nodeCidrs": ["192.0.2.0/24"],
    "serviceCidrs": ["198.51.100.0/24"],
    "maxNodes": 100,
}
_POOL: Final = ["203.0.113.0/24"]
_IPAM: Final[Mapping[str, object]] = {"mode": "cluster-pool", "podCidrs": _POOL}
_AKO: Final[Mapping[str, object]] = {
    "version": str(SUPPORT[-1].since),
    "cloud": "none",
    "controller": {"host": "192.0.2.2", "version": f"{SUPPORT[-1].oldest_controller}"},
}

ModelT = TypeVar("ModelT", bound=BaseModel)


class Derivation:
    """What the charts would be told by parts of a config, for the releases that are there."""

    def __init__(self, cilium: Told, ako: Told | None) -> None:
        self.told: dict[Chart, Told] = {"cilium": cilium}
        if ako is not None:
            self.told["ako"] = ako

    def with_own_values(self, parts: Parts) -> tuple[Parts, dict[Chart, tuple[LeftOut, ...]]]:
        """The parts with the owner's own values below them, and what of these is left out.

        A few raw values decide what is derived (whether AKO serves load balancers), so what is
        kept of them is looked at twice.
        """
        found = {
            name: {key: value for key, value in part.items() if key != "values"}
            for name, part in parts.items()
        }
        left_out: dict[Chart, tuple[LeftOut, ...]] = {}
        for _ in range(2):
            for chart, derived in self._derived(found):
                own = own_values(self.told[chart], derived)
                left_out[chart] = own.left_out
                found[chart].pop("values", None)
                if own.values:
                    found[chart]["values"] = own.values
        return found, left_out

    def _derived(self, parts: Parts) -> Iterator[tuple[Chart, Values]]:
        """What follows from the keys, AKO's first; the parts may be changed in between."""
        cluster, cilium, ako = self.models(parts)
        if ako is not None:
            yield "ako", ako_values(cluster, cilium, ako)
        cluster, cilium, ako = self.models(parts)
        of_nodes = distribution_values(cluster, cilium)
        yield "cilium", merge_user_values(cilium_values(cluster, cilium, ako), of_nodes)

    def effective(self, parts: Parts) -> dict[Chart, Mapping[str, object]]:
        """What each release would have in effect, with the values that the parts hold."""
        return {
            chart: merged_values(self.told[chart].defaults, values)
            for chart, values in self.values(parts).items()
        }

    def values(self, parts: Parts) -> dict[Chart, Values]:
        """The Helm values of each release, with the `values` that the parts hold."""
        cluster, cilium, ako = self.models(parts)
        found: dict[Chart, Values] = {"cilium": cilium_release_values(cluster, cilium, ako)}
        if ako is not None:
            found["ako"] = ako_release_values(cluster, cilium, ako)
        return found

    def models(self, parts: Parts) -> tuple[Cluster, Cilium, Ako | None]:
        """The parts as models; a key that does not fit has what is usual, or nothing."""
        cluster = _parsed(Cluster, parts["cluster"], _CLUSTER)
        known: Config = {"version": str(self.told["cilium"].version)}
        cilium = _parsed(Cilium, _with_ranges({**known, **parts["cilium"]}), {"ipam": _IPAM})
        cilium = cilium.with_pod_cidrs(cluster.pod_cidrs).with_mesh(_mesh(parts.get("mesh")))
        return cluster, cilium, self._ako(parts)

    def _ako(self, parts: Parts) -> Ako | None:
        if "ako" not in self.told or "ako" not in parts:
            return None
        known: Config = {"version": str(self.told["ako"].version)}
        return _parsed(Ako, _with_controller({**known, **parts["ako"]}), _AKO)


def _mesh(given: Config | None) -> Mesh | None:
    try:
        return Mesh.model_validate(given) if given else None
    except ValidationError:
        return None  # the check of the file says why


def _with_ranges(cilium: Config) -> Config:
    """With ranges for modes whose ranges stand in no Helm value."""
    ipam = cilium.get("ipam")
    if isinstance(ipam, dict):
        key = {"kubernetes": "podCidrs", "eni": "vpcCidrs"}.get(str(ipam.get("mode")))
        if key is not None and key not in ipam:
            return {**cilium, "ipam": {**ipam, key: _POOL}}
    return cilium


def _with_controller(ako: Config) -> Config:
    controller, usual = ako.get("controller"), _AKO["controller"]
    if isinstance(controller, dict) and isinstance(usual, dict):
        return {**_AKO, **ako, "controller": {**usual, **controller}}
    return {**_AKO, **ako}


def _parsed(model: type[ModelT], given: Config, usual: Mapping[str, object]) -> ModelT:
    """A part as a model; a key that does not fit has what is usual, or nothing.

    What does not fit is named by the check of the file that is written.
    """
    part = deepcopy(given)
    for _ in range(len(part) + len(usual) + 1):
        try:
            return model.model_validate(part)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                key = str(detail["loc"][0]) if detail["loc"] else ""
                part.pop(key, None)
                if key in usual:
                    part[key] = usual[key]
    return model.model_validate({**usual})
