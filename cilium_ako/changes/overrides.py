"""What goes past the chart's own values: `extraConfig`, flags and variables, in one form.

`extraConfig` is written last into `cilium-config`; a flag of a process wins over its environment,
and that over the ConfigMap. Each names an option as `cilium-config` does, so all are read alike.
Source: pkg/option/config.go (InitConfig, the order of viper), install/kubernetes/cilium/templates/
cilium-configmap.yaml, cilium-agent/daemonset.yaml and cilium-operator/deployment.yaml.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.catalogue.cilium.flags import is_switch
from cilium_ako.config.helm_value import value_at

Said = Literal["extraConfig", "variable", "flag"]
"""How an override is said, the weaker ones first."""

_ARGUMENTS: Final = (("extraArgs",), ("operator", "extraArgs"))
_VARIABLES: Final = (("extraEnv",), ("operator", "extraEnv"))
_PREFIX: Final = "CILIUM_"

VARIABLES: Final[Mapping[str, str]] = {
    "KUBERNETES_SERVICE_HOST": "apiServer.host",
    "KUBERNETES_SERVICE_PORT": "apiServer.port",
}
"""Variables that the chart sets itself, with the fact that it sets them from.

Source: install/kubernetes/cilium/templates/cilium-agent/daemonset.yaml.
"""


TUNNEL_OPTIONS: Final = ("routing-mode", "tunnel-protocol")
"""Options that say the fact `routing.tunnel` together."""


class Override(NamedTuple):
    """One option that is said past the values."""

    place: tuple[str | int, ...]
    """Where, below `values`, as `key_path` takes it."""
    option: str
    """The option, spelled as in `cilium-config`; a variable of `VARIABLES` as it is."""
    value: object
    """What it becomes: a text, or whatever stands in `extraConfig`. A switch that is only named
    is on."""
    said: Said
    """How it is said."""


class NotAFlag(NamedTuple):
    """An argument that the process would not read as a flag, or not as it is meant."""

    place: tuple[str | int, ...]
    """Where, below `values`."""
    what: str
    """What is wrong with it, as a clause."""
    instead: tuple[str, ...]
    """How the arguments are written that are meant."""


def overrides(values: Mapping[str, object]) -> Iterator[Override | NotAFlag]:
    """Everything that is said past a release's values, the later ones winning over the earlier.

    Values of another form than the chart takes are passed over, but for arguments, which are told.
    """
    extra = values.get("extraConfig")
    if isinstance(extra, Mapping):
        for option, value in extra.items():
            yield Override(("extraConfig", option), option, value, "extraConfig")
    for steps in _VARIABLES:
        yield from _variables(steps, value_at(values, *steps))
    for steps in _ARGUMENTS:
        yield from _flags(steps, value_at(values, *steps))


def _variables(place: tuple[str, ...], given: object) -> Iterator[Override]:
    if not isinstance(given, list | tuple):
        return
    for index, each in enumerate(given):
        if not isinstance(each, Mapping):
            continue
        name, value = each.get("name"), each.get("value")
        if not isinstance(name, str) or value is None:
            continue
        if name in VARIABLES:
            yield Override((*place, index), name, value, "variable")
        elif name.startswith(_PREFIX):
            option = name.removeprefix(_PREFIX).lower().replace("_", "-")
            yield Override((*place, index), option, value, "variable")


def _flags(place: tuple[str, ...], given: object) -> Iterator[Override | NotAFlag]:
    if given is None:
        return
    if isinstance(given, str) and given.strip():
        yield NotAFlag(place, "is a text and no list", tuple(given.split()))
        return
    if not isinstance(given, list | tuple):
        return
    index = 0
    while index < len(given):
        here: tuple[str | int, ...] = (*place, index)
        argument = given[index]
        index += 1
        if not isinstance(argument, str) or not argument.startswith("-"):
            if argument is not None:
                yield NotAFlag(here, "is no flag", ())
            continue
        name, equals, value = argument.lstrip("-").partition("=")
        if any(letter.isspace() for letter in name):
            yield NotAFlag(here, "is one argument with a blank in its name", _split(argument))
            continue
        if equals:
            if " --" in value:
                yield NotAFlag(here, "holds several flags in one argument", _split(argument))
            else:
                yield Override(here, name, value, "flag")
            continue
        following = given[index] if index < len(given) else None
        if isinstance(following, str) and not following.startswith("-"):
            index += 1
            if is_switch(name):
                yield NotAFlag(
                    here,
                    f"switches {name} on whatever follows it",
                    (f"--{name}={following}",),
                )
            else:
                yield Override(here, name, following, "flag")
        else:
            yield Override(here, name, "true", "flag")


def _split(argument: str) -> tuple[str, ...]:
    """The flags that one argument holds: `--a=1 --b 2` is `--a=1` and `--b=2`."""
    found: list[str] = []
    for word in argument.split():
        if word.startswith("-") or not found:
            found.append(word)
        elif "=" in found[-1]:
            found[-1] += f" {word}"
        else:
            found[-1] += f"={word}"
    return tuple(found)
