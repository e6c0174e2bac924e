"""What adopting came to, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from cilium_ako.adopt.adopt import Adoption
from cilium_ako.adopt.own_values import LeftOut
from cilium_ako.adopt.proof import Difference, Proof
from cilium_ako.adopt.stack_text import how_to_set
from cilium_ako.catalogue.charts.keys import Chart
from cilium_ako.catalogue.charts.secret_names import AKO_CREDENTIALS
from cilium_ako.catalogue.transitions import BY_ID
from cilium_ako.config.stack import PROJECT, SecretKey, key_path
from cilium_ako.diff.formats.pieces import TONES
from cilium_ako.escape import one_line
from cilium_ako.shell import quoted, set_to
from cilium_ako.terminal import PLAIN, Span, Terminal

_SECRETS: Final[Mapping[str, SecretKey]] = {
    f"{AKO_CREDENTIALS}.password": SecretKey.AVI_PASSWORD,
    f"{AKO_CREDENTIALS}.authtoken": SecretKey.AVI_TOKEN,
    f"{AKO_CREDENTIALS}.certificateAuthorityData": SecretKey.AVI_CA,
}
"""Helm key of a secret to the stack's key for it."""
_ENI_NAME: Final = "eni-cluster-name"
_RENAMED: Final = "cluster-identity-changed"
_FEW: Final = 20
"""How many places of one object are shown."""


def adoption_text(adoption: Adoption, proof: Proof | None, terminal: Terminal = PLAIN) -> str:
    """What was written, what was not taken over, what is missing, and what changes."""
    lines = [*_written(adoption, terminal)]
    for section in (
        _left_out(adoption, terminal),
        _secrets(adoption, terminal),
        _missing(adoption, terminal),
        _renaming(adoption, terminal),
        _changes(proof, terminal) if proof is not None else (),
    ):
        body = list(section)
        if body:
            lines += ["", *body]
    return "\n".join(lines)


def _written(adoption: Adoption, terminal: Terminal) -> Iterator[str]:
    sources = []
    for chart, told in adoption.assembled.told.items():
        version = told.release.version
        of = f"{chart} {version}" if version is not None else f"{chart}, of an unknown version,"
        sources.append(f"{of} from {one_line(told.release.source)}")
    yield from terminal.line(
        Span(one_line(adoption.path.name), strong=True), f": written, {', '.join(sources)}"
    )
    if adoption.backup is not None and adoption.lost_secrets:
        yield from terminal.wrap(
            f"{', '.join(adoption.lost_secrets)} are encrypted in the backup alone: copy their"
            " lines, with encryptionsalt or encryptedkey, or set them anew",
            indent="  ",
        )
    if adoption.backup is not None:
        yield from terminal.line(
            f"what was there is in {one_line(adoption.backup.name)}", indent="  "
        )


def _left_out(adoption: Adoption, terminal: Terminal) -> Iterator[str]:
    rows = [
        [Span(f"{chart}: {one_line(each.key)}"), Span(each.why, "quiet")]
        for chart, found in adoption.assembled.left_out.items()
        for each in found
        if each.reason != "secret"
    ]
    if rows:
        yield from terminal.line(Span("Not taken over", strong=True))
        yield from terminal.columns(rows, indent="  ")


def secrets_of(left_out: Mapping[Chart, tuple[LeftOut, ...]]) -> list[tuple[str, SecretKey | None]]:
    """Helm keys that hold a secret, each with the stack's own key for it where there is one."""
    return [
        (each.key, _SECRETS.get(each.key))
        for found in left_out.values()
        for each in found
        if each.reason == "secret"
    ]


def _secrets(adoption: Adoption, terminal: Terminal) -> Iterator[str]:
    found = secrets_of(adoption.assembled.left_out)
    if not found:
        return
    yield from terminal.line(
        Span("Secrets, which no file of values and no stack file may hold in clear", strong=True)
    )
    for key, ours in found:
        if ours is None:
            yield from terminal.line(
                f"{one_line(key)}: left out; put it into a Secret, and name that one",
                indent="  ",
            )
            continue
        command = f"pulumi config set --secret --stack {quoted(adoption.stack)} {PROJECT}:{ours}"
        yield from terminal.verbatim(command, indent="  ", label=f"{one_line(key)}: ")


def _missing(adoption: Adoption, terminal: Terminal) -> Iterator[str]:
    if not adoption.assembled.missing:
        return
    yield from terminal.line(Span("Still missing, with an example of each", strong=True))
    for each in adoption.assembled.missing:
        yield from terminal.verbatim(how_to_set(each, adoption.stack), indent="  ")


def _renaming(adoption: Adoption, terminal: Terminal) -> Iterator[str]:
    """How a cluster with eni gets a name of its own, where it has the chart's."""
    if not any(each.rule == _ENI_NAME and each.stops for each in adoption.checked.problems):
        return
    cluster, consequence = key_path("cluster", "name"), BY_ID[_RENAMED].consequence
    yield from terminal.line(
        Span("The name default with eni, which a change of its own takes away", strong=True)
    )
    yield from terminal.wrap(consequence, indent="  ")
    steps = (set_to(cluster, "NAME", stack=adoption.stack), *BY_ID[_RENAMED].runbook)
    for number, step in enumerate(steps, 1):
        yield from terminal.verbatim(step, indent="  ", label=f"{number}. ")
    until = set_to(
        key_path("acknowledge", _ENI_NAME, "reason"),
        "the only cluster of this name in its VPC",
        stack=adoption.stack,
    )
    yield from terminal.verbatim(until, indent="  ", label="until then, where that is so: ")


def _changes(proof: Proof, terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(Span(_headline(proof), "plain", strong=True))
    by_place: dict[str, list[Difference]] = {}
    for each in proof.differences:
        by_place.setdefault(each.where, []).append(each)
    for where, found in by_place.items():
        yield from terminal.line(one_line(where), indent="  ")
        for each in found[:_FEW]:
            yield from _difference(each, terminal)
        if len(found) > _FEW:
            yield from terminal.line(f"and {len(found) - _FEW} more", indent="    ")
    told = {each.rule for each in proof.differences if each.rule}
    for change in proof.verdict.changes:
        if change.rule not in told:
            yield from terminal.line(
                Span(change.impact, TONES[change.impact]),
                f"  {change.path}  {change.rule}",
                indent="  ",
            )
            yield from terminal.wrap(change.consequence, indent="      ")
    for note in proof.notes:
        yield from terminal.wrap(one_line(note), indent="  ")


def _headline(proof: Proof) -> str:
    nothing = "Of what was compared, nothing" if proof.notes else "Nothing"
    if not proof.differences and not proof.verdict.changes:
        return f"{nothing} changes"
    count = len(proof.differences)
    lines = f"{'this line' if count == 1 else f'these {count} lines'}"
    if proof.nothing_happens:
        return f"{nothing} changes but {lines}, all safe"
    return f"What changes: {lines}"


def _difference(each: Difference, terminal: Terminal) -> Iterator[str]:
    shown = [one_line(text, 60) if text is not None else "-" for text in (each.old, each.new)]
    rule = f"  {each.rule}" if each.rule else ""
    yield from terminal.line(
        Span(each.impact or "unknown", "bad" if each.impact is None else TONES[each.impact]),
        f"  {one_line(each.key)}  {shown[0]} → {shown[1]}",
        Span(rule, "quiet"),
        indent="    ",
    )
    yield from terminal.wrap(Span(one_line(each.why), "quiet"), indent="        ")
