"""Encryption switched on in a stack that runs already: its Secret comes later than its release.

Needs what `test_engine` needs, and a cluster (`CILIUM_AKO_KUBECONFIG`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.configs import changed
from tests.engine.behind_forwarder import WITHOUT_AKO, behind_forwarder
from tests.engine.test_deletion import Deployed
from tests.engine.test_engine import KUBECONFIG, MISSING, place
from tests.engine.test_key_with_version import KEY, encryption

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    """Cilium alone, without encryption; taken down again, whatever happens."""
    place("cilium", "1.18.12")
    with behind_forwarder(tmp_path, *WITHOUT_AKO) as (project, way):
        project.ok("up", "--yes", "--skip-preview")
        yield Deployed(project, way)


def test_encryption_is_switched_on_and_nothing_is_called_foreign(deployed: Deployed) -> None:
    project = deployed.project
    assert KEY not in deployed.cluster()
    with deployed.configured((("cilium-ako:cilium", "encryption"), encryption(1))):
        status, text = project.pulumi("preview")
        assert status != 0
        assert "(encryption-on)" in text
        assert "foreign-cilium" not in text
        digest = re.search(r"acknowledge\.encryption-on\.to'? '?([0-9a-f]{6,})", text)
        assert digest is not None, text
    # for good: what was switched on is taken down with everything else
    path = project.at / "Pulumi.dev.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    document["config"] = changed(
        document["config"],
        (("cilium-ako:cilium", "encryption"), encryption(1)),
        (("cilium-ako:acknowledge",), {"encryption-on": {"reason": "NET-1", "to": digest[1]}}),
    )
    path.write_text(yaml.safe_dump(document), "utf-8")
    status, text = project.pulumi("up", "--yes")
    assert status == 0, text
    assert KEY in deployed.cluster()
