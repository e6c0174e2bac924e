"""Options of agents and operator, as `cilium-config` and the processes' flags spell them.

`options.tsv` beside this file has every option that a chart has written, with the minors whose
chart does, and whether it is a switch. Source: install/kubernetes/cilium/templates/
cilium-configmap.yaml, 1.13.18 to 1.20.0.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from cilium_ako.catalogue.release import Release

HARMLESS: Final = frozenset(
    {
        "debug",
        "debug-verbose",
        "gops-port",
        "log-driver",
        "log-opt",
        "metrics",
        "operator-prometheus-serve-addr",
        "pprof",
        "pprof-address",
        "pprof-port",
        "prometheus-serve-addr",
        "trace-payloadlen",
    }
)
"""Options of logs, metrics and profiles: they decide nothing of the network.

Source: Documentation/cmdref/cilium-agent.md, Documentation/cmdref/cilium-operator.md.
"""


class Option(NamedTuple):
    """An option that charts write."""

    first: Release
    """First minor whose chart writes it."""
    last: Release
    """Last minor whose chart writes it."""
    switch: bool
    """Whether it is true or false."""


@cache
def options() -> dict[str, Option]:
    """Every option that a chart has written, by name."""
    found = {}
    text = (files("cilium_ako.catalogue.cilium") / "options.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            name, first, last, kind = line.split("\t")
            found[name] = Option(Release.of_minor(first), Release.of_minor(last), kind == "switch")
    return found


def is_switch(name: str) -> bool:
    """Whether a flag is true where it is only named, and takes no following word as its value."""
    option = options().get(name)
    return name == "debug" if option is None else option.switch
