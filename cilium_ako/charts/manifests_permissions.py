"""What rendered objects may do that others may not: what a reviewer looks for first.

RBAC rules, host namespaces and paths, privileges, capabilities, and the images that run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from cilium_ako.charts.manifests import Manifest

Kind = Literal["rbac", "binding", "host", "privilege", "capability", "image"]
"""What a permission is about."""

_HOST_NAMESPACES: Final = ("hostNetwork", "hostPID", "hostIPC")
_TITLES: Final[Mapping[Kind, str]] = {
    "rbac": "API permissions",
    "binding": "who has them",
    "host": "host namespaces and paths",
    "privilege": "privileges",
    "capability": "capabilities",
    "image": "images",
}


class Permission(NamedTuple):
    """One thing that one object may do."""

    kind: Kind
    """What it is about."""
    where: str
    """The object: `ClusterRole/cilium-operator`."""
    what: str
    """What the object may do, or has: `delete ciliumnodes in cilium.io`, `hostNetwork`."""


class PermissionChange(NamedTuple):
    """A permission that is given or taken."""

    permission: Permission
    """Which one."""
    given: bool
    """Whether it is given; else it is taken."""


def title(kind: Kind) -> str:
    """What a kind is called in a report."""
    return _TITLES[kind]


def permission_changes(
    old: Iterable[Manifest], new: Iterable[Manifest]
) -> tuple[PermissionChange, ...]:
    """What the new objects may do and the old might not, then what they may no longer."""
    before, after = set(_all(old)), set(_all(new))
    given = _joined(after - before)
    taken = _joined(before - after)
    return (
        *(PermissionChange(each, True) for each in given),  # noqa: FBT003 - its only flag
        *(PermissionChange(each, False) for each in taken),  # noqa: FBT003 - its only flag
    )


class _Atom(NamedTuple):
    kind: Kind
    where: str
    what: str
    verb: str = ""
    """For a rule of RBAC."""
    name: str = ""
    """The one resource that a rule of RBAC is about, where it says one."""


def _joined(atoms: Iterable[_Atom]) -> list[Permission]:
    """One line for each object and resource, its verbs together, and its resources' names."""
    names: dict[tuple[Kind, str, str, str], list[str]] = {}
    for each in sorted(atoms):
        names.setdefault((each.kind, each.where, each.what, each.verb), []).append(each.name)
    verbs: dict[tuple[Kind, str, str], list[str]] = {}
    for (kind, where, what, verb), of in names.items():
        only = f", only {', '.join(of)}" if of[0] else ""
        verbs.setdefault((kind, where, what + only), []).append(verb)
    order = list(_TITLES)
    return [
        Permission(kind, where, f"{', '.join(words)} {what}" if words[0] else what)
        for (kind, where, what), words in sorted(
            verbs.items(), key=lambda item: (order.index(item[0][0]), item[0])
        )
    ]


def _all(objects: Iterable[Manifest]) -> Iterator[_Atom]:
    for each in objects:
        content, where = each.content, str(each.key)
        if each.key.kind in ("Role", "ClusterRole"):
            for rule in _mappings(content.get("rules")):
                yield from _rule(rule, where)
        elif each.key.kind in ("RoleBinding", "ClusterRoleBinding"):
            role = content.get("roleRef")
            named = role if isinstance(role, Mapping) else {}
            for subject in _mappings(content.get("subjects")):
                who = "/".join(
                    str(subject[part]) for part in ("kind", "namespace", "name") if part in subject
                )
                bound = f"{named.get('kind')}/{named.get('name')}"
                yield _Atom("binding", where, f"{bound} for {who}")
        else:
            for pod in _pods(content):
                yield from _pod(pod, where)


def _rule(rule: Mapping[str, object], where: str) -> Iterator[_Atom]:
    names = _words(rule.get("resourceNames")) or [""]
    for verb in _words(rule.get("verbs")):
        for url in _words(rule.get("nonResourceURLs")):
            yield _Atom("rbac", where, url, verb)
        for group in _words(rule.get("apiGroups")):
            for resource in _words(rule.get("resources")):
                of = f" in {group}" if group else ""
                for name in names:
                    yield _Atom("rbac", where, f"{resource}{of}", verb, name)


def _pods(content: object) -> Iterator[Mapping[str, object]]:
    """Every pod's spec in an object, whatever kind of workload holds it."""
    if isinstance(content, Mapping):
        if isinstance(content.get("containers"), list):
            yield content
        else:
            for inner in content.values():
                yield from _pods(inner)


def _pod(pod: Mapping[str, object], where: str) -> Iterator[_Atom]:
    for name in _HOST_NAMESPACES:
        if pod.get(name) is True:
            yield _Atom("host", where, name)
    for volume in _mappings(pod.get("volumes")):
        path = volume.get("hostPath")
        if isinstance(path, Mapping):
            yield _Atom("host", where, f"hostPath {path.get('path')}")
    for part in ("initContainers", "containers", "ephemeralContainers"):
        for container in _mappings(pod.get(part)):
            yield from _container(container, where)


def _container(container: Mapping[str, object], where: str) -> Iterator[_Atom]:
    at = f"{where}[{container.get('name')}]"
    if container.get("image"):
        yield _Atom("image", where, str(container["image"]))
    context = container.get("securityContext")
    if not isinstance(context, Mapping):
        return
    for name in ("privileged", "allowPrivilegeEscalation"):
        if context.get(name) is True:
            yield _Atom("privilege", at, name)
    capabilities = context.get("capabilities")
    if isinstance(capabilities, Mapping):
        for name in _words(capabilities.get("add")):
            yield _Atom("capability", at, name)


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, Mapping))


def _words(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
