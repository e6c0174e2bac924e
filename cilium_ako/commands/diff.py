"""`cilium-ako diff`: what a change of config does to a running cluster."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from cilium_ako.commands.options import ColorOption, ConfigJsonOption, StacksArgument
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus


class ReportFormat(enum.StrEnum):
    """What a report is printed as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


def diff(
    context: typer.Context,
    stacks: StacksArgument = None,
    base: Annotated[
        str | None,
        typer.Option("--base", metavar="REF", help="Compare with the files at a git ref."),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="FILE", help="Compare with a `pulumi stack export`."),
    ] = None,
    format_: Annotated[ReportFormat, typer.Option("--format", help="What to print.")] = (
        ReportFormat.TEXT
    ),
    folder: Annotated[
        Path | None,
        typer.Option("--output-dir", metavar="DIR", help="Write every format there too."),
    ] = None,
    preview_json: Annotated[
        list[Path] | None,
        typer.Option(
            "--preview-json",
            metavar="FILE",
            help="Fold in what `pulumi preview --json` printed (also its streaming form).",
        ),
    ] = None,
    run_base: Annotated[
        bool,
        typer.Option(
            "--run-base",
            help="Run the code of REF although it is in the history of neither HEAD nor origin's"
            " default branch.",
        ),
    ] = False,
    config_json: ConfigJsonOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """What changes, and what each change does to a running cluster.

    The working tree is compared with a git ref (every stack, where none is named) or one stack
    with what is deployed. Charts are rendered where they are at hand (`charts pull`).

    Example: cilium-ako diff --base origin/main
    """
    from cilium_ako.diff.command import run_diff  # noqa: PLC0415 - start-up time

    output = Output.of(context, color)
    with output.stderr.progress(f"Comparing with {base if base is not None else state}"):
        printed = run_diff(
            stacks or [],
            directory=Path.cwd(),
            base=base,
            state=state,
            output=format_.value,
            output_directory=folder,
            preview_json=preview_json or (),
            run_base=run_base,
            config_json=config_json,
            terminal=output.stdout,
        )
    for message in printed.messages:
        output.tell(message)
    if printed.text:
        output.print(printed.text)
    return printed.status
