"""`cilium-ako check`: everything that is wrong with stacks, before anything is deployed."""

from __future__ import annotations

import gc
from pathlib import Path

import typer

from cilium_ako.commands.options import (
    ColorOption,
    ConfigJsonOption,
    Format,
    FormatOption,
    StacksArgument,
)
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus


def check(
    context: typer.Context,
    stacks: StacksArgument = None,
    format_: FormatOption = Format.TEXT,
    config_json: ConfigJsonOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """Every problem of a config at once: where, which rule, why it matters, what to type.

    Several stacks, or all, are judged together, too: what is right in each can be wrong in both.

    Example: cilium-ako check dev staging
    """
    from cilium_ako.check.checked_stack import check_all_stacks, check_stack  # noqa: PLC0415 - start-up
    from cilium_ako.check.problem_text import (  # noqa: PLC0415
        problems_json,
        problems_markdown,
        problems_text,
    )

    output = Output.of(context, color)
    if config_json is not None and len(stacks or ()) != 1:
        output.error("a config is of one stack: name exactly one with --config-json")
        return ExitStatus.FAILED
    here = Path.cwd()
    # what was imported stays: with hundreds of stacks the collector would look through it again
    # and again
    gc.freeze()
    every = (
        [check_stack(each, here, config_json) for each in stacks]
        if stacks
        else [*check_all_stacks(here)]
    )
    if len(every) > 1:
        from cilium_ako.fleet.judge import judged_together  # noqa: PLC0415 - start-up time

        every = judged_together(every)
    told: list[str] = []
    data: list[dict[str, object]] = []
    status = ExitStatus.FINE
    for checked in every:
        if not checked.ok:
            status = ExitStatus.INVALID
        if format_ is Format.JSON:
            data.append(problems_json(checked))
        elif format_ is Format.MARKDOWN:
            told.append(problems_markdown(checked))
        else:
            told.append(problems_text(checked, output.stdout))
    if format_ is Format.JSON:
        output.print_json(data)
    else:
        output.print("\n\n".join(told))
    return status
