"""What a stack that is being written would tell its charts, before all of it is known.

What is still missing is filled in with addresses of documentation (RFC 5737), so that everything
else can be derived and held against what the owner has in effect.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from cilium_ako.adopt.own_values import LeftOut, own_values
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.ako.releases import SUPPORT
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.releases import MINORS
from cilium_ako.charts.config_map import merged_values
from cilium_ako.charts.helm_values import Values
from cilium_ako.charts.release_values import ako_release_values, cilium_release_values
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster

Config = dict[str, object]
"""A part of a stack's config as its file has it."""
Parts = dict[str, Config]
"""`cluster`, `cilium` and maybe `ako`."""

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

    def derived(self, parts: Parts) -> dict[Chart, Values]:
        """The Helm values that follow from the keys alone, without any `values`."""
        bare = {
            name: {key: value for key, value in part.items() if key != "values"}
            for name, part in parts.items()
        }
        return self.values(bare)

    def with_own_values(self, parts: Parts) -> tuple[Parts, dict[Chart, tuple[LeftOut, ...]]]:
        """The parts with the owner's own values below them, and what of these is left out."""
        found = {name: dict(part) for name, part in parts.items()}
        left_out: dict[Chart, tuple[LeftOut, ...]] = {}
        for chart, derived in self.derived(parts).items():
            own = own_values(self.told[chart], derived)
            left_out[chart] = own.left_out
            found[chart].pop("values", None)
            if own.values:
                found[chart]["values"] = own.values
        return found, left_out

    def effective(self, parts: Parts) -> dict[Chart, Mapping[str, object]]:
        """What each release would have in effect, with the values that the parts hold."""
        return {
            chart: merged_values(self.told[chart].defaults, values)
            for chart, values in self.values(parts).items()
        }

    def values(self, parts: Parts) -> dict[Chart, Values]:
        """The Helm values of each release, with the `values` that the parts hold."""
        cluster = _parsed(Cluster, parts["cluster"], _CLUSTER)
        known: Config = {"version": str(self.told["cilium"].version)}
        cilium = _parsed(Cilium, _with_ranges({**known, **parts["cilium"]}), {"ipam": _IPAM})
        cilium = cilium.with_pod_cidrs(cluster.pod_cidrs)
        found: dict[Chart, Values] = {}
        ako = None
        if "ako" in self.told and "ako" in parts:
            known = {"version": str(self.told["ako"].version)}
            ako = _parsed(Ako, _with_controller({**known, **parts["ako"]}), _AKO)
            found["ako"] = ako_release_values(cluster, cilium, ako)
        return {"cilium": cilium_release_values(cluster, cilium, ako), **found}


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
