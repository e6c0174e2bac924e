"""What the API server lets through in Stack objects, and the operator then does wrong.

Each check is a function over one Stack, or over all of them, which yields what it found; the rows
in `catalogue.pulumi.fleet_faults` say why it matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from cilium_ako.catalogue.pulumi.operator import (
    CLOUD_SCHEMES,
    DIY_ORGANIZATION,
    LONGEST_NAME,
    NO_EFFECT,
    SECURITY_PROFILES,
    SHORTEST_RESYNC,
)
from cilium_ako.config.stack import PROJECT, SecretKey, key_path
from cilium_ako.config.stack_files import full_key
from cilium_ako.doctor.json_access import int_at, list_at, object_at, objects_at, string_at
from cilium_ako.documents.go_duration import is_go_duration
from cilium_ako.rollout.fault import Fault
from cilium_ako.rollout.fleet_file import COMMIT, IMAGE

_SECRETS: Final = frozenset(map(key_path, SecretKey))
_KUBECONFIG: Final = key_path(SecretKey.KUBECONFIG)


class StackObject(NamedTuple):
    """A Stack, and the file that it is in."""

    file: str
    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Its name on the hub."""
        return string_at(self.document, "metadata", "name")

    @property
    def namespace(self) -> str:
        """Its namespace on the hub."""
        return string_at(self.document, "metadata", "namespace")

    @property
    def spec(self) -> Mapping[str, Any]:
        """What it asks for."""
        return object_at(self.document, "spec")

    @property
    def called(self) -> str:
        """How a message names it."""
        return f"{self.file} {self.name}" if self.name else self.file


Found: TypeAlias = tuple[str, str, str]
"""A row's id, the key where it is, and what was found there."""


def object_faults(stacks: Sequence[StackObject]) -> Iterator[Fault]:
    """Everything that is wrong with Stacks, each alone and with the others, in their order."""
    together: defaultdict[int, list[Found]] = defaultdict(list)
    for check in _TOGETHER:
        for at, found in check(stacks):
            together[at].append(found)
    for at, stack in enumerate(stacks):
        alone = (found for each in _ALONE for found in each(stack))
        for rule, key, what in (*alone, *together[at]):
            yield Fault(rule, stack.called, key, what)


def _name(stack: StackObject) -> Iterator[Found]:
    if len(stack.name) > LONGEST_NAME:
        what = f"the name has {len(stack.name)} characters, and {LONGEST_NAME} fit"
        yield "object-name-too-long", "metadata.name", what


def _stack(stack: StackObject) -> Iterator[Found]:
    parts = string_at(stack.spec, "stack").split("/")
    backend = string_at(stack.spec, "backend")
    is_diy = bool(backend) and backend.partition("://")[0] not in CLOUD_SCHEMES
    if len(parts) != 3 or parts[1] != PROJECT or not all(parts):
        yield "stack-form", "spec.stack", "it does not name a stack of this project in full"
    elif is_diy and parts[0] != DIY_ORGANIZATION:
        what = f"at a backend of one's own the organization is `{DIY_ORGANIZATION}`, literally"
        yield "stack-form", "spec.stack", what


def _source(stack: StackObject) -> Iterator[Found]:
    spec = stack.spec
    sources = [each for each in ("projectRepo", "fluxSource", "programRef") if spec.get(each)]
    if object_at(spec, "workspaceTemplate", "spec", "local"):
        sources.append("workspaceTemplate.spec.local")
    if not sources:
        yield "source-missing", "spec", "it names no source"
    if len(sources) > 1:
        yield "source-twice", f"spec.{sources[1]}", f"it stands beside {sources[0]}"
    if "branch" in spec:
        yield "branch", "spec.branch", "it follows a branch"
    commit = spec.get("commit")
    if commit is not None and not (isinstance(commit, str) and COMMIT.fullmatch(commit)):
        yield "commit-form", "spec.commit", "it is no whole hash of a commit"
    if spec.get("projectRepo") and commit is None and "branch" not in spec:
        yield "commit-form", "spec.commit", "a repository stands without a commit"
    image = string_at(spec, "workspaceTemplate", "spec", "image")
    if image and IMAGE.fullmatch(image) is None:
        yield "image-form", "spec.workspaceTemplate.spec.image", "it is no image by its digest"


