"""`cilium-ako fleet`: Stack objects for the Pulumi Kubernetes Operator, moved in waves."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cilium_ako.commands.options import ColorOption, Format, FormatOption
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.rollout.fault import Fault

fleet = typer.Typer(
    name="fleet",
    help=(
        "Many clusters, run by the Pulumi Kubernetes Operator: render, check, promote in waves.\n\n"
        "Example: cilium-ako fleet render"
    ),
    rich_markup_mode=None,
)

WaveOption = Annotated[
    int | None,
    typer.Option("--wave", min=0, help="Only this wave of fleet.yaml; the first one is 0."),
]
FolderOption = Annotated[
    Path, typer.Option("--output-dir", metavar="DIR", help="The folder of the Stack objects.")
]
ContextOption = Annotated[
    str, typer.Option("--context", help="The hub's context of the kubeconfig.")
]
TimeoutOption = Annotated[
    float, typer.Option("--timeout", min=1.0, help="Seconds for everything that is read.")
]
_FOLDER = Path("fleet")


@fleet.command()
def render(
    context: typer.Context,
    wave: WaveOption = None,
    folder: FolderOption = _FOLDER,
    color: ColorOption = None,
) -> ExitStatus:
    """Write a Stack object, and a twin that only previews, for each stack file.

    Example: cilium-ako fleet render --wave 1
    """
    from cilium_ako.rollout.fault import FleetError, status_of  # noqa: PLC0415 - start-up time
    from cilium_ako.rollout.fleet import read_fleet  # noqa: PLC0415
    from cilium_ako.rollout.folder import write_fleet  # noqa: PLC0415

    output = Output.of(context, color)
    try:
        found = read_fleet(Path.cwd())
        written = write_fleet(found, found.project / folder, wave)
    except FleetError as error:
        _tell(output, error.faults)
        return status_of(error.faults)
    except OSError as error:
        output.error(f"{folder} cannot be written: {error.strerror}", "check its permissions")
        return ExitStatus.FAILED
    for name in written.changed:
        output.print(f"wrote {folder / name}")
    waiting = sum(each.waits for each in written.stacks)
    note = f", {waiting} at their old version until they are promoted" if waiting else ""
    output.say(f"{len(written.stacks)} stacks, {len(written.changed)} files written{note}")
    return ExitStatus.FINE


@fleet.command()
def check(
    context: typer.Context,
    wave: WaveOption = None,
    folder: FolderOption = _FOLDER,
    format_: FormatOption = Format.TEXT,
    color: ColorOption = None,
) -> ExitStatus:
    """What is wrong with fleet.yaml and the rendered objects, and whether these are current.

    With --wave only that wave has to be current. Status 1 where something cannot be read, 2 for
    everything else.

    Example: cilium-ako fleet check
    """
    from cilium_ako.rollout.fault import FleetError, status_of  # noqa: PLC0415 - start-up time
    from cilium_ako.rollout.fleet import read_fleet  # noqa: PLC0415
    from cilium_ako.rollout.folder import check_folder, read_folder  # noqa: PLC0415

    output = Output.of(context, color)
    waiting: list[str] = []
    faults: Iterable[Fault]
    try:
        found = read_fleet(Path.cwd())
        checked = check_folder(found, read_folder(found.project / folder), wave)
        faults, waiting = checked.faults, [each.stack.name for each in checked.waiting]
    except FleetError as error:
        faults = error.faults
    if format_ is Format.JSON:
        output.print_json({"faults": [each.as_json() for each in faults], "waiting": waiting})
    else:
        _tell(output, faults)
        if waiting:
            output.say(f"{len(waiting)} stacks wait for their promotion: {', '.join(waiting[:5])}…")
        if not faults:
            output.print("the fleet is as it would be rendered, and nothing is wrong with it")
    return status_of(faults)


@fleet.command()
def promote(
    context: typer.Context,
    wave: Annotated[int, typer.Option("--wave", min=0, help="The wave to move.")],
    to: Annotated[
        str, typer.Option("--to", metavar="SHA", help="The commit, or the image's digest.")
    ],
    folder: FolderOption = _FOLDER,
    kube_context: ContextOption = "",
    timeout: TimeoutOption = 60.0,
    color: ColorOption = None,
) -> ExitStatus:
    """Move one wave to a version: its files are written, and a commit of them is the gate.

    Refused, with status 3, while a wave before is not Ready at that version, a preview of this wave
    is not, members of a mesh would be more than one minor apart, or a disruptive change is not
    acknowledged.

    Example: cilium-ako fleet promote --wave 1 --to $(git rev-parse HEAD)
    """
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415 - start-up time
    from cilium_ako.rollout.fault import FleetError, status_of  # noqa: PLC0415
    from cilium_ako.rollout.fleet import read_fleet  # noqa: PLC0415
    from cilium_ako.rollout.hub import look_at_hub  # noqa: PLC0415
    from cilium_ako.rollout.promote import NoSuchVersionError  # noqa: PLC0415
    from cilium_ako.rollout.promote import promote as promoted  # noqa: PLC0415

    output = Output.of(context, color)
    try:
        found = read_fleet(Path.cwd())
        hub = look_at_hub(kube_context, timeout, output.tell)
        done = promoted(found, found.project / folder, wave, to, hub)
    except FleetError as error:
        _tell(output, error.faults)
        return status_of(error.faults)
    except (ClusterAccessError, NoSuchVersionError) as error:
        output.error(error.message, error.fix)
        return ExitStatus.FAILED
    except OSError as error:
        output.error(f"{folder} cannot be written: {error.strerror}", "check its permissions")
        return ExitStatus.FAILED
    for message in done.refused:
        output.tell(message)
    if done.refused:
        output.say(f"wave {wave} was not moved, and nothing was written")
        return ExitStatus.DISRUPTIVE
    for name in done.changed:
        output.print(f"wrote {folder / name}")
    output.say(
        f"wave {wave}: {len(done.moved)} stacks, {len(done.changed)} files written; commit them, "
        "and apply them when that is merged"
    )
    return ExitStatus.FINE


@fleet.command()
def status(
    context: typer.Context,
    kube_context: ContextOption = "",
    format_: FormatOption = Format.TEXT,
    timeout: TimeoutOption = 60.0,
    color: ColorOption = None,
) -> ExitStatus:
    """What the operator says of every Stack, read-only. Status 3 while one is Stalled.

    Example: cilium-ako fleet status --context hub
    """
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415 - start-up time
    from cilium_ako.escape import fenced  # noqa: PLC0415
    from cilium_ako.rollout.hub import look_at_hub  # noqa: PLC0415
    from cilium_ako.rollout.status import (  # noqa: PLC0415
        status_json,
        status_of_hub,
        status_text,
    )

    output = Output.of(context, color)
    try:
        hub = look_at_hub(kube_context, timeout, output.tell)
    except ClusterAccessError as error:
        output.error(error.message, error.fix)
        return ExitStatus.FAILED
    if format_ is Format.JSON:
        output.print_json(status_json(hub))
    elif format_ is Format.MARKDOWN:
        output.print(fenced(status_text(hub).splitlines(), "text"))
    else:
        output.print(status_text(hub, output.stdout))
    return status_of_hub(hub)


@fleet.command()
def nudge(
    context: typer.Context,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="NAME", help="A Stack's name on the hub. All Stalled otherwise."),
    ] = None,
    kube_context: ContextOption = "",
    timeout: TimeoutOption = 60.0,
    color: ColorOption = None,
) -> ExitStatus:
    """Have the operator try Stalled Stacks again: one annotation each, and nothing else.

    Example: cilium-ako fleet nudge prod-eu-1
    """
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415 - start-up time
    from cilium_ako.rollout.nudge import nudge as nudged  # noqa: PLC0415

    output = Output.of(context, color)
    try:
        hub, done = nudged(names or (), kube_context, timeout, output.tell)
    except ClusterAccessError as error:
        output.error(error.message, error.fix)
        return ExitStatus.FAILED
    unknown = sorted(set(names or ()) - {each.name for each in hub.stacks})
    for name in unknown:
        output.error("the hub has no Stack of this name", "cilium-ako fleet status", name)
    for each in done:
        if each.failure:
            output.error(each.failure, where=each.stack.place)
        else:
            output.print(f"{each.stack.place} was Stalled ({each.stack.reason}), and is woken")
    if not done:
        output.say("no such Stack is Stalled")
    return ExitStatus.FAILED if unknown or any(each.failure for each in done) else ExitStatus.FINE


@fleet.command()
def page(
    context: typer.Context,
    to: Annotated[Path, typer.Option("--output", metavar="F", help="The file to write.")],
    live: Annotated[
        bool, typer.Option("--live", help="Ask the hub too, for what is Stalled; read-only.")
    ] = False,
    kube_context: ContextOption = "",
    timeout: TimeoutOption = 60.0,
    color: ColorOption = None,
) -> ExitStatus:
    """All clusters on one page: addresses to scale, meshes, versions, waves, who shares what.

    One file of HTML that needs nothing else. Waves are those of fleet.yaml, where there is one.

    Example: cilium-ako fleet page --output fleet.html
    """
    from cilium_ako.check.checked_stack import check_all_stacks  # noqa: PLC0415 - start-up time
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415
    from cilium_ako.fleet.judge import judged_together  # noqa: PLC0415
    from cilium_ako.fleet_page.clusters import fleet_clusters  # noqa: PLC0415
    from cilium_ako.fleet_page.html import fleet_page  # noqa: PLC0415
    from cilium_ako.rollout.fault import FleetError  # noqa: PLC0415
    from cilium_ako.rollout.fleet_file import read_waves  # noqa: PLC0415
    from cilium_ako.rollout.hub import look_at_hub  # noqa: PLC0415
    from cilium_ako.shell import quoted  # noqa: PLC0415

    output = Output.of(context, color)
    checked = judged_together([*check_all_stacks(Path.cwd())])
    waves: dict[str, int] = {}
    try:
        waves = read_waves(Path.cwd())
        hub = look_at_hub(kube_context, timeout, output.tell) if live else None
    except FleetError as error:
        _tell(output, error.faults)
        return ExitStatus.INVALID
    except ClusterAccessError as error:
        output.error(error.message, error.fix)
        return ExitStatus.FAILED
    clusters, unread = fleet_clusters(checked, waves, hub)
    for each in unread:
        output.warning("it is not drawn", f"cilium-ako check {quoted(each.name)}", each.name)
    try:
        to.write_text(fleet_page(clusters, unread, hub), "utf-8")
    except OSError as error:
        output.error(f"{to} cannot be written: {error.strerror}", "check its permissions")
        return ExitStatus.FAILED
    output.say(f"{to}: {len(clusters)} clusters")
    return ExitStatus.FINE if clusters and not unread else ExitStatus.FAILED


def _tell(output: Output, faults: Iterable[Fault]) -> None:
    """Says everything that is wrong, on stderr."""
    for each in faults:
        output.tell(each.message)
