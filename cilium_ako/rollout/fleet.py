"""A fleet: `fleet.yaml` with every stack file beside it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cilium_ako.catalogue.pulumi.operator import LONGEST_NAME
from cilium_ako.config.stack import RawConfig, SecretKey, Stack, parse
from cilium_ako.config.stack_files import StackFile, all_stacks, find_project, read
from cilium_ako.documents.error import DocumentError
from cilium_ako.rollout.fault import Fault, FleetError
from cilium_ako.rollout.fleet_file import FILE, FleetFile, read_fleet_file
from cilium_ako.rules.secrets import missing_secrets
from cilium_ako.shell import quoted

TWIN: Final = "-next"
"""What the name of a preview twin ends with."""
_NOT_IN_NAMES: Final = re.compile(r"[^a-z0-9-]+")


@dataclass(frozen=True, slots=True)
class FleetStack:
    """A stack of a fleet."""

    name: str
    file: StackFile
    raw: RawConfig
    stack: Stack
    wave: int
    mesh: str
    """The mesh that it is in; empty for none."""
    region: str
    """Its region; empty where its config says none."""

    @property
    def object_name(self) -> str:
        """The name of its object on the hub."""
        return object_name(self.name)

    def namespace(self, fleet: FleetFile) -> str:
        """The hub's namespace that it is in: that of its mesh, of its region, or of the fleet."""
        own = dns_label(self.mesh or self.region)
        return f"{fleet.namespace}-{own}"[:63].rstrip("-") if own else fleet.namespace


@dataclass(frozen=True, slots=True)
class Fleet:
    """What `fleet.yaml` says, and every stack of it by name."""

    project: Path
    file: FleetFile
    stacks: tuple[FleetStack, ...]

    def wave(self, number: int) -> tuple[FleetStack, ...]:
        """The stacks of a wave."""
        return tuple(each for each in self.stacks if each.wave == number)


def object_name(stack: str) -> str:
    """A stack's name as the name of an object: lower case, digits and inner `-`.

    >>> object_name("Prod_EU.1")
    'prod-eu-1'
    """
    return dns_label(stack)


def dns_label(text: str) -> str:
    """A text as a part of an object's name."""
    return _NOT_IN_NAMES.sub("-", text.lower()).strip("-")


def needed_secrets(stack: Stack) -> tuple[SecretKey, ...]:
    """The secrets that a stack's object has to name, in their order.

    They are those that its file sets, those that its config asks for, and the kubeconfig: without
    one a workspace would install into the cluster that it runs in.
    """
    wanted = {SecretKey.KUBECONFIG, *stack.secrets, *missing_secrets(stack)}
    return tuple(key for key in SecretKey if key in wanted)


def read_fleet(directory: Path) -> Fleet:
    """The fleet of the project at or above a directory.

    Raises FleetError with every fault of `fleet.yaml` and of the stack files.
    """
    project = find_project(directory)
    if project is None:
        fix = "run this in the project's directory"
        raise FleetError(
            [Fault("fleet-file-unreadable", FILE, "", "there is no Pulumi.yaml here", fix)]
        )
    faults: list[Fault] = []
    file: FleetFile | None = None
    try:
        file = read_fleet_file(project)
    except FleetError as error:
        faults += error.faults
    files = _stack_files(project)
    faults += _name_faults(files)
    read_ = [_read(each, faults) for each in files]
    if file is not None:
        faults += _wave_faults(file, [each.name for each in files])
        if not file.is_cloud:
            faults += _environment_faults(each for each in read_ if each is not None)
    if faults or file is None:
        raise FleetError(faults)
    return Fleet(project, file, tuple(_stacks(file, read_)))


def _stack_files(project: Path) -> list[StackFile]:
    """Every stack file, under either ending; the engine reads both."""
    others = [
        StackFile(path.name[len("Pulumi.") : -len(".yml")], path, project)
        for path in sorted(project.glob("Pulumi.*.yml"))
    ]
    return sorted([*all_stacks(project), *others], key=lambda each: (each.name, each.path.name))


def _name_faults(files: Iterable[StackFile]) -> Iterator[Fault]:
    by_object: defaultdict[str, list[StackFile]] = defaultdict(list)
    for each in files:
        by_object[object_name(each.name)].append(each)
    for name, together in by_object.items():
        own = together[0].name
        shown = ", ".join(each.path.name for each in together)
        if len({each.name for each in together}) < len(together):
            yield Fault("stack-name-twice", own, "", f"{shown} are files of one stack")
        elif len(together) > 1:
            what = f"{shown} would both be the object {name}"
            yield Fault("object-name-twice", own, "metadata.name", what)
        longest = LONGEST_NAME - len(TWIN)
        if not 0 < len(name) <= longest:
            what = f"the object's name {name} has {len(name)} characters, and {longest} fit"
            yield Fault("object-name-too-long", own, "metadata.name", what)


def _read(file: StackFile, faults: list[Fault]) -> tuple[StackFile, RawConfig, Stack] | None:
    try:
        raw = read(file)
    except DocumentError as error:
        what = f"{file.path.name} {error.message}"
        faults.append(Fault("stack-file-unreadable", file.name, "", what, error.fix))
        return None
    stack, errors = parse(file.name, raw, offline=True)
    fix = f"cilium-ako check {quoted(file.name)}"
    for each in errors:
        rule = "clear-secret" if each.kind == "clear-secret" else "stack-file-unfit"
        own_fix = (
            f"pulumi config set --secret {quoted(each.path)}" if rule == "clear-secret" else fix
        )
        faults.append(Fault(rule, file.name, each.path, each.message, own_fix))
    return file, raw, stack


def _wave_faults(fleet: FleetFile, names: list[str]) -> Iterator[Fault]:
    known = set(names)
    counted = Counter(name for wave in fleet.waves for name in wave)
    for at, wave in enumerate(fleet.waves):
        for place, name in enumerate(wave):
            if name not in known:
                what = f"there is no stack file of {name[:80]}"
                yield Fault("wave-of-nobody", FILE, f"waves[{at}][{place}]", what)
    for name in sorted(known):
        if counted[name] > 1:
            what = f"it is in `waves` {counted[name]} times"
            yield Fault("stack-in-two-waves", name, "waves", what)
        elif not counted[name]:
            yield Fault("stack-in-no-wave", name, "waves", "it is in no wave")


def _environment_faults(
    stacks: Iterable[tuple[StackFile, RawConfig, Stack]],
) -> Iterator[Fault]:
    for file, raw, _ in stacks:
        if raw.unseen:
            what = f"it takes config from {', '.join(raw.unseen)}"
            yield Fault("environment-without-cloud", file.name, "environment", what)


def _stacks(
    fleet: FleetFile, found: Iterable[tuple[StackFile, RawConfig, Stack] | None]
) -> Iterator[FleetStack]:
    waves = {name: at for at, names in enumerate(fleet.waves) for name in names}
    for each in found:
        if each is not None:
            file, raw, stack = each
            region = stack.cluster.region if stack.cluster is not None else ""
            mesh = stack.mesh.name if stack.mesh is not None else ""
            yield FleetStack(file.name, file, raw, stack, waves[file.name], mesh, region)
