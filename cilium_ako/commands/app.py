"""All commands put together as the command line `cilium-ako`.

The exit status is the worst of all stacks (`cilium_ako.exit_status`); a usage error is status 1,
since status 2 says that a config is invalid.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Final

import typer
from typer.main import get_command

from cilium_ako.commands.options import ColorOption
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

INTERRUPTED = 130
"""What a shell says of a program that was ended by Ctrl-C."""

COMMANDS: Final = (
    "check",
    "values",
    "preview",
    "diff",
    "doctor",
    "adopt",
    "rotate",
    "rules",
    "charts",
    "fleet",
)
"""Every command, as `--help` lists them: each is called as its module here is."""


@cache
def command_line(*commands: str) -> Callable[..., object]:
    """The command line with these commands; all that typer has to know is said of them alone."""
    line = typer.Typer(
        name="cilium-ako",
        help=(
            "Cilium and AKO from one Pulumi stack config.\n\n"
            "One config decides everything: `check` says what is wrong with it, `preview` what it "
            "installs, `diff` what changing it does to a running cluster, `doctor` whether the "
            "cluster is as it says. None of them needs the Pulumi CLI, and only `doctor` a "
            "cluster. `fleet` has an operator keep many clusters as their stack files say."
            "\n\nExit status: 0 fine, 1 could not do it, 2 invalid config, 3 disruptive and not "
            "acknowledged (or a failed live check), 4 forbidden and not acknowledged."
        ),
        invoke_without_command=True,
        # help and errors look like all other output, and do not wait for rich
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    line.callback()(_options)
    for name in commands:
        command = getattr(import_module(f"cilium_ako.commands.{name}"), name)
        if isinstance(command, typer.Typer):
            line.add_typer(command)
        else:
            line.command()(command)
    return get_command(line)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata  # noqa: PLC0415 - start-up time

        try:
            found = metadata.version("cilium-ako")
        except metadata.PackageNotFoundError:
            found = "unknown: run from a checkout that is not installed"
        sys.stdout.write(f"{found}\n")
        raise typer.Exit


def _options(
    context: typer.Context,
    color: ColorOption = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> ExitStatus | None:
    """What stands before the command."""
    context.obj = color
    if context.invoked_subcommand is None:
        sys.stderr.write(f"{context.get_help()}\n")
        return ExitStatus.FAILED
    return None


def run(arguments: Sequence[str]) -> int:
    """Runs a command line and returns its exit status."""
    try:
        # typer reads the options of every command that it is told of: most of a short start
        named = arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS
        result = command_line(*named)(
            list(arguments), prog_name="cilium-ako", standalone_mode=False
        )
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read stdout has read enough; nothing more may be written at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except typer.TyperException as error:
        _say_usage(error)
        return ExitStatus.FAILED
    return result if isinstance(result, int) else ExitStatus.FINE


def _say_usage(error: typer.TyperException) -> None:
    """A command line that cannot be read: what is wrong with it, and where help is."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "cilium-ako"
    usage = f"\n{context.get_usage()}" if context else ""
    what = error.format_message().replace("Value error, ", "")  # pydantic's word, not ours
    Output.colored().error(f"{what}{usage}", f"{path} --help")
