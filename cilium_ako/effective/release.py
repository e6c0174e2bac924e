"""A stack's releases as they will run: facts, Helm values, and where each of them was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.cilium.value_keys import CONFIG_BESIDE
from cilium_ako.catalogue.facts import BY_NAME, Value
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.combined_values import ABSENT, look_up
from cilium_ako.changes.fact_keys import fact_keys, helm_key
from cilium_ako.changes.facts import Facts
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.overrides import (
    TUNNEL_OPTIONS,
    VARIABLES,
    NotAFlag,
    Override,
    overrides,
)
from cilium_ako.charts.release_values import helm_values
from cilium_ako.config.ako import Ako
from cilium_ako.config.cilium import Cilium
from cilium_ako.config.cluster import Cluster
from cilium_ako.config.stack import Stack, key_path

_VARIABLE: Final = "extraEnv."
_PLACES: Final = {
    "agent.imageOfAnotherMinor": ("cilium", "values", "image", "tag"),
    "bgp.announcesPods": ("cilium", "bgp", "advertise"),
    "cluster.kernelVersion": ("cluster", "kernelVersion"),
}
"""Where that is said which is neither a fact nor a Helm key."""


@dataclass(frozen=True, slots=True)
class EffectiveRelease:
    """Cilium's release of a stack, with AKO's facts beside it, as it will run."""

    cluster: Cluster
    cilium: Cilium
    ako: Ako | None
    facts: Facts
    """Facts of both releases, flags and variables read."""
    values: Mapping[str, object]
    """Cilium's Helm values, the stack's own merged in."""
    overrides: tuple[Override, ...]
    """What goes past the values."""
    not_flags: tuple[NotAFlag, ...]
    """Arguments that are not read as flags."""

    @property
    def minor(self) -> Release:
        """The minor of Cilium's chart."""
        return self.cilium.version.minor_release

    def value(self, name: str) -> Value | None:
        """A fact, or what the merged values have for a dotted Helm key.

        None where it is not there, null or unknown. A mapping is True where it holds anything, a
        list the text of its elements; `extraEnv.NAME` is True where that variable is set.
        """
        if name in BY_NAME:
            return self.facts.get(name)
        if name == "agent.imageOfAnotherMinor":
            return self._image_of_another_minor()
        if name == "bgp.announcesPods":
            return self.cilium.bgp is not None and "podCidrs" in self.cilium.bgp.advertise
        if name.startswith(_VARIABLE):
            return self._has_variable(name.removeprefix(_VARIABLE))
        raw = look_up(self.values, name)
        if raw is ABSENT or raw is None:
            return None
        if isinstance(raw, Mapping):
            return bool(raw)
        if isinstance(raw, list | tuple):
            return ",".join(map(str, raw))
        if isinstance(raw, bool | int | float):
            return raw
        text = str(raw)
        return {"true": True, "false": False}.get(text, text)

    def unknown(self, name: str) -> bool:
        """Whether a fact could not be read, so that no condition about it holds."""
        return name in BY_NAME and name not in self.facts.known and name in self.facts.unknown

    def _has_variable(self, variable: str) -> bool:
        given = self.values.get("extraEnv")
        return isinstance(given, list | tuple) and any(
            isinstance(each, Mapping) and each.get("name") == variable for each in given
        )

    def _image_of_another_minor(self) -> bool:
        tag = self.facts.get("agent.imageTag")
        if not isinstance(tag, str) or look_up(self.values, "image.override") not in (
            ABSENT,
            None,
            "",
        ):
            return False
        release = Release.parse(tag)
        return release is not None and release.minor_release != self.minor

    def override_of(self, fact: str) -> Override | None:
        """The last thing past the values that says a fact; None where nothing does."""
        options = {each.value_key.config for each in fact_keys("cilium") if each.fact.name == fact}
        if fact == "routing.tunnel":
            options.update(TUNNEL_OPTIONS)
        for override in reversed(self.overrides):
            beside = CONFIG_BESIDE.get(override.option) or VARIABLES.get(override.option)
            if beside == fact or override.option in options:
                return override
        return None

    def place(self, name: str) -> str:
        """Where a person said a fact or a Helm key, as `pulumi config --path` takes it.

        The stack's own value or flag where there is one, else the key of the config.
        """
        override = self.override_of(name)
        if override is not None:
            return key_path("cilium", "values", *override.place)
        chart = _chart(name)
        keys = [each.value_key.key for each in fact_keys(chart) if each.fact.name == name]
        if name not in BY_NAME:
            keys = [name]
        own = self.ako.values if chart == "ako" and self.ako else self.cilium.values
        for key in keys:
            if look_up(own, key) is not ABSENT:
                return key_path(chart, "values", *key.split("."))
        if name in _PLACES:
            return key_path(*_PLACES[name])
        if name.startswith(_VARIABLE):
            return key_path("cilium", "values", "extraEnv")
        definition = BY_NAME.get(name)
        if definition is not None and definition.path:
            return key_path(*definition.path.split("."))
        return key_path(chart, "values", *(keys or [name])[-1].split("."))

    def helm_key(self, name: str) -> str:
        """The Helm key of a fact in this minor; a Helm key's own name."""
        chart = _chart(name)
        return helm_key(chart, name, self.minor if chart == "cilium" else None) or name


def _chart(name: str) -> Chart:
    """The chart that a fact or a Helm key is of."""
    return "ako" if name.startswith("ako.") else "cilium"


def effective_release(stack: Stack) -> EffectiveRelease | None:
    """A stack's releases as they will run; None where its cluster or Cilium did not parse."""
    cluster, cilium = stack.cluster, stack.cilium
    if cluster is None or cilium is None:
        return None
    found = tuple(overrides(cilium.values))
    values = helm_values(stack)
    return EffectiveRelease(
        cluster=cluster,
        cilium=cilium,
        ako=stack.ako,
        facts=facts_from_stack(stack, values),
        values=values["cilium"],
        overrides=tuple(each for each in found if isinstance(each, Override)),
        not_flags=tuple(each for each in found if isinstance(each, NotAFlag)),
    )