def _config(stack: StackObject) -> Iterator[Found]:
    config = stack.spec.get("config")
    if config is not None and not isinstance(config, Mapping):
        yield "config-form", "spec.config", "it is not a mapping"
        return
    for key, value in (config or {}).items():
        if full_key(str(key)) in _SECRETS and value not in (None, ""):
            yield "clear-secret", f'spec.config["{key}"]', "a secret stands here in clear text"


def _secrets(stack: StackObject) -> Iterator[Found]:
    for key in object_at(stack.spec, "secrets"):
        yield "clear-secret", f'spec.secrets["{key}"]', "a secret stands here in clear text"
    for key in object_at(stack.spec, "configRef"):
        if full_key(str(key)) in _SECRETS:
            what = "a secret comes from a ConfigMap"
            yield "clear-secret", f'spec.configRef["{key}"]', what
    for holder in ("secretsRef", "envRefs"):
        for key, reference in object_at(stack.spec, holder).items():
            yield from _reference(reference, f'spec.{holder}["{key}"]', stack.namespace, holder)


def _reference(given: object, path: str, namespace: str, holder: str) -> Iterator[Found]:
    kind = string_at(given, "type")
    if kind == "Literal":
        if holder == "secretsRef":
            yield "clear-secret", path, "a secret stands here in clear text"
    elif kind != "Secret" or not object_at(given, "secret"):
        yield "secret-kind", path, f"it is of the type {kind[:40] or 'of nothing'}"
    other = string_at(given, "secret", "namespace")
    if other and other != namespace:
        what = f"it names the namespace {other[:63]}, and the Stack is in {namespace[:63]}"
        yield "foreign-namespace", f"{path}.secret.namespace", what


def _kubeconfig(stack: StackObject) -> Iterator[Found]:
    keys = {full_key(str(key)) for key in object_at(stack.spec, "secretsRef")}
    if _KUBECONFIG not in keys and not object_at(stack.spec, "secrets"):
        path = f'spec.secretsRef["{_KUBECONFIG}"]'
        yield "kubeconfig-missing", path, "it names no kubeconfig"


def _durations(stack: StackObject) -> Iterator[Found]:
    for at, each in enumerate(objects_at(stack.spec, "prerequisites")):
        text = object_at(each, "requirement").get("succeededWithinDuration")
        if text is not None and not (isinstance(text, str) and is_go_duration(text)):
            path = f"spec.prerequisites[{at}].requirement.succeededWithinDuration"
            yield "duration-form", path, f"{str(text)[:40]} is no duration"
    for key in ("ttlAfterCompleted",):
        text = object_at(stack.spec, "updateTemplate", "spec").get(key)
        if text is not None and not (isinstance(text, str) and is_go_duration(text)):
            path = f"spec.updateTemplate.spec.{key}"
            yield "duration-form", path, f"{str(text)[:40]} is no duration"


def _lifecycle(stack: StackObject) -> Iterator[Found]:
    spec = stack.spec
    if "resyncFrequencySeconds" in spec and (
        int_at(spec, "resyncFrequencySeconds") < SHORTEST_RESYNC
    ):
        what = f"it is below {SHORTEST_RESYNC} seconds"
        yield "resync-form", "spec.resyncFrequencySeconds", what
    profile = object_at(spec, "workspaceTemplate", "spec").get("securityProfile")
    if profile is not None and profile not in SECURITY_PROFILES:
        path = "spec.workspaceTemplate.spec.securityProfile"
        yield "profile-form", path, f"it is none of {' and '.join(SECURITY_PROFILES)}"
    if spec.get("destroyOnFinalize") is True and spec.get("preview") is not True:
        yield "destroyed-with-object", "spec.destroyOnFinalize", "it is true"
    if spec.get("workspaceReclaimPolicy") != "Delete":
        yield "workspace-kept", "spec.workspaceReclaimPolicy", "it is not Delete"
    if not string_at(spec, "serviceAccountName"):
        yield "account-missing", "spec.serviceAccountName", "it names no account"
    for key in NO_EFFECT:
        if key in spec:
            yield "no-effect", f"spec.{key}", "it has no effect"


