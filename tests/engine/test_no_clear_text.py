"""No key in clear: every byte of a stack's backend, of its export and of what the engine says.

Needs what `test_engine` needs, and a cluster (`CILIUM_AKO_KUBECONFIG`). The state holds secrets as
its provider encrypts them; here each is looked for as it is, as base64 and as hex, at whatever
place a longer text would put it. A key that the program makes is known from the cluster alone.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from cilium_ako.doctor.connection import connect
from cilium_ako.documents.kubeconfig import read_kubeconfig
from tests.certificates import PRIVATE_KEY
from tests.engine.behind_forwarder import behind_forwarder
from tests.engine.test_engine import CANARY, KUBECONFIG, MISSING, SECRETS

pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.skipif(not KUBECONFIG, reason="no cluster: CILIUM_AKO_KUBECONFIG is not set"),
    pytest.mark.xdist_group("engine"),
]

DIGITS = "c0ffee5e6f" * 4
ANOTHER = "decade7a8b" * 4
IPSEC = ("cilium-ako:cilium", "encryption")
KVSTORE = (
    ("cilium-ako:cilium", "kvstore"),
    {"mode": "external", "endpoints": ["https://192.0.2.1:2379"], "tls": {"source": "config"}},
)


def spellings(text: str) -> Iterator[bytes]:
    """A text as it may stand in a file: plain, as hex, as base64 behind any other text."""
    raw = text.encode()
    yield raw
    yield raw.hex().encode()
    for before in range(3):
        encoded = base64.b64encode(b"x" * before + raw)
        # what hangs on the bytes around it is left out
        yield encoded[4 if before else 0 : len(encoded) // 4 * 4 - 4]


def files(*directories: Path) -> Iterator[tuple[Path, bytes]]:
    for directory in directories:
        for path in sorted(directory.rglob("*")):
            if path.is_file() and ".venv" not in path.parts:
                yield path, path.read_bytes()


def found(texts: Iterable[str], told: str, *directories: Path) -> list[str]:
    """Where one of these texts stands in clear."""
    places = [*files(*directories), (Path("what the engine said"), told.encode())]
    wanted = [each for text in texts for each in spellings(text)]
    return [str(path) for path, content in places for each in wanted if each in content]


def key_in_cluster() -> str:
    """The IPsec key that agents read, by the API server."""
    server = connect(None, 30.0, read_kubeconfig(Path(KUBECONFIG)))
    secret = server.get("/api/v1/namespaces/kube-system/secrets/cilium-ipsec-keys")
    assert secret is not None
    key = base64.b64decode(secret["data"]["keys"]).decode().split()[2]
    assert len(key) == 40
    return key


@pytest.mark.parametrize("source", ["import", "generate"])
def test_no_byte_of_a_key_is_in_clear(tmp_path: Path, source: str) -> None:
    key = {"source": source, "rotation": 1}
    changes = ((IPSEC, {"type": "ipsec", "key": key}), KVSTORE)
    names = ("aviPassword", "aviToken", "aviCa", "etcdCa", "etcdCert", "etcdKey")
    with behind_forwarder(tmp_path, *changes, secrets=names) as (project, _):
        if source == "import":
            line = f"1+ rfc4106(gcm(aes)) {DIGITS} 128"
            project.ok("config", "set", "--secret", "cilium-ako:ipsecKey", stdin=line)
        told = project.ok("preview", "--diff")
        told += project.ok("up", "--yes", "--skip-preview", "--diff")
        told += project.ok("config", "set", "--path", f"{'.'.join(IPSEC)}.key.rotation", "2")
        if source == "import":
            line = f"2+ rfc4106(gcm(aes)) {ANOTHER} 128"
            project.ok("config", "set", "--secret", "cilium-ako:ipsecKey", stdin=line)
        first = key_in_cluster()
        told += project.ok("preview", "--diff")
        told += project.ok("up", "--yes", "--skip-preview", "--diff")
        second = key_in_cluster()
        assert first != second
        told += project.ok("stack", "export")
        told += project.ok("stack", "--show-ids", "--show-urns", "--show-name=false")
        body = PRIVATE_KEY.splitlines()[2]
        secrets = (CANARY, body, first, second)
        assert found(secrets, told, tmp_path / "state", project.at) == []
        # the search itself finds what is there, or it would show nothing
        assert "cilium-ipsec-keys" in told
        assert found(["cilium-ipsec-keys"], "", tmp_path / "state")
        assert all(CANARY in text for text in SECRETS.values())
