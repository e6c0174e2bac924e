"""What a rotation did and what comes next, or what stands against it."""

from __future__ import annotations

from typing import NamedTuple

from cilium_ako.changes.verdict import ClassifiedChange
from cilium_ako.exit_status import ExitStatus
from cilium_ako.rotation.key_rotation import ROTATION_PATH, KeyRotation
from cilium_ako.rotation.standing import Standing
from cilium_ako.shell import quoted
from cilium_ako.terminal import PLAIN, Span, Terminal


class RotationReport(NamedTuple):
    """What `rotate` did, or why it did not."""

    stack: str
    rotation: KeyRotation | None = None
    """None where nothing was rotated."""
    change: ClassifiedChange | None = None
    """What the next deployment does to the cluster; None where the stack counts no rotations."""
    old_key_for: str = ""
    """How long agents keep the old key after they have the new one, as Go writes it."""
    notes: tuple[str, ...] = ()
    """What was taken for granted."""
    standing: Standing = Standing()

    @property
    def status(self) -> ExitStatus:
        """DISRUPTIVE where the rotation is refused."""
        return ExitStatus.DISRUPTIVE if self.rotation is None else ExitStatus.FINE


def rotation_text(report: RotationReport, terminal: Terminal = PLAIN) -> str:
    """What a rotation did and what comes next, or what stands against it."""
    name = Span(report.stack, strong=True)
    if report.rotation is None:
        return "\n".join(_refusal(report, name, terminal))
    new, old = report.rotation.new_id, report.rotation.old_id
    lines = terminal.line(name, f": the IPsec key's id goes from {old} to {new}")
    if report.rotation.rotation is not None:
        lines += terminal.line(
            f"written: {ROTATION_PATH} is {report.rotation.rotation}", indent="  "
        )
    for note in report.notes:
        lines += terminal.wrap(f"note: {note}", indent="  ", hanging="    ")
    lines += ["", *terminal.line("what happens at the next `pulumi up`:", indent="  ")]
    for each in _events(report):
        lines += terminal.wrap(each, indent="    ")
    lines += ["", *terminal.line("what to do:", indent="  ")]
    for step in _steps(report):
        lines += terminal.verbatim(step, indent="    ")
    return "\n".join(lines)


def _refusal(report: RotationReport, name: Span, terminal: Terminal) -> list[str]:
    lines = terminal.line(name, ": ", Span("not rotated", "bad"), ", nothing was written")
    standing = report.standing
    if standing.unfinished:
        lines += terminal.line(
            "the last rotation is not finished, or not known to be:", indent="  "
        )
        for each in standing.unfinished:
            lines += terminal.wrap(each, indent="    ")
    if standing.pending:
        lines += terminal.line("something else is about to change, or wrong:", indent="  ")
        for each in standing.pending:
            lines += terminal.wrap(each, indent="    ")
    why = (
        "A key is rotated while everything else stands still: nodes that run two versions, or that"
        " have three keys between them, drop each other's traffic."
    )
    lines += ["", *terminal.wrap(why, indent="  "), "", *terminal.line("what to do:", indent="  ")]
    stack = quoted(report.stack)
    for step in (
        f"pulumi up --stack {stack}   # what is written there, or take it out of the file",
        f"cilium-ako doctor {stack} --runbook",
        f"cilium-ako rotate {stack} --live",
    ):
        lines += terminal.verbatim(step, indent="    ")
    return lines


def _events(report: RotationReport) -> tuple[str, ...]:
    return (
        "The Secret is updated in place, never deleted first; its id and digest change, nothing"
        " else.",
        f"{report.change.consequence}" if report.change is not None else "",
        f"The old key goes {report.old_key_for} (keyRotationDuration) after an agent has taken the"
        " new one; until then it has both.",
    )


def _steps(report: RotationReport) -> tuple[str, ...]:
    assert report.rotation is not None  # noqa: S101 - the caller has looked
    stack = quoted(report.stack)
    return (
        *report.rotation.commands,
        f"cilium-ako diff {stack} --base HEAD",
        f"pulumi up --stack {stack}",
        f"cilium-ako doctor {stack}   # every node with the new id",
        f"git commit Pulumi.{stack}.yaml   # the next rotation asks for it",
    )
