"""`cilium-ako rotate`: the next IPsec key, where nothing stands against it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cilium_ako.commands.options import ColorOption, StackArgument
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.config.stack import Stack
    from cilium_ako.doctor.run import Diagnosis


def rotate(
    context: typer.Context,
    stack: StackArgument,
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="FILE", help="Ask a `pulumi stack export`."),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Ask the cluster, as doctor does.")] = False,
    kube_context: Annotated[
        str, typer.Option("--context", help="The kubeconfig's context, if not the stack's.")
    ] = "",
    color: ColorOption = None,
) -> ExitStatus:
    """Raises the IPsec key's rotation in the stack file by one.

    Refused while the last rotation is not finished, or while anything else that touches the agents
    is about to change. Status 3 then.

    Example: cilium-ako rotate dev --live
    """
    from cilium_ako.check.checked_stack import check_file  # noqa: PLC0415 - start-up time
    from cilium_ako.config.stack_files import locate  # noqa: PLC0415
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415
    from cilium_ako.documents.error import DocumentError  # noqa: PLC0415
    from cilium_ako.rotation.key_rotation import NotRotatedError  # noqa: PLC0415
    from cilium_ako.rotation.report import rotation_text  # noqa: PLC0415
    from cilium_ako.rotation.rotate import rotate as rotated  # noqa: PLC0415

    output = Output.of(context, color)
    try:
        file = locate(stack, Path.cwd())
        checked = check_file(file)
        if not checked.ok or checked.stack is None:
            output.problems(checked)
            return ExitStatus.INVALID
        if checked.lacking is not None:
            output.tell(checked.lacking)
            return ExitStatus.FAILED
        diagnosis = _look(checked.stack, kube_context, output) if live else None
        report = rotated(file, checked.stack, state=state, diagnosis=diagnosis)
    except (NotRotatedError, ClusterAccessError, DocumentError) as error:
        output.error(error.message, error.fix, where=stack)
        return ExitStatus.FAILED
    output.print(rotation_text(report, output.stdout))
    return report.status


def _look(stack: Stack, kube_context: str, output: Output) -> Diagnosis:
    """One look at the cluster. Raises ClusterAccessError."""
    from cilium_ako.doctor.run import DoctorOptions, diagnose  # noqa: PLC0415 - start-up time

    return diagnose(stack, DoctorOptions(context=kube_context), notify=output.tell)
