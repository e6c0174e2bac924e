"""What a real `pulumi preview` says, from its JSON: operations, replacements, deletes, policies.

Two forms are read: the digest of `pulumi preview --json`, and the stream of events, one in each
line, that `PULUMI_ENABLE_STREAMING_JSON_PREVIEW` makes of it, which alone carries policy results.
Values are never taken over, neither from states nor from policies, which see decrypted secrets.
Sources: pulumi:sdk/go/common/apitype/events.go, pkg/display/json.go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cilium_ako.charts.manifests_secrets import NO_VALUES
from cilium_ako.config.stack import PROJECT
from cilium_ako.diff.model import EnginePreview, EngineStep, PolicyResult
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_option, text_of
from cilium_ako.documents.json_text import load_embedded_json, load_json
from cilium_ako.documents.limits import EXPORT_BYTES

LARGEST: Final = 256 << 20
"""Size in bytes over which a file is refused unread."""
_URN: Final = re.compile(
    r"urn:pulumi:(?P<stack>[^:]+)::(?P<project>[^:]+)::(?P<types>[^:].*?)::(?P<name>.+)"
)
_REPLACING: Final = ("create-replacement", "delete-replaced", "discard-replaced")
"""Parts of a replacement, which the operation `replace` announces as one."""
_QUIET: Final = ("same", "read", "refresh")


_FIX: Final = "make it with: pulumi preview --json > preview.json"


def read_preview(path: Path) -> EnginePreview:
    """The preview in a file. Raises DocumentError."""
    try:
        text = text_of(read_option(path, EXPORT_BYTES))
    except DocumentError as error:
        raise DocumentError(f"{path} {error.message}", _FIX) from None
    return preview_of(text, str(path))


def preview_of(text: str, name: str = "the preview") -> EnginePreview:
    """The preview in a text, of either form. Raises DocumentError."""
    digest = _digest(text)
    if digest is not None:
        return _from_digest(digest, name)
    events = list(_events(text))
    if not events:
        raise DocumentError(f"{name} holds neither a preview's JSON nor its events", _FIX)
    return _from_events(events, name)


def _digest(text: str) -> Mapping[str, Any] | None:
    """The one JSON object; plain lines may stand before it (pulumi/pulumi#19775)."""
    document = load_embedded_json(text)
    if not isinstance(document, dict):
        return None
    return document if "steps" in document or "changeSummary" in document else None


def _events(text: str) -> Iterator[Mapping[str, Any]]:
    for line in text.splitlines():
        if not line.startswith("{"):
            continue
        try:
            event = load_json(line)
        except DocumentError:
            continue  # a line of another program, or one that was cut off
        if isinstance(event, dict) and "sequence" in event:
            yield event


def _from_digest(digest: Mapping[str, Any], name: str) -> EnginePreview:
    steps = [
        step
        for each in _listed(digest.get("steps"))
        if (step := _step(each, each.get("replaceReasons"), each.get("diffReasons"))) is not None
    ]
    urns = [str(each.get("urn", "")) for each in _listed(digest.get("steps"))]
    diagnostics = _listed(digest.get("diagnostics"))
    errors = _errors(diagnostics)
    return EnginePreview(
        stack=_stack(urns, name),
        steps=tuple(steps),
        totals=_totals(digest.get("changeSummary")),
        errors=errors,
        policies=(),
        failed=bool(errors),
        policies_known=False,
    )


def _from_events(events: list[Mapping[str, Any]], name: str) -> EnginePreview:
    steps: list[EngineStep] = []
    urns: list[str] = []
    policies: list[PolicyResult] = []
    diagnostics: list[Mapping[str, Any]] = []
    totals: Mapping[str, int] = {}
    ended = failed = False
    for event in events:
        before = event.get("resourcePreEvent")
        if isinstance(before, dict) and isinstance(before.get("metadata"), dict):
            metadata = before["metadata"]
            urns.append(str(metadata.get("urn", "")))
            step = _step(metadata, metadata.get("keys"), metadata.get("diffs"))
            if step is not None:
                steps.append(step)
        if isinstance(event.get("policyEvent"), dict):
            policies.append(_policy(event["policyEvent"]))
        if isinstance(event.get("diagnosticEvent"), dict):
            diagnostics.append(event["diagnosticEvent"])
        summary = event.get("summaryEvent")
        if isinstance(summary, dict):
            ended, totals = True, _totals(summary.get("resourceChanges"))
            failed = summary.get("result") not in (None, "", "succeeded")
    errors = _errors(diagnostics)
    return EnginePreview(
        stack=_stack(urns, name),
        steps=tuple(steps),
        totals=totals,
        errors=errors if ended else (*errors, "the stream of events ends in the middle"),
        policies=tuple(sorted(set(policies))),
        failed=failed or bool(errors) or not ended,
        policies_known=True,
    )


def _step(given: Mapping[str, Any], replaced_for: object, diffs: object) -> EngineStep | None:
    operation, urn = str(given.get("op", "")), str(given.get("urn", ""))
    match = _URN.fullmatch(urn)
    if match is None or operation in _QUIET or operation in _REPLACING:
        return None
    detailed = given.get("detailedDiff")
    changed = list(detailed) if isinstance(detailed, dict) and detailed else _words(diffs)
    return EngineStep(
        operation,
        urn,
        match["types"].rpartition("$")[2],
        match["name"],
        tuple(sorted(changed)),
        tuple(sorted(_words(replaced_for))),
    )


def _stack(urns: list[str], name: str) -> str:
    matches = [match for urn in urns if (match := _URN.fullmatch(urn)) is not None]
    if not matches:
        raise DocumentError(f"{name} names no resource, so its stack is not known", _FIX)
    projects = {match["project"] for match in matches}
    if projects != {PROJECT}:
        raise DocumentError(
            f"{name} is a preview of {', '.join(sorted(projects))}, not of {PROJECT}", _FIX
        )
    return matches[0]["stack"]


def _policy(given: Mapping[str, Any]) -> PolicyResult:
    return PolicyResult(
        policy=str(given.get("policyName", "")),
        pack=str(given.get("policyPackName", "")),
        level=str(given.get("enforcementLevel", "")),
        urn=str(given.get("resourceUrn", "")),
    )


def _errors(diagnostics: list[Mapping[str, Any]]) -> tuple[str, ...]:
    """What the engine says as errors; it has masked the secrets it knows."""
    return tuple(
        NO_VALUES.hidden_text(str(each.get("message", "")).removeprefix("error: ").strip())
        for each in diagnostics
        if each.get("severity") == "error"
    )


def _totals(given: object) -> dict[str, int]:
    if not isinstance(given, dict):
        return {}
    return {str(key): value for key, value in given.items() if isinstance(value, int) and value}


def _listed(given: object) -> list[Mapping[str, Any]]:
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _words(given: object) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list) else []
