"""Arguments and options that several commands take."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from cilium_ako.terminal import ColorMode


class Format(enum.StrEnum):
    """What is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


def stack_names(incomplete: str) -> list[str]:
    """The stacks of the project here that begin with what was typed, for a shell's completion."""
    from cilium_ako.config.stack_files import all_stacks  # noqa: PLC0415 - start-up time
    from cilium_ako.documents.error import DocumentError  # noqa: PLC0415

    try:
        names = [each.name for each in all_stacks(Path.cwd())]
    except DocumentError:
        return []
    return [name for name in names if name.startswith(incomplete)]


StacksArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="STACK",
        help="A stack's name (dev) or file (path/Pulumi.dev.yaml). All stacks here otherwise.",
        show_default=False,
        autocompletion=stack_names,
    ),
]
StackArgument = Annotated[
    str,
    typer.Argument(
        metavar="STACK",
        help="A stack's name (dev) or file (path/Pulumi.dev.yaml).",
        autocompletion=stack_names,
    ),
]
ConfigJsonOption = Annotated[
    Path | None,
    typer.Option(
        "--config-json",
        metavar="FILE",
        help="What `pulumi config --json` printed: the config in place of the file; - is stdin.",
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="What to print.")]
ColorOption = Annotated[
    ColorMode | None,
    typer.Option(
        "--color",
        help="When to colour: auto is on a terminal, unless NO_COLOR is set.",
        show_default="auto",
    ),
]
