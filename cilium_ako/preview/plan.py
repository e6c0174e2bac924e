"""The offline preview as a tree, a table and JSON: decisions, the operator's policy, resources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from cilium_ako.charts.decisions import Decision
from cilium_ako.escape import fenced, markdown_text
from cilium_ako.preview.recording import RegisteredResource
from cilium_ako.terminal import PLAIN, Branch, Span, Terminal, Text

if TYPE_CHECKING:
    from cilium_ako.aws.operator_policy import OperatorPolicy
    from cilium_ako.aws.operator_trust import OperatorTrust
    from cilium_ako.aws.traffic import TrafficRule


def preview_text(
    stack: str,
    decided: Sequence[Decision],
    resources: Sequence[RegisteredResource],
    terminal: Terminal = PLAIN,
    policy: OperatorPolicy | None = None,
    traffic: Sequence[TrafficRule] = (),
    trust: OperatorTrust | None = None,
    notes: Sequence[str] = (),
) -> str:
    """What was decided, and what `pulumi up` would create; no line break at the end.

    `policy` is what the operator must be allowed at EC2, where it asks that, `trust` who gets the
    role that is made for it, `traffic` what security groups must let in on AWS, `notes` what is to
    be known of a kvstore.
    """
    decisions = [(each.name, each.value or "(empty)", _because(each)) for each in decided]
    lines = [
        *terminal.line(Span(f"Stack {stack}: decisions", strong=True)),
        "",
        *terminal.definitions(decisions),
        "",
        *(_notes_text(notes, terminal) if notes else ()),
        *(_policy_text(policy, terminal) if policy is not None else ()),
        *(_trust_text(trust, terminal) if trust is not None else ()),
        *(_traffic_text(traffic, terminal) if traffic else ()),
        *terminal.line(Span("What `pulumi up` creates in an empty cluster", strong=True)),
        "",
        *terminal.tree(
            _branches(_children(resources)), headers=("Type", "Name"), mark=Span(" +  ", "good")
        ),
        "",
        *terminal.line(Span(f"+ {len(resources)} to create", "good"), indent="     "),
    ]
    return "\n".join(lines)


def _notes_text(notes: Sequence[str], terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(Span("What to know of the kvstore", strong=True))
    yield ""
    for note in notes:
        yield from terminal.wrap(f"- {note}", indent="  ", hanging="  ")
    yield ""


def _policy_text(policy: OperatorPolicy, terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(Span("What the operator must be allowed at EC2", strong=True))
    yield ""
    yield from terminal.definitions(
        [
            (each.id, ", ".join(each.actions), Span(f"because it {each.reason}", "quiet"))
            for each in policy.statements
        ]
    )
    yield ""
    yield from terminal.verbatim(policy.text, indent="  ")
    yield ""
    yield from terminal.line(policy.length, indent="  ")
    yield ""


def _traffic_text(traffic: Sequence[TrafficRule], terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(Span("What security groups must let in", strong=True))
    yield ""
    yield from terminal.definitions(
        [(each.between, each.what, Span(each.reason, "quiet")) for each in traffic]
    )
    yield ""


def _trust_text(trust: OperatorTrust, terminal: Terminal) -> Iterator[str]:
    yield from terminal.line(Span("Who gets the role that has it", strong=True))
    yield ""
    yield from terminal.line(Span(f"because {trust.reason}", "quiet"), indent="  ")
    yield ""
    yield from terminal.verbatim(trust.text, indent="  ")
    yield ""


def _because(decision: Decision) -> Text:
    return Span(f"because {decision.because}", "quiet") if decision.because else ""


def preview_json(
    stack: str,
    decided: Sequence[Decision],
    resources: Sequence[RegisteredResource],
    policy: OperatorPolicy | None = None,
    traffic: Sequence[TrafficRule] = (),
    trust: OperatorTrust | None = None,
    notes: Sequence[str] = (),
) -> dict[str, object]:
    """The object that `preview --format json` prints for a stack.

    `operatorPolicy` is there only where there is a policy, `operatorTrust` only where its role is
    made, `securityGroupRules` only on AWS, `kvstoreNotes` only with a kvstore.
    """
    told: dict[str, object] = {"kvstoreNotes": [*notes]} if notes else {}
    if policy is not None:
        told["operatorPolicy"] = {
            "document": policy.document,
            "reasons": {each.id: each.reason for each in policy.statements},
            "characters": policy.characters,
        }
    if traffic:
        told["securityGroupRules"] = [each.as_json() for each in traffic]
    if trust is not None:
        told["operatorTrust"] = {"document": trust.document, "reason": trust.reason}
    return {
        "stack": stack,
        "decisions": {each.name: each.value for each in decided},
        **told,
        "resources": [
            {
                "urn": each.urn,
                "type": each.type,
                "name": each.name,
                "parent": each.parent,
                "dependsOn": list(each.depends_on),
                "inputs": each.inputs,
                "secretInputs": list(each.secret_inputs),
            }
            for each in sorted(resources, key=lambda each: each.urn)
        ],
    }


def preview_markdown(
    stack: str,
    decided: Sequence[Decision],
    resources: Sequence[RegisteredResource],
    policy: OperatorPolicy | None = None,
    traffic: Sequence[TrafficRule] = (),
    trust: OperatorTrust | None = None,
    notes: Sequence[str] = (),
) -> str:
    """The preview for a comment: tables of decisions, of what AWS must allow, of resources."""
    lines = [f"### {stack}", "", "| decision | value | because |", "|---|---|---|"]
    lines += [
        f"| {' | '.join(map(markdown_text, (each.name, each.value or '(empty)', each.because)))} |"
        for each in decided
    ]
    if notes:
        lines += ["", *(f"- {markdown_text(note)}" for note in notes)]
    if policy is not None:
        lines += ["", "| allowed at EC2 | because the operator |", "|---|---|"]
        lines += [
            f"| {markdown_text(', '.join(each.actions))} | {markdown_text(each.reason)} |"
            for each in policy.statements
        ]
        lines += ["", fenced(policy.text.splitlines(), "json"), "", policy.length]
    if traffic:
        lines += ["", "| security groups must let in | what | which is |", "|---|---|---|"]
        lines += [
            f"| {' | '.join(map(markdown_text, (each.between, each.what, each.reason)))} |"
            for each in traffic
        ]
    if trust is not None:
        lines += ["", f"Who gets the role that has it: {markdown_text(trust.reason)}", ""]
        lines.append(fenced(trust.text.splitlines(), "json"))
    lines += ["", "| resource | name |", "|---|---|"]
    lines += [f"| `{each.type}` | `{each.name}` |" for each in _in_order(_children(resources))]
    return "\n".join(lines)


Children = Mapping[str, Sequence[RegisteredResource]]
"""Resources by the URN of their parent, components before what a provider makes."""


def _children(resources: Sequence[RegisteredResource]) -> Children:
    children: dict[str, list[RegisteredResource]] = {}
    for each in sorted(resources, key=lambda each: (each.custom, each.urn)):
        children.setdefault(each.parent, []).append(each)
    return children


def _in_order(children: Children, parent: str = "") -> Iterator[RegisteredResource]:
    for each in children.get(parent, ()):
        yield each
        yield from _in_order(children, each.urn)


def _branches(children: Children, parent: str = "") -> tuple[Branch, ...]:
    return tuple(
        Branch(
            (each.type, each.name),
            tuple(Span(line, "quiet") for line in _details(each)),
            _branches(children, each.urn),
        )
        for each in children.get(parent, ())
    )


def _details(resource: RegisteredResource) -> Iterator[str]:
    """The few inputs that tell one resource from another."""
    inputs = resource.inputs
    if resource.type.endswith(":Release"):
        chart = f"{inputs.get('chart')} {inputs.get('version', '')}".strip()
        repository = _inside(inputs, "repositoryOpts").get("repo", "")
        yield f"chart {chart}" + (f" from {repository}" if repository else "")
        namespace = inputs.get("namespace")
        yield f"release {inputs.get('name')} in {namespace}, {inputs.get('description', '')}"
    elif resource.type.endswith(":Secret"):
        metadata = _inside(inputs, "metadata")
        yield f"Secret {metadata.get('namespace')}/{metadata.get('name')}, contents secret"


def _inside(inputs: Mapping[str, object], key: str) -> Mapping[str, object]:
    inner = inputs.get(key)
    return inner if isinstance(inner, Mapping) else {}
