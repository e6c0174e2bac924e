"""Real installs, reduced to facts: what their owners tell Helm, and the stack that says the same.

A file of `installs/` is one install: `version` of the chart, `owner` (the owner's own values),
`stack` (keys of `cluster` beside those of `BASE`, `cilium` and maybe `ako`), and `warns`, the rules
that rightly warn of it. Names of people, companies and hosts are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cilium_ako.catalogue.distributions import BY_NAME
from cilium_ako.check.checked_stack import CheckedStack, check_config
from tests.charts.real_charts import config_map, render
from tests.configs import Config, raw
from tests.data_files import data_of

FOLDER: Final = Path(__file__).with_name("installs")
RECORDED: Final = Path(__file__).with_name("recorded.json")

BASE: Final[Config] = {
    "kubernetesVersion": "1.33",
    "kernelVersion": "6.1",
    "apiServer": ["https://api.example.test:6443"],
    "nodeCidrs": ["192.168.10.0/24"],
    "serviceCidrs": ["10.96.0.0/12"],
    "maxNodes": 50,
    "controlPlanes": 3,
    "kubeProxy": "absent",
}
"""What a cluster is where its file says nothing."""

MANAGED: Final[Config] = {"apiServer": ["https://api.example.test"], "controlPlanes": 1}
"""The same of a control plane that a provider runs."""

AWS: Final[Config] = {"nodeCidrs": ["10.0.0.0/17"], "serviceCidrs": ["172.20.0.0/16"]}
"""The same of nodes in a VPC."""


@dataclass(frozen=True)
class Install:
    """One install."""

    name: str
    version: str
    owner: Mapping[str, Any]
    """The owner's Helm values."""
    config: Config
    """The stack that says the same."""
    warns: frozenset[str]
    """Rules that warn of it."""

    @property
    def kubernetes(self) -> str:
        """The version of Kubernetes that charts are rendered for."""
        return str(self.config["cluster"]["kubernetesVersion"])

    def checked(self) -> CheckedStack:
        """The stack and everything that is wrong with it."""
        return check_config(self.name, raw(self.config), FOLDER, offline=True)

    def values(self) -> dict[str, Any]:
        """The Helm values that follow from the stack."""
        found = self.checked().helm_values("cilium")
        assert found is not None
        return found

    def digest(self) -> str:
        """Of both sides' values; a recording is of one digest."""
        text = repr((self.kubernetes, _sorted(self.owner), _sorted(self.values())))
        return sha256(text.encode()).hexdigest()[:16]

    def rendered_difference(self) -> dict[str, list[str | None]]:
        """Every key of `cilium-config` that differs: the owner's value, and ours.

        Needs Helm and the chart.
        """
        sides = [
            config_map(render("cilium", self.version, values, self.kubernetes), "cilium-config")
            for values in (self.owner, self.values())
        ]
        keys = sorted(sides[0].keys() | sides[1].keys())
        pairs = {key: [side.get(key) for side in sides] for key in keys}
        return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return [(key, _sorted(inner)) for key, inner in sorted(value.items())]
    return [_sorted(each) for each in value] if isinstance(value, list) else value


@cache
def installs() -> tuple[Install, ...]:
    """Every install, by name."""
    return tuple(_install(path) for path in sorted(FOLDER.glob("*.yaml")))


def _install(path: Path) -> Install:
    data = data_of(path)
    stack = data["stack"]
    asked = stack["cluster"]
    row = BY_NAME[asked["distribution"]]
    cluster = {
        "name": path.stem,
        **BASE,
        **(MANAGED if row.api_server_port else {}),
        **(AWS if "region" in asked else {}),
        **asked,
    }
    cilium = {"version": data["version"], **stack["cilium"]}
    config = {**stack, "cluster": cluster, "cilium": cilium}
    return Install(
        path.stem, data["version"], data["owner"], config, frozenset(data.get("warns", ()))
    )
