"""The one way into the report: what `cilium-ako diff` calls."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Literal, NamedTuple

from cilium_ako.diff.model import EnginePreview, Report
from cilium_ako.diff.report import report_against_base, report_against_state
from cilium_ako.documents.error import DocumentError
from cilium_ako.exit_status import ExitStatus
from cilium_ako.message import Message
from cilium_ako.terminal import PLAIN, Terminal

Format = Literal["text", "markdown", "json", "html"]
"""What is printed."""

FILES: Final[Mapping[Format, str]] = {
    "text": "report.txt",
    "markdown": "report.md",
    "json": "report.json",
    "html": "report.html",
}
"""What an output directory holds afterwards; `comment.md` beside them is cut to a comment."""


class Printed(NamedTuple):
    """What a command prints and ends with."""

    text: str
    """For stdout."""
    messages: tuple[Message, ...]
    """For stderr."""
    status: ExitStatus


def run_diff(
    stacks: Sequence[str],
    *,
    directory: Path,
    base: str | None = None,
    state: Path | None = None,
    output: Format = "text",
    output_directory: Path | None = None,
    preview_json: Sequence[Path] = (),
    run_base: bool = False,
    config_json: Path | None = None,
    terminal: Terminal = PLAIN,
    environment: Mapping[str, str] = os.environ,
) -> Printed:
    """What changes in stacks (all of the project where none is named) against a base.

    Exactly one of `base` (a git ref) and `state` (a `pulumi stack export`, of the one stack that
    is named) is compared with. `run_base` lets the code of `base` run, whoever wrote it.
    `config_json` is what `pulumi config --json` printed of the one stack that is named, in place of
    its file now. `preview_json` are engine previews to fold in. With `output_directory` every
    format is written there too, and markdown is printed as a comment that points to it. The text is
    laid out for `terminal`. Nothing is raised: what goes wrong is a message and a status.
    """
    if (base is None) == (state is None):
        return _failed("give one of --base REF and --state FILE", _HELP)
    if state is not None and len(stacks) != 1:
        return _failed("a state is of one stack: name exactly one with --state", _HELP)
    if config_json is not None and len(stacks) != 1:
        return _failed("a config is of one stack: name exactly one with --config-json", _HELP)
    try:
        previews = _previews(preview_json)
    except DocumentError as error:
        return _failed(error.message, error.fix)
    if state is not None:
        report = report_against_state(
            stacks[0], directory, state, previews, environment, config_json=config_json
        )
    else:
        assert base is not None  # noqa: S101 - one of the two is given
        report = report_against_base(
            stacks,
            directory,
            base,
            previews,
            environment,
            run_base=run_base,
            config_json=config_json,
        )
    messages: list[Message] = []
    unknown_stacks = sorted(previews.keys() - {each.stack for each in report.stacks})
    if unknown_stacks:
        messages.append(
            Message(
                f"no stack here has the name of the preview: {', '.join(unknown_stacks)}",
                "pulumi preview --json --stack STACK",
                level="warning",
            )
        )
    if output_directory is not None:
        try:
            _write(report, output_directory)
        except OSError as error:
            what = f"{output_directory} cannot be written: {error.strerror}"
            return _failed(what, "give --output-dir a folder that you may write to")
    messages += [
        Message(each.message, each.fix, each.stack) for each in report.stacks if each.message
    ]
    return Printed(written(report, output, terminal), tuple(messages), report.status)


def _previews(paths: Sequence[Path]) -> dict[str, EnginePreview]:
    """The previews in files, by stack. Raises DocumentError."""
    if not paths:
        return {}
    from cilium_ako.diff.engine_preview import read_preview  # noqa: PLC0415 - start-up time

    return {each.stack: each for each in map(read_preview, paths)}


def written(report: Report, output: Format, terminal: Terminal = PLAIN, *, cut: bool = True) -> str:
    """A report in a format, ending in a line break; `cut` to a comment where that is Markdown."""
    if output == "json":
        from cilium_ako.diff.formats.json import report_json  # noqa: PLC0415 - start-up

        return json.dumps(report_json(report), indent=2, ensure_ascii=True) + "\n"
    if output == "markdown":
        from cilium_ako.diff.formats.markdown import LIMIT, report_markdown  # noqa: PLC0415

        return report_markdown(report, limit=LIMIT if cut else None, full=_ARTIFACT)
    if output == "html":
        from cilium_ako.diff.formats.html import report_html  # noqa: PLC0415 - start-up time

        return report_html(report)
    from cilium_ako.diff.formats.text import report_text  # noqa: PLC0415 - start-up time

    return report_text(report, terminal)


_ARTIFACT: Final = "in the artifact report.md"


def _write(report: Report, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for output, name in FILES.items():
        (folder / name).write_text(written(report, output, cut=False), encoding="utf-8")
    comment = written(report, "markdown")
    (folder / "comment.md").write_text(comment, encoding="utf-8")


_HELP: Final = "cilium-ako diff --help"


def _failed(what: str, fix: str) -> Printed:
    return Printed("", (Message(what, fix),), ExitStatus.FAILED)