_ALONE: Final[tuple[Callable[[StackObject], Iterator[Found]], ...]] = (
    _name,
    _stack,
    _source,
    _config,
    _secrets,
    _kubeconfig,
    _durations,
    _lifecycle,
)


def _prerequisites(stacks: Sequence[StackObject]) -> Iterator[tuple[int, Found]]:
    places = {(each.namespace, each.name): at for at, each in enumerate(stacks)}
    asked: dict[int, list[tuple[int, str]]] = {}
    for at, stack in enumerate(stacks):
        asked[at] = []
        for number, each in enumerate(list_at(stack.spec, "prerequisites")):
            name, path = string_at(each, "name"), f"spec.prerequisites[{number}]"
            other = places.get((stack.namespace, name))
            if name == stack.name:
                yield at, ("prerequisite-self", path, "it waits for itself")
            elif other is None:
                what = f"there is no Stack {name[:63]} in {stack.namespace[:63]}"
                yield at, ("prerequisite-of-nobody", path, what)
            else:
                asked[at].append((other, path))
    rounds = _on_circles({at: [other for other, _ in each] for at, each in asked.items()})
    for at, others in asked.items():
        for other, path in others:
            if rounds.get(at) is not None and rounds[at] == rounds.get(other):
                what = f"it waits for {stacks[other].name}, which waits for it in the end"
                yield at, ("prerequisite-circle", path, what)


def _on_circles(after: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """The members of each circle of a graph, with the circle's number.

    Tarjan's way, without recursion: a chain of hundreds is no circle.
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    open_: list[int] = []
    is_open: set[int] = set()
    found: dict[int, int] = {}
    for start in after:
        if start in order:
            continue
        work = [(start, iter(after[start]))]
        order[start] = low[start] = len(order)
        open_.append(start)
        is_open.add(start)
        while work:
            node, children = work[-1]
            child = next(children, None)
            if child is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    members = open_[open_.index(node) :]
                    del open_[open_.index(node) :]
                    is_open.difference_update(members)
                    if len(members) > 1:
                        found |= dict.fromkeys(members, order[node])
            elif child not in order:
                order[child] = low[child] = len(order)
                open_.append(child)
                is_open.add(child)
                work.append((child, iter(after[child])))
            elif child in is_open:
                low[node] = min(low[node], order[child])
    return found


def _twice(stacks: Sequence[StackObject]) -> Iterator[tuple[int, Found]]:
    def state(stack: StackObject) -> tuple[str, ...] | None:
        if stack.spec.get("preview") is True:
            return None
        return string_at(stack.spec, "backend"), string_at(stack.spec, "stack")

    for at, others in _alike(stacks, state):
        what = f"{others} writes the same stack of the same backend"
        yield at, ("stack-object-twice", "spec.stack", what)


def _kubeconfigs(stacks: Sequence[StackObject]) -> Iterator[tuple[int, Found]]:
    def place(stack: StackObject) -> tuple[str, ...] | None:
        if stack.spec.get("preview") is True:
            return None
        for key, given in object_at(stack.spec, "secretsRef").items():
            if full_key(str(key)) == _KUBECONFIG and object_at(given, "secret"):
                secret = object_at(given, "secret")
                return stack.namespace, string_at(secret, "name"), string_at(secret, "key")
        return None

    for at, others in _alike(stacks, place):
        path = f'spec.secretsRef["{_KUBECONFIG}"]'
        yield at, ("kubeconfig-shared", path, f"{others} has the same one")


def _alike(
    stacks: Sequence[StackObject], key: Callable[[StackObject], tuple[str, ...] | None]
) -> Iterator[tuple[int, str]]:
    """Each Stack whose key others have as well, with what to call the first of those."""
    known: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, stack in enumerate(stacks):
        own = key(stack)
        if own is not None:
            known[own].append(at)
    for together in known.values():
        for at in together:
            others = [each for each in together if each != at]
            if others:
                more = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
                yield at, f"{stacks[others[0]].called}{more}"


_TOGETHER: Final[tuple[Callable[[Sequence[StackObject]], Iterable[tuple[int, Found]]], ...]] = (
    _prerequisites,
    _twice,
    _kubeconfigs,
)
