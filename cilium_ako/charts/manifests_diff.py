"""Which objects a change adds, removes and alters, and at which paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from cilium_ako.charts.manifests import Key, Manifest
from cilium_ako.charts.manifests_noise import dropped

ABSENT: Final = None
"""Stands for a value that is not there."""


class PathChange(NamedTuple):
    """One place in an object."""

    path: str
    """Dotted; an entry of a list of named things by its name: `containers[cilium-agent].image`."""
    old: object
    """None where there was nothing."""
    new: object
    """None where there is nothing any more."""


class ObjectChange(NamedTuple):
    """One object that differs."""

    key: Key
    """Which object."""
    change: Literal["added", "removed", "changed"]
    """What happens to it."""
    old: Mapping[str, object] | None
    """Its content before; None where it is added."""
    new: Mapping[str, object] | None
    """Its content after; None where it is removed."""
    paths: tuple[PathChange, ...]
    """Where it changed; empty for an object that was added or removed."""


class ManifestsDiff(NamedTuple):
    """All that differs between two renderings."""

    objects: tuple[ObjectChange, ...]
    """Every object that differs, by key."""
    noise: Mapping[str, int]
    """How many differences were left out, by kind."""


def compare(old: Iterable[Manifest], new: Iterable[Manifest]) -> ManifestsDiff:
    """The difference between two renderings, objects by key; their order does not matter."""
    before = {each.key: each for each in old}
    after = {each.key: each for each in new}
    noise: dict[str, int] = {}
    objects = []
    for key in sorted({*before, *after}):
        one, two = before.get(key), after.get(key)
        if one is not None and two is not None:
            for kind, count in dropped(one.noise, two.noise).items():
                noise[kind] = noise.get(kind, 0) + count
            paths = tuple(path_changes(one.content, two.content))
            if paths:
                objects.append(ObjectChange(key, "changed", one.content, two.content, paths))
        elif two is not None:
            objects.append(ObjectChange(key, "added", None, two.content, ()))
        elif one is not None:
            objects.append(ObjectChange(key, "removed", one.content, None, ()))
    return ManifestsDiff(tuple(objects), noise)


def path_changes(old: object, new: object, path: str = "") -> Iterator[PathChange]:
    """Every leaf that differs. The order of keys, and of RBAC rules and their words, is nothing."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in sorted({*old, *new}, key=str):
            at = f"{path}.{key}" if path else str(key)
            if key not in old:
                yield PathChange(at, ABSENT, new[key])
            elif key not in new:
                yield PathChange(at, old[key], ABSENT)
            else:
                yield from path_changes(old[key], new[key], at)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(old, new, path)
    elif old != new or type(old) is not type(new):
        yield PathChange(path, old, new)


def _list_changes(old: list[object], new: list[object], path: str) -> Iterator[PathChange]:
    if path == "rules":
        yield from _rule_changes(old, new)
        return
    named_old, named_new = _named(old), _named(new)
    if named_old is not None and named_new is not None:
        for name in (*named_old, *(name for name in named_new if name not in named_old)):
            at = f"{path}[{name}]"
            if name not in named_old:
                yield PathChange(at, ABSENT, named_new[name])
            elif name not in named_new:
                yield PathChange(at, named_old[name], ABSENT)
            else:
                yield from path_changes(named_old[name], named_new[name], at)
        return
    if all(not isinstance(each, Mapping | list) for each in (*old, *new)):
        if old != new:
            yield PathChange(path, old, new)
        return
    for index in range(max(len(old), len(new))):
        at = f"{path}[{index}]"
        if index >= len(old):
            yield PathChange(at, ABSENT, new[index])
        elif index >= len(new):
            yield PathChange(at, old[index], ABSENT)
        else:
            yield from path_changes(old[index], new[index], at)


def _rule_changes(old: list[object], new: list[object]) -> Iterator[PathChange]:
    """RBAC rules that are gone and that are new: neither they nor their words have an order."""
    before, after = ({_rule(each): each for each in rules} for rules in (old, new))
    yield from (PathChange("rules[]", before[each], ABSENT) for each in before if each not in after)
    yield from (PathChange("rules[]", ABSENT, after[each]) for each in after if each not in before)


def _rule(rule: object) -> str:
    if not isinstance(rule, Mapping):
        return repr(rule)
    words = {
        key: sorted(map(str, value)) if isinstance(value, list) else value
        for key, value in rule.items()
    }
    return repr(sorted(words.items()))


def _named(entries: Sequence[object]) -> dict[str, object] | None:
    """The entries by their name, where each has one and no two have the same."""
    named: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, Mapping):
            return None
        name = entry.get("name")
        if isinstance(entry.get("mountPath"), str):
            name = entry["mountPath"]  # one volume may be mounted twice
        if not isinstance(name, str) or name in named:
            return None
        named[name] = entry
    return named
