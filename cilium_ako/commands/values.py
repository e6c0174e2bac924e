"""`cilium-ako values`: the Helm values of a stack, or the IAM policy of its operator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cilium_ako.commands.options import ColorOption, ConfigJsonOption, StackArgument
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.catalogue.charts.keys import Chart
    from cilium_ako.check.checked_stack import CheckedStack


def values(
    context: typer.Context,
    stack: StackArgument,
    chart: Annotated[
        Literal["cilium", "ako"] | None,
        typer.Option("--chart", help="Whose values to print.", show_default=False),
    ] = None,
    iam: Annotated[
        bool,
        typer.Option(
            "--iam", help="Print what Cilium's operator must be allowed at EC2 with ipam eni."
        ),
    ] = False,
    config_json: ConfigJsonOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """The Helm values that a stack's config derives, as YAML on stdout.

    With --iam, the IAM policy of Cilium's operator in their place: one JSON document.

    Example: cilium-ako values dev --chart cilium | helm template cilium CHART -f -
    """
    if (chart is None) != iam:
        what = "--chart and --iam exclude each other" if iam else "say --chart, or --iam"
        raise typer.BadParameter(what, ctx=context)
    from cilium_ako.check.checked_stack import check_stack  # noqa: PLC0415 - start-up time

    output = Output.of(context, color)
    checked = check_stack(stack, Path.cwd(), config_json)
    output.problems(checked)
    if not checked.ok or checked.stack is None:
        return ExitStatus.INVALID
    if checked.lacking is not None:
        output.tell(checked.lacking)
        return ExitStatus.FAILED
    return _policy(checked, output) if chart is None else _values(checked, chart, output)


def _values(checked: CheckedStack, chart: Chart, output: Output) -> ExitStatus:
    from cilium_ako.charts.yaml_text import yaml_text  # noqa: PLC0415 - start-up time

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


def _policy(checked: CheckedStack, output: Output) -> ExitStatus:
    from cilium_ako.aws.operator_policy import PolicyUnknownError  # noqa: PLC0415 - start-up time

    try:
        policy = checked.operator_policy()
    except PolicyUnknownError as error:
        output.tell(error.message)
        return ExitStatus.FAILED
    if policy is None:
        output.error(
            "ipam.mode is not eni, so Cilium's operator asks nothing of AWS and needs no policy",
            f"ask for the chart's values: cilium-ako values {checked.name} --chart cilium",
            where=checked.name,
        )
        return ExitStatus.FAILED
    for note in policy.notes:
        output.tell(note)
    if policy.too_long is not None:
        output.tell(policy.too_long)
        return ExitStatus.FAILED
    output.print(policy.text)
    return ExitStatus.FINE
