"""Reports that every format is tried with; no Helm is needed for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from cilium_ako.changes.verdict import ClassifiedChange
from cilium_ako.diff.model import JudgingChange, Report, StackReport, TableChange
from cilium_ako.rules.problem import Problem
from tests.diff.formats.hostile import HOSTILE
from tests.diff.recorded import with_recorded
from tests.diff.repository import Repository, config


@pytest.fixture(params=list(HOSTILE.values()), ids=list(HOSTILE))
def hostile(repository: Repository, request: pytest.FixtureRequest) -> Report:
    """A report with one hostile text wherever a config, a chart or an engine puts a text."""
    text: str = request.param
    repository.commit({"dev": config()})
    repository.write(
        {
            "dev": config(
                cilium__values={"notes": text, "extraEnv": [{"name": "A", "value": text}]},
                ako__controller__tenant=text[:4000],
                aviUsername=text,
                acknowledge={"made-up": {"reason": text[:4000] or "x"}},
            )
        }
    )

    def edit(objects: list[dict[str, Any]]) -> None:
        for each in objects:
            if each["kind"] == "ConfigMap":
                each["data"]["notes"] = text
            if each["kind"] == "DaemonSet":
                each["spec"]["template"]["spec"]["containers"][0]["image"] = text
        objects.append({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": text}})
        objects.append({"apiVersion": "v1", "kind": text, "metadata": {"name": "x"}})

    report = with_recorded(repository, repository.report("dev"), edit, rejected=text)
    row = TableChange(text, text, "weakened", text, text, text)
    return replace(
        report,
        # names of rows and files, and what the base's program says, are others' texts too
        judging=JudgingChange((row,), (text[:400],)),
        stacks=tuple(_judged_by_base(each, text) for each in report.stacks),
    )


def _judged_by_base(stack: StackReport, text: str) -> StackReport:
    change = ClassifiedChange(
        facts=("mtu",),
        path=text,
        old=text,
        new=text,
        impact="forbidden",
        rule=text,
        consequence="It happens.",
        runbook=(),
        digest="a1b2c3d4",
        acknowledged=False,
        overruled="safe (a-row)",
    )
    return replace(
        stack,
        verdict=replace(stack.verdict, changes=(*stack.verdict.changes, change)),
        base_problems=(Problem(text, text, "error", text, text),),
    )
