"""A key that is rotated together with a version: refused on the Secret, before the release.

Needs what `test_engine` needs, two charts of Cilium, and a cluster (`CILIUM_AKO_KUBECONFIG`). With
`--skip-preview`, what comes before a refusal in the graph is applied: the key's Secret does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cilium_ako.changes.key_digest import CILIUM_VERSION_ANNOTATION
from tests.engine.behind_forwarder import WITHOUT_AKO, behind_forwarder
from tests.engine.test_deletion import Deployed
from tests.engine.test_engine import KUBECONFIG, MISSING, place

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]

OLD, NEW = "1.18.12", "1.19.6"
KEY = "/api/v1/namespaces/kube-system/secrets kube-system/cilium-ipsec-keys"


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    """Cilium alone, with a key that the program makes; taken down again, whatever happens."""
    for version in (OLD, NEW):
        place("cilium", version)
    changes = (*WITHOUT_AKO, (("cilium-ako:cilium", "encryption"), encryption(1)))
    with behind_forwarder(tmp_path, *changes) as (project, way):
        try:
            project.ok("up", "--yes", "--skip-preview")
            yield Deployed(project, way)
        finally:
            # a preview that passed is not applied
            project.ok("config", "set", "--path", "cilium-ako:cilium.version", OLD)
            project.ok("config", "set", "--path", "cilium-ako:cilium.chart", place("cilium", OLD))


def encryption(rotation: int) -> dict[str, object]:
    return {"type": "ipsec", "key": {"source": "generate", "rotation": rotation}}


def test_neither_secret_nor_release_is_touched(deployed: Deployed) -> None:
    project = deployed.project
    before = deployed.cluster()
    assert KEY in before
    both = (
        (("cilium-ako:cilium", "version"), NEW),
        (("cilium-ako:cilium", "chart"), place("cilium", NEW)),
        (("cilium-ako:cilium", "encryption"), encryption(2)),
    )
    for command in (("preview",), ("up", "--yes", "--skip-preview")):
        with deployed.configured(*both):
            status, text = project.pulumi(*command)
        assert status != 0, command
        assert "The Secret cilium-ipsec-keys was not changed" in text
        assert "(ipsec-key-with-version)" in text
        assert deployed.cluster() == before, command
    # without its preview, the second try made a key in the state: the rotation goes first
    project.ok("config", "set", "--path", "cilium-ako:cilium.encryption.key.rotation", "2")
    project.ok("up", "--yes", "--skip-preview")
    rotated = deployed.cluster()
    assert rotated[KEY] != before[KEY]
    project.ok("config", "set", "--path", "cilium-ako:cilium.version", NEW)
    project.ok("config", "set", "--path", "cilium-ako:cilium.chart", place("cilium", NEW))
    project.ok("preview")


def test_a_secret_from_before_rotates_after_one_up(deployed: Deployed) -> None:
    project = deployed.project
    export = deployed.export()
    for each in export["deployment"]["resources"]:
        if each["urn"].endswith("::cilium-ipsec-keys"):
            del each["inputs"]["metadata"]["annotations"][CILIUM_VERSION_ANNOTATION]
    deployed.put_back(export)
    with deployed.configured((("cilium-ako:cilium", "encryption"), encryption(2))):
        status, text = project.pulumi("preview")
        assert status != 0
        assert "does not say yet which Cilium it was deployed with" in text
        assert "writes it down" in text
    project.ok("up", "--yes")
    with deployed.configured((("cilium-ako:cilium", "encryption"), encryption(2))):
        project.ok("preview")
