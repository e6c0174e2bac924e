"""Whose code a comparison runs without being asked to.

The base's code derives the base's values and judges the change. A commit that somebody merged, or
that one's own work is built on, is code that this clone stands for anyway. Any other may be
anybody's: the head of a fork that was fetched, a branch that nobody has read.
Source: docs.github.com/actions/reference/variables-reference (GITHUB_BASE_REF);
docs.gitlab.com/ci/variables/predefined_variables (CI_MERGE_REQUEST_TARGET_BRANCH_NAME).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cilium_ako.repository import Commit

_TARGETS: Final = ("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME")
"""Variables in which a pipeline names the branch that a change is to be merged into."""


def why_not_run(base: Commit, environment: Mapping[str, str]) -> str:
    """Why the code of a commit is not run unasked, in sentences; empty where it is.

    It is run where the commit is reachable from HEAD, from origin's default branch, or from the
    branch of origin that the pipeline names. Raises RepositoryError.
    """
    if base.in_history_of_head():
        return ""
    named = [environment[each] for each in _TARGETS if environment.get(each)]
    if base.branches_of_origin(["HEAD", *named]):
        return ""
    branches = " or ".join(("origin's default branch", *(f"origin/{each}" for each in named)))
    more = ""
    if base.is_shallow():
        more = (
            " This clone is shallow, so it may be and not be seen: `git fetch --unshallow`, or in a"
            " pipeline fetch-depth 0 (GitHub), GIT_DEPTH 0 (GitLab)."
        )
    return (
        f"commit {base.id[:12]} is in the history of neither HEAD nor {branches}, so its code was"
        f" not run. Read it, then `--run-base` runs it.{more}"
    )
