"""`cilium-ako preview`: what `pulumi up` would create, without an engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

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
    from cilium_ako.aws.operator_policy import OperatorPolicy
    from cilium_ako.check.checked_stack import CheckedStack


def preview(
    context: typer.Context,
    stack: StackArgument,
    format_: FormatOption = Format.TEXT,
    config_json: ConfigJsonOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """What `pulumi up` would create, without engine, cluster, passphrase or network.

    Example: cilium-ako preview dev
    """
    from cilium_ako.check.checked_stack import check_stack  # noqa: PLC0415 - start-up time

    output = Output.of(context, color)
    checked = check_stack(stack, Path.cwd(), config_json)
    output.problems(checked)
    if not checked.ok or checked.stack is None:
        return ExitStatus.INVALID
    if checked.lacking is not None:
        output.tell(checked.lacking)
        return ExitStatus.FAILED
    from cilium_ako.preview.on_demand import load_on_demand  # noqa: PLC0415 - start-up time

    load_on_demand("pulumi.automation", "pulumi.dynamic", "requests")
    # The only command that imports pulumi.
    from cilium_ako.preview.offline import ProgramRefusedError, offline_preview  # noqa: PLC0415
    from cilium_ako.preview.plan import (  # noqa: PLC0415
        preview_json,
        preview_markdown,
        preview_text,
    )

    decided = checked.decisions()
    policy, traffic = _operator_policy(checked, output), checked.traffic_rules()
    of_aws = (policy, traffic, checked.operator_trust())
    try:
        resources = offline_preview(checked)
    except ProgramRefusedError as error:
        output.error(str(error), where=checked.name)
        return ExitStatus.INVALID
    told = (*of_aws, checked.kvstore_notes())
    if format_ is Format.JSON:
        output.print_json([preview_json(checked.name, decided, resources, *told)])
    elif format_ is Format.MARKDOWN:
        output.print(preview_markdown(checked.name, decided, resources, *told))
    else:
        output.print(preview_text(checked.name, decided, resources, output.stdout, *told))
    return ExitStatus.FINE


def _operator_policy(checked: CheckedStack, output: Output) -> OperatorPolicy | None:
    """What the operator must be allowed; what is to be said of that is told."""
    if checked.stack is None or checked.stack.cilium is None:
        return None
    if checked.stack.cilium.ipam.mode != "eni":
        return None
    from cilium_ako.aws.operator_policy import PolicyUnknownError  # noqa: PLC0415 - start-up time

    try:
        policy = checked.operator_policy()
    except PolicyUnknownError as error:
        output.tell(error.message._replace(level="warning"))
        return None
    if policy is not None:
        notes = [*policy.notes, *([policy.too_long] if policy.too_long else [])]
        for note in notes:
            output.tell(note._replace(level="warning"))
    return policy
