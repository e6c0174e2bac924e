"""One wave moved to a version: the files of its stacks, after everything that stands against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cilium_ako.catalogue.cilium.cluster_mesh import MOST_MINORS_APART, minors_apart
from cilium_ako.catalogue.release import Release
from cilium_ako.changes.classification import classify
from cilium_ako.changes.from_stack import facts_from_stack
from cilium_ako.changes.messages import acknowledge_lines, unknown_text
from cilium_ako.changes.verdict import ClassifiedChange, UnknownChange, Verdict
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_objects import config_of
from cilium_ako.documents.error import DocumentError
from cilium_ako.message import Message
from cilium_ako.rollout.fleet import TWIN, Fleet, FleetStack
from cilium_ako.rollout.fleet_file import FILE, Source
from cilium_ako.rollout.folder import read_folder, write_files
from cilium_ako.rollout.hub import Hub, HubStack
from cilium_ako.rollout.render import Rendered, at_version, promoted_to, running_spec, stack_spec
from cilium_ako.rollout.status import short
from cilium_ako.shell import quoted


class Promotion(NamedTuple):
    """What became of a promotion."""

    refused: tuple[Message, ...]
    """Everything that stands against it; nothing was written then."""
    moved: tuple[Rendered, ...]
    """The files of the wave as they are now."""
    changed: tuple[str, ...]
    """Those that are other than before."""


class NoSuchVersionError(Exception):
    """A version that is none; `message` says so and what to type."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


def promote(fleet: Fleet, folder: Path, wave: int, to: str, hub: Hub) -> Promotion:
    """Moves the Stacks of a wave to a version, with their stack files as they are now.

    Nothing is written where anything stands against it. Raises NoSuchVersionError, OSError.
    """
    source = _source(fleet, wave, to)
    texts = read_folder(folder).texts
    before = {
        each.name: running_spec(text)
        for each in fleet.stacks
        if (text := texts.get(f"{each.name}.yaml")) is not None
    }
    moved = fleet.wave(wave)
    refused = (
        *_waves_before(fleet, wave, source.version, hub),
        *_twins(fleet, moved, source, hub),
        *_skew(fleet, moved, before),
        *_disruptive(fleet, moved, before, source),
    )
    files = tuple(promoted_to(fleet.file, each, source) for each in moved)
    if refused:
        return Promotion(refused, files, ())
    # the twins stay at what fleet.yaml says
    return Promotion((), files, write_files(folder, files, texts))


def _source(fleet: Fleet, wave: int, to: str) -> Source:
    last = len(fleet.file.waves) - 1
    if wave > last:
        raise NoSuchVersionError(
            f"there is no wave {wave}: fleet.yaml has {last + 1}",
            f"give one of 0 to {last}" if last else "give 0",
        )
    try:
        return at_version(fleet.file.source, to)
    except ValueError:
        raise NoSuchVersionError(
            f"{to[:120]} is neither a whole hash of a commit nor an image by its digest, whichever"
            " the source of fleet.yaml is",
            "git rev-parse REF prints the whole hash",
        ) from None


def _waves_before(fleet: Fleet, wave: int, version: str, hub: Hub) -> Iterator[Message]:
    """What is not Ready at the version in any wave before."""
    for stack in fleet.stacks:
        if stack.wave >= wave:
            continue
        namespace, name = stack.namespace(fleet.file), stack.object_name
        found = hub.find(namespace, name)
        where = f"{stack.name} (wave {stack.wave})"
        if found is None:
            yield Message(
                f"the hub has no Stack {namespace}/{name}",
                "apply the folder of Stacks, wave by wave",
                where,
            )
        elif found.version != version:
            yield Message(
                f"it is at {short(found.version)} on the hub and not at {short(version)}: a wave"
                " moves after all before it",
                f"cilium-ako fleet promote --wave {stack.wave} --to {quoted(version)}, and apply"
                " it",
                where,
            )
        else:
            yield from _not_ready(found, where, hub)


def _not_ready(stack: HubStack, where: str, hub: Hub) -> Iterator[Message]:
    if stack.stalled:
        yield Message(
            f"it is Stalled ({stack.reason}), and the operator does nothing more: {_said(stack)}",
            f"mend the cause, then: {stack.waking_command(hub.now)}",
            where,
        )
    elif not stack.is_current:
        yield Message(
            "the operator has not looked at it since it changed",
            "wait, and look: cilium-ako fleet status",
            where,
        )
    elif not stack.ready:
        yield Message(
            f"it is not Ready ({stack.reason or stack.state}): {_said(stack)}",
            "wait, or mend the cause: cilium-ako fleet status",
            where,
        )


