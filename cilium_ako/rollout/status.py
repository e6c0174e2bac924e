"""What the hub says of a fleet, for a person and a program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from cilium_ako.escape import one_line
from cilium_ako.exit_status import ExitStatus
from cilium_ako.rollout.hub import Hub, HubStack, age_text
from cilium_ako.terminal import PLAIN, Span, Terminal, Tone


def status_of_hub(hub: Hub) -> ExitStatus:
    """DISRUPTIVE where a Stack is Stalled: nothing happens to it until somebody acts."""
    stalled = any(each.stalled for each in hub.stacks)
    return ExitStatus.DISRUPTIVE if stalled else ExitStatus.FINE


def status_json(hub: Hub) -> dict[str, object]:
    """Every Stack with all that is known of it."""
    return {
        "time": f"{hub.now:%Y-%m-%dT%H:%M:%SZ}",
        "stacks": [
            {
                "namespace": each.namespace,
                "name": each.name,
                "wave": each.wave,
                "preview": each.is_preview,
                "version": each.version,
                "ranVersion": each.ran_version,
                "state": each.state,
                "current": each.is_current,
                "ready": each.ready,
                "stalled": each.stalled,
                "guarded": each.guarded,
                "reason": each.reason,
                "message": each.message,
                "failures": each.failures,
                "updated": None if each.updated is None else f"{each.updated:%Y-%m-%dT%H:%M:%SZ}",
                "wake": each.waking_command(hub.now) if each.stalled else "",
            }
            for each in hub.stacks
        ],
    }


def status_text(hub: Hub, terminal: Terminal = PLAIN) -> str:
    """A line for each wave and for each Stack that is not Ready; no line break at the end."""
    if not hub.stacks:
        return "the hub has no Stacks of a fleet"
    lines = terminal.columns(
        [*_waves(hub)],
        headers=("wave", "Stacks", "Ready", "previews Ready", "Stalled", "versions"),
    )
    for each in hub.stacks:
        if not each.ready or not each.is_current:
            lines += ["", *_stack(each, hub, terminal)]
    return "\n".join(lines)


def _waves(hub: Hub) -> Iterator[list[str | Span]]:
    for wave in sorted({each.wave for each in hub.stacks}, key=lambda text: (len(text), text)):
        own = [each for each in hub.stacks if each.wave == wave]
        real = [each for each in own if not each.is_preview]
        twins = [each for each in own if each.is_preview]
        stalled = sum(each.stalled for each in own)
        versions = Counter(short(each.version) for each in real)
        yield [
            wave,
            str(len(real)),
            _share(real),
            _share(twins),
            Span(str(stalled), "bad" if stalled else "plain"),
            ", ".join(f"{version} ({number})" for version, number in sorted(versions.items())),
        ]


def _share(stacks: list[HubStack]) -> Span:
    ready = sum(each.ready and each.is_current for each in stacks)
    return Span(f"{ready} of {len(stacks)}", "good" if ready == len(stacks) else "warn")


def short(version: str) -> str:
    """A version as a person tells it from others: the beginning of its hash."""
    if "@sha256:" in version:
        return version.partition("@sha256:")[2][:12]
    return version[:10] or "–"


def _stack(stack: HubStack, hub: Hub, terminal: Terminal) -> list[str]:
    tone: Tone = "bad" if stack.stalled else "warn"
    age = None if stack.updated is None else hub.now - stack.updated
    state = stack.state if stack.is_current else f"{stack.state}, not looked at since it changed"
    head = (
        Span(stack.place, strong=True),
        f"  {'preview, ' if stack.is_preview else ''}wave {stack.wave}  ",
        Span(state, tone),
        f"  {stack.reason}" if stack.reason else "",
        "" if age is None else f"  last update {age_text(age)} ago",
    )
    lines = terminal.line(*head)
    if stack.guarded:
        lines += terminal.wrap(
            "the guard refused its update: a change is disruptive and nobody has acknowledged it",
            indent="  ",
        )
    if stack.message:
        lines += terminal.wrap(one_line(stack.message), indent="  ")
    if stack.stalled:
        lines += terminal.verbatim(
            stack.waking_command(hub.now), indent="  ", label="mend the cause, then: "
        )
    return lines
