"""How a Helm release fails in the middle, by what Helm and the API server say, and the way on.

A chart's own failure (a template's `fail`, a schema, an object that the server refuses) is in no
row: its message says what is wrong, and trying again changes nothing.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Remedy = Literal["roll-back", "look", "retry", "again"]
"""What helps: Helm's record of the release is put right, the cluster is looked at for what is not
ready, the engine tries again by itself, or a person types the same command again."""

RETRY_PAUSES: Final = (5.0, 15.0, 45.0)
"""Seconds before each try where the API server refuses connections, as one does that restarts on a
control plane node. There are as many tries as pauses."""


class ReleaseFailure(NamedTuple):
    """A way in which an install, an upgrade or a removal of a release fails."""

    id: str
    """Its name, for tests and this table."""
    pattern: str
    """A regular expression that the error holds; the first row that fits counts."""
    remedy: Remedy
    """What helps."""
    meaning: str
    """What has happened, in sentences."""
    source: str
    """Where the text is from."""


FAILURES: Final = (
    ReleaseFailure(
        id="pending",
        pattern=r"another operation \(install/upgrade/rollback\) is in progress",
        remedy="roll-back",
        meaning=(
            "Helm has this release as pending: another run is at it now, or one was cut off in the"
            " middle and nothing will ever end it."
        ),
        source="helm:pkg/action/action.go (errPending); pulumi-kubernetes#2054",
    ),
    ReleaseFailure(
        id="name-in-use",
        pattern=r"cannot re-use a name that is still in use",
        remedy="roll-back",
        meaning=(
            "Helm has a release of this name that the stack's state has not: its install was cut"
            " off, or somebody else made it."
        ),
        source="helm:pkg/action/install.go (availableName); pulumi-kubernetes#2116",
    ),
    # the provider looks once, when it starts, and answers from memory afterwards
    ReleaseFailure(
        id="unreachable",
        pattern=r"with unreachable cluster|configured Kubernetes cluster is unreachable",
        remedy="again",
        meaning="There was no API server when the run began, and the provider looks only then.",
        source="pulumi-kubernetes:provider/pkg/provider/provider.go (clusterUnreachable)",
    ),
    ReleaseFailure(
        id="refused",
        pattern=r"connect: connection refused",
        remedy="retry",
        meaning="Nothing listens at the API server's address, as while it restarts.",
        source="Go's net package; pulumi-kubernetes:provider/pkg/provider/helm_release.go",
    ),
    ReleaseFailure(
        id="cut",
        pattern=(
            r"connection reset by peer|client connection lost|unexpected EOF|: EOF"
            r"|apiserver is shutting down"
        ),
        remedy="roll-back",
        meaning=(
            "The connection to the API server broke in the middle, and Helm may not have written"
            " down how far it came."
        ),
        source="Go's net and golang.org/x/net/http2 packages; kube-apiserver",
    ),
    ReleaseFailure(
        id="not-ready",
        pattern=r"timed out waiting for the condition|context deadline exceeded",
        remedy="look",
        meaning=(
            "Helm has applied everything and waited in vain until it was ready. Nothing was taken"
            " back, and the rollout goes on by itself."
        ),
        source="helm:pkg/kube/wait.go; pulumi-kubernetes#4389",
    ),
)
"""By what is looked for first."""
