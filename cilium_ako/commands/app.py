"""All commands put together as the command line `cilium-ako`.

The exit status is the worst of all stacks (`cilium_ako.exit_status`); a usage error is status 1,
since status 2 says that a config is invalid.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from cilium_ako.commands.adopt import adopt
from cilium_ako.commands.charts import charts
from cilium_ako.commands.check import check
from cilium_ako.commands.diff import diff
from cilium_ako.commands.doctor import doctor
from cilium_ako.commands.fleet import fleet
from cilium_ako.commands.options import ColorOption
from cilium_ako.commands.output import Output
from cilium_ako.commands.preview import preview
from cilium_ako.commands.rotate import rotate
from cilium_ako.commands.rules import rules
from cilium_ako.commands.values import values
from cilium_ako.exit_status import ExitStatus

INTERRUPTED = 130
"""What a shell says of a program that was ended by Ctrl-C."""

app = typer.Typer(
    name="cilium-ako",
    help=(
        "Cilium and AKO from one Pulumi stack config.\n\n"
        "One config decides everything: `check` says what is wrong with it, `preview` what it "
        "installs, `diff` what changing it does to a running cluster, `doctor` whether the "
        "cluster is as it says. None of them needs the Pulumi CLI, and only `doctor` a cluster. "
        "`fleet` has an operator keep many clusters as their stack files say."
        "\n\nExit status: 0 fine, 1 could not do it, 2 invalid config, 3 disruptive and not "
        "acknowledged (or a failed live check), 4 forbidden and not acknowledged."
    ),
    invoke_without_command=True,
    # help and errors look like all other output, and do not wait for rich
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (check, values, preview, diff, doctor, adopt, rotate, rules):
    app.command()(command)
app.add_typer(charts)
app.add_typer(fleet)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib import metadata  # noqa: PLC0415 - start-up time

        try:
            found = metadata.version("cilium-ako")
        except metadata.PackageNotFoundError:
            found = "unknown: run from a checkout that is not installed"
        sys.stdout.write(f"{found}\n")
        raise typer.Exit


@app.callback()
def options(
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
        result = app(list(arguments), prog_name="cilium-ako", standalone_mode=False)
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
