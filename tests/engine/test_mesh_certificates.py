"""Certificates of a mesh as the real provider signs them, by the way that the component takes.

Needs `pulumi` with its Python language host and the plugin `tls`, and openssl.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.catalogue.cilium.cluster_mesh import CERTIFICATES, VALID_HOURS
from tests.certificates import AUTHORITY, AUTHORITY_KEY

ROOT = Path(__file__).parents[2]
PROGRAM = """\
import os
import pulumi
from cilium_ako.catalogue.cilium.cluster_mesh import CERTIFICATES
from cilium_ako.config.mesh import Mesh
from components.leaf_certificate import Authority
from components.mesh_certificates import MeshCertificatesArgs, signed

authority = Authority(os.environ["AUTHORITY"], pulumi.Output.secret(os.environ["AUTHORITY_KEY"]))
args = MeshCertificatesArgs(
    mesh=Mesh.model_validate({"name": "continent", "address": "east.example.test"}),
    cluster_name="east",
    authentication="legacy",
    ca=os.environ["AUTHORITY"],
    ca_key=os.environ["AUTHORITY_KEY"],
)
for row in CERTIFICATES:
    made = signed(row, args, authority, pulumi.ResourceOptions())
    pulumi.export(row.role, {"certificate": made.certificate, "key": made.key})
"""


def _missing() -> str:
    for tool in ("pulumi", "pulumi-language-python", "openssl"):
        if shutil.which(tool) is None:
            return f"{tool} is not on PATH"
    plugins = subprocess.run(
        ["pulumi", "plugin", "ls", "--json"], capture_output=True, text=True, check=False
    )
    names = {each["name"] for each in json.loads(plugins.stdout or "[]")}
    return "" if "tls" in names else "the engine has no plugin tls"


MISSING = _missing()
pytestmark = [
    pytest.mark.engine,
    pytest.mark.skipif(bool(MISSING), reason=f"no engine: {MISSING}"),
    pytest.mark.xdist_group("engine"),
]


def pulumi(at: Path, *arguments: str) -> str:
    """Runs the CLI in a project of its own, which must succeed."""
    environment = {
        **os.environ,
        "PULUMI_BACKEND_URL": (at / "state").as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "a-passphrase-for-tests",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PYTHONPATH": str(ROOT),
        "AUTHORITY": AUTHORITY,
        "AUTHORITY_KEY": AUTHORITY_KEY,
    }
    ran = subprocess.run(
        ["pulumi", *arguments, "--non-interactive", "--color", "never"],
        cwd=at,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert AUTHORITY_KEY.splitlines()[1] not in ran.stdout + ran.stderr
    return ran.stdout


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    at = tmp_path_factory.mktemp("project")
    (at / "state").mkdir()
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": sys.prefix}}
    (at / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "mesh", "runtime": runtime}))
    (at / "__main__.py").write_text(PROGRAM)
    pulumi(at, "stack", "init", "dev")
    pulumi(at, "up", "--yes", "--skip-preview")
    # nothing is signed anew where nothing changed
    pulumi(at, "up", "--yes", "--skip-preview", "--expect-no-changes")
    found: dict[str, Any] = json.loads(pulumi(at, "stack", "output", "--json", "--show-secrets"))
    return found


def openssl(*arguments: str, stdin: str = "") -> str:
    """What openssl says, which must accept what it is given."""
    ran = subprocess.run(
        ["openssl", *arguments], input=stdin, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize("row", CERTIFICATES, ids=lambda row: row.role)
def test_openssl_verifies_what_the_provider_signed(
    outputs: dict[str, Any], row: Any, tmp_path: Path
) -> None:
    (tmp_path / "ca.crt").write_text(AUTHORITY)
    (tmp_path / "tls.crt").write_text(outputs[row.role]["certificate"])
    (tmp_path / "tls.key").write_text(outputs[row.role]["key"])
    verify = ("verify", "-CAfile", str(tmp_path / "ca.crt"))
    leaf = str(tmp_path / "tls.crt")
    openssl(*verify, "-purpose", "sslclient", leaf)
    if row.serves:
        for name in ("west.mesh.cilium.io", "east.example.test"):
            openssl(*verify, "-purpose", "sslserver", "-verify_hostname", name, leaf)
        openssl(*verify, "-verify_ip", "127.0.0.1", leaf)
    subject = openssl("x509", "-noout", "-subject", "-in", leaf)
    assert subject.strip().endswith(row.common_name.format(cluster="east"))
    of_key = openssl("pkey", "-pubout", "-in", str(tmp_path / "tls.key"))
    assert openssl("x509", "-noout", "-pubkey", "-in", leaf) == of_key
    almost = str((VALID_HOURS - 2) * 3600)
    openssl("x509", "-noout", "-checkend", almost, "-in", leaf)
