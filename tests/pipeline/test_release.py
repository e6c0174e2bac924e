"""The release: what runs code of the repository cannot sign or upload, and the other way round."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.conftest import ROOT
from tests.pipeline.files import ON, gitlab_jobs, steps, workflow


def jobs() -> dict[str, Any]:
    """The release's jobs, in the order of the file."""
    found: dict[str, Any] = workflow("release")["jobs"]
    return found


def used(job: str) -> list[str]:
    """The actions of a job, without their digests."""
    return [each["uses"].partition("@")[0] for each in steps("release", job) if "uses" in each]


def scripts(name: str, job: str) -> list[str]:
    return [each["run"] for each in steps(name, job) if "run" in each]


def test_tags_alone_are_released() -> None:
    assert workflow("release")[ON] == {"push": {"tags": ["v*"]}}


def test_only_the_build_runs_code_of_the_repository() -> None:
    build, *others = jobs()
    assert jobs()[build]["permissions"] == {"contents": "read"}
    for each in others:
        assert scripts("release", each) == []
        assert "actions/checkout" not in used(each)
        assert jobs()[each]["permissions"]["id-token"] == "write"


def test_there_is_no_token() -> None:
    text = json.dumps(workflow("release"), default=str)
    assert "secrets." not in text
    assert "password" not in text


def test_each_job_waits_for_the_one_before() -> None:
    names = list(jobs())
    assert names == ["build", "provenance", "publish"]
    assert [each.get("needs") for each in jobs().values()] == [None, "build", "provenance"]
    assert not any("if" in each for each in jobs().values())


def test_what_is_signed_and_uploaded_is_what_was_tried() -> None:
    (upload,) = (each for each in steps("release", "build") if "upload-artifact" in str(each))
    assert upload["with"] == {"name": "dist", "path": "dist/", "if-no-files-found": "error"}
    assert steps("release", "build")[-1] == upload
    for job in ("provenance", "publish"):
        assert steps("release", job)[0]["with"] == {"name": "dist", "path": "dist"}
    assert used("provenance")[1:] == ["actions/attest-build-provenance"]
    assert used("publish")[1:] == ["pypa/gh-action-pypi-publish"]
    assert jobs()["publish"]["environment"] == "pypi"


def test_the_build_is_what_anybody_can_type() -> None:
    """Each command is a target of `make`, which tests and nightly runs call too."""
    found = scripts("release", "build")
    assert found == [
        "make setup",
        'make release-check TAG="$GITHUB_REF_NAME"',
        "make dist",
        "make dist-check",
    ]
    targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"))
    assert {each.split()[1] for each in found} <= set(targets)


def test_the_wheel_is_tried_every_night() -> None:
    """So a dependency's new release is found before a release of this."""
    assert scripts("nightly", "wheel") == ["make dist dist-check"]
    assert gitlab_jobs()["wheel"]["script"] == ["make dist dist-check"]


def test_the_history_is_there_that_says_what_was_merged() -> None:
    (checkout,) = (each for each in steps("release", "build") if "checkout" in str(each))
    assert checkout["with"]["fetch-depth"] == 0
