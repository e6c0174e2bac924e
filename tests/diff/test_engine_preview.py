"""What is taken over from a real `pulumi preview`, in both of its forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cilium_ako.diff.command import Format, run_diff
from cilium_ako.diff.engine_preview import preview_of, read_preview
from cilium_ako.documents.error import DocumentError
from tests.diff.repository import Repository, config

CANARY = "canary-4f1d9c2e77"
URN = "urn:pulumi:dev::cilium-ako::cilium-ako:cilium:Cilium$kubernetes:helm.sh/v3:Release::cilium"
NAMESPACE = (
    "urn:pulumi:dev::cilium-ako::cilium-ako:ako:Ako$kubernetes:core/v1:Namespace::avi-system"
)
GONE = "urn:pulumi:dev::cilium-ako::cilium-ako:ako:Ako$kubernetes:core/v1:Namespace::gone"
PATH = "values.ipam.operator.clusterPoolIPv4PodCIDRList[0]"

STATE = {"urn": URN, "inputs": {"values": {"key": CANARY}}, "outputs": {"kubeconfig": CANARY}}
DIGEST: dict[str, Any] = {
    "config": {"cilium-ako:cluster": CANARY},
    "steps": [
        {"op": "same", "urn": "urn:pulumi:dev::cilium-ako::pulumi:pulumi:Stack::cilium-ako-dev"},
        {
            "op": "update",
            "urn": URN,
            "oldState": STATE,
            "newState": STATE,
            "diffReasons": ["values"],
            "detailedDiff": {PATH: {"kind": "update", "inputDiff": False}},
        },
        {
            "op": "replace",
            "urn": NAMESPACE,
            "replaceReasons": ["metadata.name"],
            "detailedDiff": {"metadata.name": {"kind": "update-replace", "inputDiff": False}},
        },
        {"op": "delete", "urn": GONE, "oldState": STATE, "detailedDiff": None},
    ],
    "diagnostics": [{"message": "warning: a plugin\n", "severity": "warning"}],
    "duration": 1,
    "changeSummary": {"delete": 1, "replace": 1, "same": 1, "update": 1},
}
"""What the engine writes, with what this program must not take over."""

EVENTS: list[dict[str, Any]] = [
    {"preludeEvent": {"config": {"cilium-ako:cluster": CANARY}}},
    {"diagnosticEvent": {"message": f"debug {CANARY}", "severity": "debug"}},
    {
        "resourcePreEvent": {
            "metadata": {
                "op": "update",
                "urn": URN,
                "type": "kubernetes:helm.sh/v3:Release",
                "old": STATE,
                "new": STATE,
                "diffs": ["values"],
                "detailedDiff": {PATH: {"diffKind": "update", "inputDiff": False}},
            }
        }
    },
    *(
        {
            "resourcePreEvent": {
                "metadata": {
                    "op": operation,
                    "urn": NAMESPACE,
                    "keys": ["metadata.name"],
                    "detailedDiff": {"metadata.name": {"diffKind": "update-replace"}},
                }
            }
        }
        for operation in ("create-replacement", "replace", "delete-replaced")
    ),
    {"resourcePreEvent": {"metadata": {"op": "delete", "urn": GONE, "detailedDiff": None}}},
    {
        "policyEvent": {
            "resourceUrn": URN,
            "message": f"no {CANARY} here\n",
            "policyName": "no-latest",
            "policyPackName": "network",
            "policyPackVersion": "0.0.1",
            "enforcementLevel": "mandatory",
        }
    },
    {
        "summaryEvent": {
            "resourceChanges": {"delete": 1, "replace": 1, "same": 1, "update": 1},
            "isPreview": True,
            "result": "succeeded",
        }
    },
    {"cancelEvent": {}},
]


def stream(events: list[dict[str, Any]]) -> str:
    return "\n".join(
        json.dumps({"sequence": number, "timestamp": 1, **event})
        for number, event in enumerate(events)
    )


STREAM = stream(EVENTS)


@pytest.mark.parametrize("text", [json.dumps(DIGEST, indent=4), STREAM], ids=["digest", "stream"])
def test_operations_replacements_and_deletes(text: str) -> None:
    found = preview_of(text)
    assert found.stack == "dev"
    assert [
        (each.operation, each.name, each.changed, each.replaced_for) for each in found.steps
    ] == [
        ("update", "cilium", (PATH,), ()),
        ("replace", "avi-system", ("metadata.name",), ("metadata.name",)),
        ("delete", "gone", (), ()),
    ]
    assert found.totals == {"delete": 1, "replace": 1, "same": 1, "update": 1}
    assert not found.failed
    assert CANARY not in repr(found)


def test_only_the_stream_has_policy_results() -> None:
    assert not preview_of(json.dumps(DIGEST)).policies_known
    (policy,) = preview_of(STREAM).policies
    assert (policy.level, policy.pack, policy.policy) == ("mandatory", "network", "no-latest")


def test_words_before_the_json_are_skipped() -> None:
    assert preview_of("Installing policy packs...\n" + json.dumps(DIGEST)).stack == "dev"


def test_a_stream_that_ends_in_the_middle_has_failed() -> None:
    found = preview_of(stream(EVENTS[:-2]))
    assert found.failed
    assert "ends in the middle" in found.errors[-1]


def test_an_error_of_the_engine_is_taken_over() -> None:
    text = "error: before hook failed: pool-replaced\n-----BEGIN PRIVATE KEY-----\nabc"
    diagnostics = [{"message": text, "severity": "error"}]
    found = preview_of(json.dumps({**DIGEST, "diagnostics": diagnostics}))
    assert found.failed
    assert found.errors == ("before hook failed: pool-replaced\n[secret]",)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "no json", '{"steps": []}', json.dumps(DIGEST).replace("cilium-ako::", "x::")],
    ids=["empty", "cut", "list", "words", "no resource", "another project"],
)
def test_what_is_no_preview_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        preview_of(text)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    for path in (tmp_path / "missing", tmp_path / "binary", tmp_path):
        with pytest.raises(DocumentError):
            read_preview(path)


@pytest.mark.parametrize("output", ["text", "markdown", "json", "html"])
def test_a_preview_is_folded_into_the_report(
    repository: Repository, tmp_path: Path, output: Format
) -> None:
    repository.commit({"dev": config()})
    path = tmp_path / "preview.json"
    path.write_text(STREAM, "utf-8")
    printed = run_diff(
        [],
        directory=repository.path,
        base="HEAD",
        output=output,
        preview_json=[path],
        environment=repository.environment,
    )
    assert printed.status == 0
    for word in ("gone", "avi-system", "no-latest", "replace"):
        assert word in printed.text
    assert CANARY not in printed.text


def test_a_release_that_the_engine_would_take_away_stops(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit({"dev": config()})
    path = tmp_path / "preview.json"
    steps = [{"op": "delete", "urn": URN, "detailedDiff": None}]
    path.write_text(json.dumps({**DIGEST, "steps": steps}), "utf-8")
    printed = run_diff(
        [],
        directory=repository.path,
        base="HEAD",
        preview_json=[path],
        environment=repository.environment,
    )
    assert printed.status == 3
    assert "would delete or replace cilium" in printed.text


def test_a_preview_of_no_stack_here_is_said(repository: Repository, tmp_path: Path) -> None:
    repository.commit({"other": config()})
    path = tmp_path / "preview.json"
    path.write_text(json.dumps(DIGEST), "utf-8")
    printed = run_diff(
        [],
        directory=repository.path,
        base="HEAD",
        preview_json=[path],
        environment=repository.environment,
    )
    (message,) = printed.messages
    assert message.level == "warning"
    assert message.what == "no stack here has the name of the preview: dev"
