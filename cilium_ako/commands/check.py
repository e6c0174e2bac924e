"""`cilium-ako check`: everything that is wrong with stacks, before anything is deployed."""

from __future__ import annotations

from pathlib import Path

import typer

from cilium_ako.commands.options import ColorOption, Format, FormatOption, StacksArgument
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus


def check(
    context: typer.Context,
    stacks: StacksArgument = None,
    format_: FormatOption = Format.TEXT,
    color: ColorOption = None,
) -> ExitStatus:
    """Every problem of a config at once: where, which rule, why it matters, what to type.

    Example: cilium-ako check dev staging
    """
    from cilium_ako.check.checked_stack import check_all_stacks, check_stack  # noqa: PLC0415 - start-up
    from cilium_ako.check.problem_text import (  # noqa: PLC0415
        problems_json,
        problems_markdown,
        problems_text,
    )

    output = Output.of(context, color)
    here = Path.cwd()
    checked = [check_stack(stack, here) for stack in stacks] if stacks else check_all_stacks(here)
    if format_ is Format.JSON:
        output.print_json([problems_json(each) for each in checked])
    elif format_ is Format.MARKDOWN:
        output.print("\n\n".join(problems_markdown(each) for each in checked))
    else:
        output.print("\n\n".join(problems_text(each, output.stdout) for each in checked))
    return ExitStatus.FINE if all(each.ok for each in checked) else ExitStatus.INVALID
