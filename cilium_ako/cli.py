"""The command line: `cilium-ako`.

Thin: every command reads stacks through `cilium_ako.check` and prints what a package makes of
them. Data goes to stdout, everything else to stderr. The exit status is the worst of all stacks.
"""

from __future__ import annotations

import enum
import gc
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, TextIO

import typer

from cilium_ako.exit_status import ExitStatus

# Everything else is imported by the command that needs it, after `main` has begun.
if TYPE_CHECKING:
    from cilium_ako.check.checked_stack import CheckedStack


class Format(enum.StrEnum):
    """What is printed."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class ReportFormat(enum.StrEnum):
    """What a report is printed as."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


_Stacks = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[STACK]...",
        help="A stack's name (dev) or file (path/Pulumi.dev.yaml). All stacks here otherwise.",
        show_default=False,
    ),
]
_Stack = Annotated[
    str,
    typer.Argument(metavar="STACK", help="A stack's name (dev) or file (path/Pulumi.dev.yaml)."),
]
_Format = Annotated[Format, typer.Option("--format", help="What to print.")]

app = typer.Typer(
    name="cilium-ako",
    help=(
        "Cilium and AKO from one Pulumi stack config.\n\n"
        "One config decides everything: `check` says what is wrong with it, `preview` what it "
        "installs, `diff` what changing it does to a running cluster, `doctor` whether the "
        "cluster is as it says. None of them needs the Pulumi CLI, and only `doctor` a cluster."
        "\n\nExit status: 0 fine, 1 could not do it, 2 invalid config, 3 disruptive and not "
        "acknowledged (or a failed live check), 4 forbidden and not acknowledged."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def check(stacks: _Stacks = None, output: _Format = Format.TEXT) -> ExitStatus:
    """Every problem of a config at once: where, which rule, why it matters, what to type.

    Example: cilium-ako check dev staging
    """
    from cilium_ako.check.checked_stack import check_all  # noqa: PLC0415 - start-up time
    from cilium_ako.check.problem_text import (  # noqa: PLC0415
        problems_json,
        problems_markdown,
        problems_text,
    )

    checked = [_checked(stack) for stack in stacks] if stacks else check_all(Path.cwd())
    if output is Format.JSON:
        _print_json([problems_json(each) for each in checked])
    elif output is Format.MARKDOWN:
        _print("\n\n".join(problems_markdown(each) for each in checked))
    else:
        _print("\n\n".join(problems_text(each, style=_styled(sys.stdout)) for each in checked))
    return ExitStatus.FINE if all(each.ok for each in checked) else ExitStatus.INVALID


@app.command()
def values(
    stack: _Stack,
    chart: Annotated[
        Literal["cilium", "ako"], typer.Option("--chart", help="Whose values to print.")
    ],
) -> ExitStatus:
    """The Helm values that a stack's config derives, as YAML on stdout.

    Example: cilium-ako values dev --chart cilium | helm template cilium CHART -f -
    """
    from cilium_ako.charts.values_yaml import values_yaml  # noqa: PLC0415 - start-up time

    checked = _checked(stack)
    _say_problems(checked)
    if not checked.ok or checked.stack is None:
        return ExitStatus.INVALID
    derived = checked.helm_values(chart)
    if derived is None:
        _say(f"{checked.name}: the stack has no `ako`, so there are no values for its chart")
        return ExitStatus.FAILED
    sys.stdout.write(values_yaml(derived))
    return ExitStatus.FINE


@app.command()
def preview(stack: _Stack, output: _Format = Format.TEXT) -> ExitStatus:
    """What `pulumi up` would create, without engine, cluster, passphrase or network.

    Example: cilium-ako preview dev
    """
    # The only command that imports pulumi.
    from cilium_ako.preview.offline import ProgramRefusedError, offline_preview  # noqa: PLC0415
    from cilium_ako.preview.plan import (  # noqa: PLC0415
        preview_json,
        preview_markdown,
        preview_text,
    )

    checked = _checked(stack)
    _say_problems(checked)
    if not checked.ok or checked.stack is None:
        return ExitStatus.INVALID
    decided = checked.decisions()
    try:
        resources = offline_preview(checked)
    except ProgramRefusedError as error:
        _say(str(error))
        return ExitStatus.INVALID
    if output is Format.JSON:
        _print_json([preview_json(checked.name, decided, resources)])
    elif output is Format.MARKDOWN:
        _print(preview_markdown(checked.name, decided, resources))
    else:
        _print(preview_text(checked.name, decided, resources, style=_styled(sys.stdout)))
    return ExitStatus.FINE


@app.command()
def diff(
    stacks: _Stacks = None,
    base: Annotated[
        str, typer.Option("--base", metavar="REF", help="Compare with the files at a git ref.")
    ] = "",
    state: Annotated[
        Path | None,
        typer.Option("--state", metavar="FILE", help="Compare with a `pulumi stack export`."),
    ] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="What to print.")] = (
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
) -> ExitStatus:
    """What changes, and what each change does to a running cluster.

    The working tree is compared with a git ref (every stack, where none is named) or one stack
    with what is deployed. Charts are rendered where they are at hand (`make charts`).

    Example: cilium-ako diff --base origin/main
    """
    from cilium_ako.diff.command import run_diff  # noqa: PLC0415 - start-up time

    printed = run_diff(
        stacks or [],
        directory=Path.cwd(),
        base=base or None,
        state=state,
        output=output.value,
        output_directory=folder,
        preview_json=preview_json or (),
        style=_styled(sys.stdout),
    )
    for message in printed.messages:
        _say(message)
    if printed.text:
        _print(printed.text.rstrip("\n"))
    return printed.status


@app.command()
def doctor(
    stack: _Stack,
    context: Annotated[
        str, typer.Option("--context", help="The kubeconfig's context, if not the stack's.")
    ] = "",
    output: _Format = Format.TEXT,
    timeout: Annotated[
        float, typer.Option("--timeout", min=1.0, help="Seconds for everything that is read.")
    ] = 60.0,
    runbook: Annotated[
        bool, typer.Option("--runbook", help="Print the steps that mend what was found.")
    ] = False,
    avi: Annotated[
        Path | None,
        typer.Option("--avi", metavar="FILE", help="Compare routes with the controller's export."),
    ] = None,
    watching: Annotated[
        bool, typer.Option("--watch", help="Look again and again, print what changes.")
    ] = False,
) -> ExitStatus:
    """The live cluster against its config. Reads only, and never shows a secret.

    Example: cilium-ako doctor dev --runbook
    """
    # The only command that needs a cluster, and the libraries for one.
    from cilium_ako.doctor.cluster import CannotLookError  # noqa: PLC0415
    from cilium_ako.doctor.examine import Examination, Options, examine, watch  # noqa: PLC0415
    from cilium_ako.doctor.report import as_json, text  # noqa: PLC0415
    from cilium_ako.escape import fenced  # noqa: PLC0415

    def show(examination: Examination) -> None:
        if output is Format.JSON:
            _print_json(as_json([examination], runbook=runbook))
        elif output is Format.MARKDOWN:
            _print(fenced(text(examination, runbook=runbook).splitlines(), "text"))
        else:
            sys.stdout.write(text(examination, runbook=runbook))
        sys.stdout.flush()

    checked = _checked(stack)
    if not checked.ok or checked.stack is None:
        _say_problems(checked)
        return ExitStatus.INVALID
    options = Options(context=context, timeout=timeout, avi=avi)
    status = ExitStatus.FINE
    try:
        if not watching:
            examination = examine(checked.stack, options, say=_say)
            show(examination)
            return examination.exit_status
        for seen in watch(checked.stack, options, say=_say):
            if isinstance(seen, CannotLookError):
                _say(f"{seen.message}. {seen.fix}")
                status = ExitStatus.FAILED
            else:
                show(seen)
                status = seen.exit_status
    except CannotLookError as error:
        _say(f"{error.message}. {error.fix}")
        return ExitStatus.FAILED
    return status


@app.command()
def rules(output: _Format = Format.TEXT) -> ExitStatus:
    """Every rule: what it says, why, what to do, where it is from.

    Example: cilium-ako rules --format markdown
    """
    from cilium_ako.check.rule_table import (  # noqa: PLC0415 - start-up time
        rules_json,
        rules_markdown,
        rules_text,
    )

    if output is Format.JSON:
        _print_json(rules_json())
    elif output is Format.MARKDOWN:
        _print(rules_markdown())
    else:
        _print(rules_text())
    return ExitStatus.FINE


def _checked(stack: str) -> CheckedStack:
    from cilium_ako.check.checked_stack import check_named  # noqa: PLC0415 - start-up time

    return check_named(stack, Path.cwd())


def _say_problems(checked: CheckedStack) -> None:
    from cilium_ako.check.problem_text import problems_text  # noqa: PLC0415 - start-up time

    if checked.problems:
        _say(problems_text(checked, style=_styled(sys.stderr)) + "\n")


def _print(text: str) -> None:
    sys.stdout.write(text + "\n")


def _print_json(data: object) -> None:
    json.dump(data, sys.stdout, indent=2, ensure_ascii=False)
    sys.stdout.write("\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def _styled(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def main() -> None:
    """The console script. Usage errors are status 1: status 2 says that a config is invalid."""
    # a run ends before there is garbage worth a search: a tenth of its time
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # a terminal that cannot show a letter gets its number, not a traceback
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_status(lambda: app(standalone_mode=False)))


def _status(run: Callable[[], object]) -> int:
    try:
        result = run()
        sys.stdout.flush()
    except BrokenPipeError:
        # whoever read stdout has read enough; nothing more may be written at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.FAILED
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        # typer hands its usage errors on when it does not exit by itself
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return ExitStatus.FAILED
    return result if isinstance(result, int) else ExitStatus.FINE


if __name__ == "__main__":
    main()
