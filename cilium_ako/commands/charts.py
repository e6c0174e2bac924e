"""`cilium-ako charts`: the charts' archives, their lock, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cilium_ako.commands.options import ColorOption, StacksArgument
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.charts.project_charts import ProjectCharts

charts = typer.Typer(
    name="charts",
    help=(
        "The charts' archives: lock them by digest, check them, pull them.\n\n"
        "Example: cilium-ako charts lock"
    ),
    rich_markup_mode=None,
)

ReplaceOption = Annotated[
    list[str] | None,
    typer.Option(
        "--replace",
        metavar="CHART-VERSION",
        help="Take another archive of this chart than the lock says, when you know why.",
    ),
]
BaseOption = Annotated[
    str | None,
    typer.Option("--base", metavar="REF", help="Also what the stacks pinned at a git ref."),
]


@charts.command()
def lock(
    context: typer.Context,
    stacks: StacksArgument = None,
    replace: ReplaceOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """Pull the charts that stacks pin, and write their digests into charts.lock.

    Rows that no stack pins any more are left out, unless stacks are named.

    Example: cilium-ako charts lock
    """
    from cilium_ako.charts.project_charts import lock_charts  # noqa: PLC0415 - start-up time

    output = Output.of(context, color)
    with output.stderr.progress("Pulling charts"):
        found = lock_charts(Path.cwd(), stacks or (), replace or ())
    return _told(output, found)


@charts.command()
def check(
    context: typer.Context, stacks: StacksArgument = None, color: ColorOption = None
) -> ExitStatus:
    """Hold charts.lock against what stacks pin and the archives in the cache; pull nothing.

    Example: cilium-ako charts check
    """
    from cilium_ako.charts.project_charts import check_charts  # noqa: PLC0415 - start-up time

    output = Output.of(context, color)
    found = check_charts(Path.cwd(), stacks or ())
    return _told(output, found)


@charts.command()
def pull(
    context: typer.Context,
    stacks: StacksArgument = None,
    base: BaseOption = None,
    color: ColorOption = None,
) -> ExitStatus:
    """Pull the charts that stacks pin into the cache, and refuse one of another digest.

    Example: cilium-ako charts pull --base origin/main
    """
    from cilium_ako.charts.project_charts import pull_charts  # noqa: PLC0415 - start-up time

    output = Output.of(context, color)
    with output.stderr.progress("Pulling charts"):
        found = pull_charts(Path.cwd(), stacks or (), base)
    return _told(output, found)


def _told(output: Output, found: ProjectCharts) -> ExitStatus:
    """Says what became of each chart: what is wrong to stderr, all else to stdout."""
    for message in found.messages:
        output.tell(message)
    for each in found.results:
        if each.ok:
            output.print("\n".join(output.stdout.line(f"{each.name}: {each.message}")))
        else:
            output.error(each.message, where=each.name)
    return ExitStatus.FINE if found.ok else ExitStatus.FAILED
