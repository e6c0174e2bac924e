"""`cilium-ako doctor`: whether a live cluster is as its config says."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cilium_ako.commands.options import (
    ColorOption,
    ConfigJsonOption,
    Format,
    FormatOption,
    StackArgument,
)
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.doctor.run import Diagnosis


def doctor(
    context: typer.Context,
    stack: StackArgument,
    kube_context: Annotated[
        str, typer.Option("--context", help="The kubeconfig's context, if not the stack's.")
    ] = "",
    format_: FormatOption = Format.TEXT,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1.0, help="Seconds for everything that is read.")
    ] = 60.0,
    runbook: Annotated[
        bool, typer.Option("--runbook", help="Print the steps that mend what was found.")
    ] = False,
    avi: Annotated[
        Path | None,
        typer.Option("--avi", metavar="FILE", help="Compare routes with the controller's export."),
    ] = None,
    watching: Annotated[
        bool, typer.Option("--watch", help="Look again and again, print what changes.")
    ] = False,
    config_json: ConfigJsonOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """The live cluster against its config. Reads only, and never shows a secret.

    Example: cilium-ako doctor dev --runbook
    """
    # the libraries for a cluster, which most commands do without
    from cilium_ako.check.checked_stack import check_stack  # noqa: PLC0415
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415
    from cilium_ako.doctor.run import DoctorOptions, diagnose, watch  # noqa: PLC0415
    from cilium_ako.fleet.mesh_versions import mesh_versions  # noqa: PLC0415

    output = Output.of(context, color)
    checked = check_stack(stack, Path.cwd(), config_json)
    if not checked.ok or checked.stack is None or checked.stack.unseen is not None:
        output.problems(checked)
    if not checked.ok or checked.stack is None:
        return ExitStatus.INVALID
    if checked.lacking is not None:
        output.tell(checked.lacking)
        return ExitStatus.FAILED
    options = DoctorOptions(
        context=kube_context,
        timeout=timeout,
        avi=avi,
        mesh_versions=mesh_versions(checked.stack, Path.cwd()),
    )
    status = ExitStatus.FINE
    try:
        if not watching:
            with _late_progress(output, f"Looking at the cluster of {checked.name}") as progress:
                diagnosis = diagnose(checked.stack, options, progress=progress, notify=output.tell)
            _show(diagnosis, format_, output, runbook=runbook)
            return diagnosis.exit_status
        for seen in watch(checked.stack, options, notify=output.tell):
            if isinstance(seen, ClusterAccessError):
                output.error(seen.message, seen.fix)
                status = ExitStatus.FAILED
            else:
                _show(seen, format_, output, runbook=runbook)
                status = seen.exit_status
    except ClusterAccessError as error:
        output.error(error.message, error.fix)
        return ExitStatus.FAILED
    return status


@contextmanager
def _late_progress(output: Output, label: str) -> Iterator[Callable[[str], None]]:
    """Progress that begins with what is told first, when there is a connection.

    Before, the kubeconfig's exec plugin may ask a person for a login on the same terminal.
    """
    with ExitStack() as begun:
        steps: list[Callable[[str], None]] = []

        def step(what: str) -> None:
            if not steps:
                steps.append(begun.enter_context(output.stderr.progress(label)))
            steps[0](what)

        yield step


def _show(diagnosis: Diagnosis, format_: Format, output: Output, *, runbook: bool) -> None:
    from cilium_ako.doctor.report import as_json, text  # noqa: PLC0415 - start-up time
    from cilium_ako.escape import fenced  # noqa: PLC0415

    if format_ is Format.JSON:
        output.print_json(as_json([diagnosis], runbook=runbook))
    elif format_ is Format.MARKDOWN:
        output.print(fenced(text(diagnosis, runbook=runbook).splitlines(), "text"))
    else:
        output.print(text(diagnosis, output.stdout, runbook=runbook))
    sys.stdout.flush()  # whoever watches reads it now
