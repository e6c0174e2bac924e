"""`make charts`: pulls the charts that the stack files pin, and checks their digests.

Run as `python -m tools.fetch_charts [--record] [--base REF]`. Exit status 1 where a chart could
not be had or was refused.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from cilium_ako.catalogue.charts import digests as chart_digests
from cilium_ako.charts.chart_download import pinned_charts, pull, with_digests
from cilium_ako.charts.chart_lookup import charts_cache
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_files import (
    all_stacks,
    find_project,
    is_stack_file,
    raw_config,
    read,
)
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.repository import RepositoryError, commit_at


def main() -> ExitStatus:
    """Pulls what is pinned, and says of each chart what became of it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--record", action="store_true", help="accept and write down digests that are not known"
    )
    arguments.add_argument(
        "--base", metavar="REF", help="also what the stacks pinned at this commit"
    )
    given = arguments.parse_args()
    stacks: list[Stack] = []
    try:
        files = all_stacks(Path.cwd())
        if given.base is not None:
            stacks += _at(given.base, find_project(Path.cwd()) or Path.cwd())
    except (DocumentError, RepositoryError) as error:
        print(f"{error.message}. {error.fix}", file=sys.stderr)
        return ExitStatus.FAILED
    for file in files:
        try:
            stacks.append(parse(file.name, read(file), offline=True)[0])
        except DocumentError as error:
            _left_out(file.path.name, error.message)
    results = pull(pinned_charts(stacks), record=given.record)
    for each in results:
        print(f"{each.name}: {each.message}", file=sys.stdout if each.ok else sys.stderr)
    print(f"cache: {charts_cache()}")
    new = {each.name: each.digest for each in results if each.ok}
    if given.record and not new.items() <= chart_digests.DIGESTS.items():
        table = Path(chart_digests.__file__)
        merged = {**chart_digests.DIGESTS, **new}
        table.write_text(with_digests(table.read_text(encoding="utf-8"), merged), encoding="utf-8")
    return ExitStatus.FINE if all(each.ok for each in results) else ExitStatus.FAILED


def _at(base: str, project: Path) -> Iterator[Stack]:
    """The stacks of a project at a commit, but those that could not be read. RepositoryError."""
    commit = commit_at(base, project)
    names = sorted(each for each in commit.names(project) if is_stack_file(each))
    for path, file in commit.files([project / each for each in names]).items():
        if file.text is None:
            _left_out(f"{path.name} at {base}", file.problem or "is not UTF-8 text")
            continue
        try:
            yield parse(path.name, raw_config(file.text), offline=True)[0]
        except DocumentError as error:
            _left_out(f"{path.name} at {base}", error.message)


def _left_out(name: str, why: str) -> None:
    print(f"{name} {why}; its charts are left out", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
