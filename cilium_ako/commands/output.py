"""How commands speak: data to stdout, everything else to stderr, what went wrong in one shape."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import typer

from cilium_ako.message import Message
from cilium_ako.terminal import ColorMode, Terminal

if TYPE_CHECKING:
    from cilium_ako.check.checked_stack import CheckedStack


class Output(NamedTuple):
    """The two streams of a command."""

    stdout: Terminal
    stderr: Terminal

    @classmethod
    def of(cls, context: typer.Context, color: ColorMode | None) -> Output:
        """The streams, coloured as the command's own `--color` says, or else the global one."""
        chosen = color or context.obj
        return cls.colored(chosen if isinstance(chosen, ColorMode) else ColorMode.AUTO)

    @classmethod
    def colored(cls, color: ColorMode = ColorMode.AUTO) -> Output:
        """The streams of the process as they are now."""
        return cls(
            Terminal.for_stream(sys.stdout, color),
            Terminal.for_stream(sys.stderr, color),
        )

    def print(self, text: str) -> None:
        """A text on stdout, and a line break where it does not end in one."""
        sys.stdout.write(text if text.endswith("\n") else f"{text}\n")

    def print_json(self, data: object) -> None:
        """Data on stdout, as JSON for a program."""
        json.dump(data, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")

    def say(self, text: str) -> None:
        """A note on stderr."""
        self._write(self.stderr.line(text))

    def error(self, what: str, fix: str = "", where: str = "") -> None:
        """What went wrong, on stderr, in the shape of a `Message`."""
        self.tell(Message(what, fix, where))

    def warning(self, what: str, fix: str = "", where: str = "") -> None:
        """What a person should know, though the command goes on; on stderr, as a `Message`."""
        self.tell(Message(what, fix, where, "warning"))

    def tell(self, message: Message) -> None:
        """A message on stderr."""
        self._write(message.lines(self.stderr))

    def problems(self, checked: CheckedStack) -> None:
        """What is wrong with a stack, on stderr; nothing where nothing is."""
        from cilium_ako.check.problem_text import problems_text  # noqa: PLC0415 - start-up time

        if checked.problems:
            self._write([problems_text(checked, self.stderr), ""])

    def _write(self, lines: Iterable[str]) -> None:
        sys.stderr.write("".join(f"{line}\n" for line in lines))
