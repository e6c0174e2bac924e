"""Facts from a release's Helm values, of any chart whose defaults are known.

The tables that write values are read upwards here, with each chart's defaults below, so that a
release which somebody else made, with older spellings and half of it left out, says the same as
one of ours. Sources: values.yaml and templates/cilium-configmap.yaml, 1.13.18 to 1.20.0;
AKO:helm/ako/values.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS, may_hold_secret
from cilium_ako.catalogue.cilium import features
from cilium_ako.catalogue.cilium.value_keys import CONFIG_BESIDE
from cilium_ako.catalogue.facts import OTHER_AKO, OTHER_CILIUM, Value
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.combined_values import ABSENT, combined_facts, look_up
from cilium_ako.changes.drop_inapplicable import drop_inapplicable, drop_inapplicable_of_ako
from cilium_ako.changes.fact_keys import (
    FactKey,
    by_option,
    config_keys,
    defaults,
    fact_keys_of,
    helm_keys,
)
from cilium_ako.changes.facts import ALL_OF_AKO, ALL_OF_CILIUM, Facts, Hidden
from cilium_ako.changes.known_versions import VERSION_UNKNOWN, minor_of, why_version_unknown
from cilium_ako.changes.normalize import HiddenValueError, normalize, plain_text
from cilium_ako.changes.overrides import TUNNEL_OPTIONS, VARIABLES, NotAFlag, overrides

_NEVER_READ: Final = (AKO_CREDENTIALS,)
"""AKO's credentials, which `ako.credentials` stands for."""


def facts_from_values(
    chart: Chart, values: Mapping[str, object] | Hidden, version: str, release: str
) -> Facts:
    """The facts of a release: its Helm values, the chart's version, and `namespace/name`.

    A value that is Hidden makes the facts that it says unknown, and so does an unknown version
    all of them. Nothing is raised.
    """
    installed: dict[str, Value] = {f"{chart}.installed": True, f"{chart}.release": release}
    everything = ALL_OF_CILIUM if chart == "cilium" else ALL_OF_AKO
    minor = minor_of(version)
    if minor is None:
        unknown = dict.fromkeys((f"{chart}.version", everything), VERSION_UNKNOWN)
        return Facts(installed, unknown)
    installed[f"{chart}.version"] = version.removeprefix("v")
    reason = why_version_unknown(chart, version)
    if reason is not None:
        return Facts(installed, {everything: reason})
    if isinstance(values, Hidden):
        return Facts(installed, {everything: values.reason})
    known, unknown = _read(chart, values, minor)
    if chart == "cilium":
        combined_facts(values, minor, known, unknown)
        _read_overrides(values, minor, known, unknown)
        drop_inapplicable(known, unknown, minor)
    else:
        drop_inapplicable_of_ako(known)
    for key, value in _others(chart, values):
        try:
            known[key] = normalize("json", value) or ""
        except HiddenValueError as hidden:
            unknown[key] = hidden.reason
    return Facts({**known, **installed}, unknown)


def _read(
    chart: Chart, values: Mapping[str, object], minor: Release
) -> tuple[dict[str, Value], dict[str, str]]:
    """What the values say, with the defaults of the minor below; and what is unknown, with why."""
    known: dict[str, Value] = {}
    unknown: dict[str, str] = {}
    for each in fact_keys_of(chart, minor):
        name = each.fact.name
        if name in known or name in unknown:
            continue
        try:
            value = _one(each, values)
        except HiddenValueError as hidden:
            unknown[name] = hidden.reason
            continue
        unset = value == () and features.EMPTY_POOL_LIST_IS_UNSET.is_in(minor)
        if value is not None and not unset:
            known[name] = value
    compatibility = known.get("upgradeCompatibility")
    below = minor_of(f"{compatibility}.0") or minor_of(str(compatibility))
    for name, value in defaults(chart, minor, below).items():
        if name not in unknown:
            known.setdefault(name, value)
    return known, unknown


def _read_overrides(
    values: Mapping[str, object],
    minor: Release,
    known: dict[str, Value],
    unknown: dict[str, str],
) -> None:
    """`extraConfig`, variables and flags win over what the chart writes, in this order."""
    spellings = by_option("cilium", minor)
    for override in overrides(values):
        if isinstance(override, NotAFlag):
            continue
        option = override.option
        if option in CONFIG_BESIDE:
            # the chart makes it of several facts: what it means on its own is not known
            fact = CONFIG_BESIDE[option]
            unknown[fact] = f"{option} is said past the values, by {override.said}"
            known.pop(fact, None)
            continue
        spelled = spellings.get(option)
        try:
            if option in TUNNEL_OPTIONS:
                fact = "routing.tunnel"
                said = _tunnel_said(option, plain_text(override.value), known.get(fact))
            elif option in VARIABLES:
                fact = VARIABLES[option]
                said = normalize("text", override.value)
            elif spelled is not None:
                fact = spelled.fact.name
                said = normalize(spelled.fact.kind, override.value)
            else:
                continue
        except HiddenValueError as hidden:
            unknown[fact] = hidden.reason
            known.pop(fact, None)
            continue
        if said is not None:
            known[fact] = said
            unknown.pop(fact, None)


def _tunnel_said(option: str, value: str, known: Value | None) -> Value | None:
    """The fact `routing.tunnel` after one of the two options that say it together."""
    routed = known == "disabled"
    if option == "tunnel-protocol":
        return "disabled" if routed else value
    if value != "tunnel":
        return "disabled" if value == "native" else value
    return "vxlan" if routed or known is None else known


def _one(fact_key: FactKey, values: Mapping[str, object]) -> Value | None:
    raw = look_up(values, fact_key.value_key.key)
    if raw is ABSENT:
        return None
    if fact_key.meaning is not None:
        if isinstance(raw, Hidden):
            raise HiddenValueError(raw.reason)
        if isinstance(raw, bool | str) and raw in fact_key.meaning:
            raw = fact_key.meaning[raw]
        elif fact_key.fact.name == "datapathMode":
            return None
    return normalize(fact_key.fact.kind, raw)


def _others(chart: Chart, values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Every key that is set and that no row spells, by the name of its fact, with its value."""
    beginning = OTHER_CILIUM if chart == "cilium" else OTHER_AKO
    spelled = helm_keys(chart)
    in_config = config_keys(chart)

    def walk(inner: Mapping[str, object], path: str) -> Iterator[tuple[str, object]]:
        for key, value in inner.items():
            at = f"{path}.{key}" if path else str(key)
            if at in spelled or at in _NEVER_READ:
                continue
            if path == "extraConfig" and key in in_config:
                continue
            if isinstance(value, Mapping) and value:
                yield from walk(value, at)
            elif value not in (None, "", []) and may_hold_secret(chart, at):
                yield beginning + at, Hidden("it may hold a secret, and is not read")
            elif value is not None and value != {}:
                yield beginning + at, value

    yield from walk(values, "")
