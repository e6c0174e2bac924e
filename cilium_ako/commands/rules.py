"""`cilium-ako rules`: the rules that a config is held against."""

from __future__ import annotations

import typer

from cilium_ako.commands.options import ColorOption, Format, FormatOption
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus


def rules(
    context: typer.Context, format_: FormatOption = Format.TEXT, color: ColorOption = None
) -> ExitStatus:
    """Every rule: what it says, why, what to do, where it is from.

    Example: cilium-ako rules --format markdown
    """
    from cilium_ako.check.rule_table import (  # noqa: PLC0415 - start-up time
        rules_json,
        rules_markdown,
        rules_text,
    )

    output = Output.of(context, color)
    if format_ is Format.JSON:
        output.print_json(rules_json())
    elif format_ is Format.MARKDOWN:
        output.print(rules_markdown())
    else:
        output.print(rules_text(output.stdout))
    return ExitStatus.FINE
