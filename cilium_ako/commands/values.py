"""`cilium-ako values`: the Helm values of a stack, for a person or for `helm template`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from cilium_ako.commands.options import ColorOption, ConfigJsonOption, StackArgument
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus


def values(
    context: typer.Context,
    stack: StackArgument,
    chart: Annotated[
        Literal["cilium", "ako"], typer.Option("--chart", help="Whose values to print.")
    ],
    config_json: ConfigJsonOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """The Helm values that a stack's config derives, as YAML on stdout.

    Example: cilium-ako values dev --chart cilium | helm template cilium CHART -f -
    """
    from cilium_ako.charts.yaml_text import yaml_text  # noqa: PLC0415 - start-up time
    from cilium_ako.check.checked_stack import check_stack  # noqa: PLC0415

    output = Output.of(context, color)
    checked = check_stack(stack, Path.cwd(), config_json)
    output.problems(checked)
    if not checked.ok or checked.stack is None:
        return ExitStatus.INVALID
    if checked.lacking is not None:
        output.tell(checked.lacking)
        return ExitStatus.FAILED
    derived = checked.helm_values(chart)
    if derived is None:
        output.error(
            f"the stack has no `{chart}`, so there are no values for its chart",
            f"add the config key `cilium-ako:{chart}`, or ask for the other chart's values",
            where=checked.name,
        )
        return ExitStatus.FAILED
    output.print(yaml_text(derived))
    return ExitStatus.FINE