def _said(stack: HubStack) -> str:
    from cilium_ako.escape import one_line  # noqa: PLC0415 - what went well says nothing

    return one_line(stack.message).rstrip(".") or "it says nothing"


def _twins(
    fleet: Fleet, moved: Sequence[FleetStack], source: Source, hub: Hub
) -> Iterator[Message]:
    """Previews of a wave that were not made at the version, or found something."""
    if source.version != fleet.file.source.version:
        shown = short(fleet.file.source.version)
        yield Message(
            f"the previews show {shown} and not {short(source.version)}",
            f"write it into `source` of {FILE}, then: cilium-ako fleet render, and apply the"
            " previews",
            FILE,
        )
        return
    for stack in moved:
        namespace, name = stack.namespace(fleet.file), f"{stack.object_name}{TWIN}"
        found = hub.find(namespace, name)
        where = f"{stack.name} (its preview)"
        if found is None:
            yield Message(
                f"the hub has no Stack {namespace}/{name}",
                "cilium-ako fleet render, and apply the folder",
                where,
            )
        elif found.version != source.version:
            yield Message(
                f"it shows {short(found.version)} on the hub and not {short(source.version)}",
                "apply the folder of Stacks, and wait for the preview",
                where,
            )
        elif found.guarded:
            yield Message(
                f"the guard refused it: {_said(found)}",
                f"read the change and acknowledge it: cilium-ako diff {quoted(stack.name)} --base"
                " REF",
                where,
            )
        else:
            yield from _not_ready(found, where, hub)


def _skew(
    fleet: Fleet,
    moved: Sequence[FleetStack],
    before: Mapping[str, Mapping[str, Any] | None],
) -> Iterator[Message]:
    """Meshes whose members would be more than one minor apart."""
    names = {each.name for each in moved}
    members: defaultdict[str, list[tuple[Release, str, Release]]] = defaultdict(list)
    meshes = {each.mesh for each in moved if each.mesh}
    for stack in fleet.stacks:
        if stack.mesh not in meshes:
            continue
        spec = before.get(stack.name)
        runs = stack.stack if stack.name in names or spec is None else _stack_of(stack.name, spec)
        if runs is not None and runs.cilium is not None:
            release = runs.cilium.version
            members[stack.mesh].append((release.minor_release, stack.name, release))
    for mesh, found in sorted(members.items()):
        (_, old, was), (_, new, becomes) = min(found), max(found)
        if minors_apart(was, becomes) > MOST_MINORS_APART:
            yield Message(
                f"{new} would have Cilium {becomes} while {old} has {was}: members of a mesh that"
                " are more than one minor apart are tested by nobody",
                f"move {old} first, one minor at a time",
                f"mesh {mesh}",
            )


def _stack_of(name: str, spec: Mapping[str, Any]) -> Stack | None:
    try:
        return parse(name, config_of({"spec": spec}), offline=True)[0]
    except DocumentError:
        return None


def verdict_of(
    fleet: Fleet, stack: FleetStack, spec: Mapping[str, Any], source: Source
) -> Verdict | None:
    """What a promotion does to a stack's cluster, by its config; None where that is not known."""
    old = _stack_of(stack.name, spec)
    new = _stack_of(stack.name, stack_spec(fleet.file, stack, source))
    if old is None or new is None:
        return None
    return classify(facts_from_stack(old), facts_from_stack(new), new.acknowledge)


def _disruptive(
    fleet: Fleet,
    moved: Sequence[FleetStack],
    before: Mapping[str, Mapping[str, Any] | None],
    source: Source,
) -> Iterator[Message]:
    """Changes of a wave that nobody has acknowledged."""
    for stack in moved:
        spec = before.get(stack.name)
        if spec is None:
            continue  # it is new: nothing runs that could be disturbed
        verdict = verdict_of(fleet, stack, spec, source)
        if verdict is None:
            yield Message(
                "what it runs cannot be read from its Stack, so nobody knows what would change",
                "cilium-ako fleet check",
                stack.name,
            )
            continue
        told: tuple[ClassifiedChange | UnknownChange, ...] = (*verdict.changes, *verdict.unknown)
        for each in told:
            if each.stops:
                yield Message(
                    f"{each.path}: {each.rule} is {each.impact}, and nobody has acknowledged it."
                    f" {_consequence(each)}".rstrip(". "),
                    "\n".join(acknowledge_lines(_alone(each), stack.name)),
                    stack.name,
                )


def _consequence(change: ClassifiedChange | UnknownChange) -> str:
    return change.consequence if isinstance(change, ClassifiedChange) else unknown_text(change)


def _alone(change: ClassifiedChange | UnknownChange) -> Verdict:
    """A verdict of one change."""
    if isinstance(change, ClassifiedChange):
        return Verdict((change,), ())
    return Verdict((), (change,))
