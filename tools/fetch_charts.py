"""`make charts`: pulls the charts that the stack files pin, and checks their digests.

Run as `python -m tools.fetch_charts [--record] [--base REF]`. Exit status 1 where a chart could
not be had or was refused.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from cilium_ako.catalogue.charts import digests as chart_digests
from cilium_ako.charts.chart_download import pinned, pull, with_digests
from cilium_ako.charts.chart_lookup import charts_cache
from cilium_ako.config.stack import Stack, parse
from cilium_ako.config.stack_files import all_stacks, raw_config, read
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus


def main() -> int:
    """Pulls what is pinned, and says of each chart what became of it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--record", action="store_true", help="accept and write down digests that are not known"
    )
    arguments.add_argument("--base", default="", help="also what the stacks pinned at this commit")
    given = arguments.parse_args()
    stacks = []
    for file in all_stacks(Path.cwd()):
        try:
            stacks.append(parse(file.name, read(file), offline=True)[0])
        except DocumentError as error:
            print(f"{file.path.name}: {error.message}; its charts are left out", file=sys.stderr)
    if given.base:
        stacks += _at(given.base)
    results = pull(pinned(stacks), record=given.record)
    for each in results:
        print(f"{each.name}: {each.message}", file=sys.stdout if each.ok else sys.stderr)
    print(f"cache: {charts_cache()}")
    new = {each.name: each.digest for each in results if each.ok}
    if given.record and not new.items() <= chart_digests.DIGESTS.items():
        table = Path(chart_digests.__file__)
        merged = {**chart_digests.DIGESTS, **new}
        table.write_text(with_digests(table.read_text(encoding="utf-8"), merged), encoding="utf-8")
    return ExitStatus.FINE if all(each.ok for each in results) else ExitStatus.FAILED


def _at(base: str) -> list[Stack]:
    """The stacks at a commit; one that cannot be read there is left out."""
    commit = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}")
    prefix = _git("rev-parse", "--show-prefix")
    listed = _git("ls-tree", "-z", "--name-only", "--full-tree", commit, prefix or ".")
    found = []
    for path in filter(None, listed.split("\0")):
        name = Path(path).name
        if name.startswith("Pulumi.") and name.endswith(".yaml") and name != "Pulumi.yaml":
            try:
                raw = raw_config(_git("show", f"{commit}:{path}"))
            except DocumentError:
                continue
            found.append(parse(name, raw, offline=True)[0])
    return found


def _git(*arguments: str) -> str:
    ran = subprocess.run(["git", *arguments], capture_output=True, text=True, check=True)
    return ran.stdout.strip("\n")


if __name__ == "__main__":
    sys.exit(main())
