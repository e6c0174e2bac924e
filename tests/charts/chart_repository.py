"""A repository of charts at this machine's own address: index.yaml, archives, OCI's protocol."""

from __future__ import annotations

import contextlib
import hashlib
import io
import ipaddress
import json
import ssl
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from cryptography import x509

from tests.doctor.certificates import certificate_pem, key_pem
from tests.listening import listening

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.cncf.helm.config.v1+json"
_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def archive(chart: str, version: str, about: str = "") -> bytes:
    """An archive of a chart, other bytes for another `about`."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as made:
        for name, text in (
            ("Chart.yaml", f"apiVersion: v2\nname: {chart}\nversion: {version}\n"),
            ("templates/about.txt", about),
        ):
            member = tarfile.TarInfo(f"{chart}/{name}")
            member.size = len(text)
            made.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


class ChartRepository:
    """What is served; `charts` may change while it is."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.charts: dict[tuple[str, str], bytes] = {}
        self.url = f"https://127.0.0.1:{port}"
        self.oci = f"oci://127.0.0.1:{port}/charts"
        self.environment = {"SSL_CERT_FILE": str(certificate)}
        """Helm trusts it with these variables."""

    def put(self, chart: str, version: str, about: str = "") -> str:
        """Serves an archive; its digest."""
        content = archive(chart, version, about)
        self.charts[chart, version] = content
        return sha256(content)

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """Type and content of what is at a path."""
        name = path.rpartition("/")[2]
        if path == "/index.yaml":
            return "text/yaml", self._index()
        for (chart, version), content in self.charts.items():
            if name == f"{chart}-{version}.tgz":
                return "application/gzip", content
            manifest = self._manifest(content, chart, version)
            if path == f"/v2/charts/{chart}/manifests/{version}" or (
                name == f"sha256:{sha256(manifest)}"
            ):
                return _MANIFEST, manifest
            for blob in (content, _about(chart, version)):
                if name == f"sha256:{sha256(blob)}":
                    return "application/octet-stream", blob
        return ("application/json", b"{}") if path == "/v2/" else None

    def _index(self) -> bytes:
        entries: dict[str, list[dict[str, object]]] = {}
        for (chart, version), content in self.charts.items():
            row: dict[str, object] = {
                "name": chart,
                "version": version,
                "apiVersion": "v2",
                "urls": [f"{self.url}/{chart}-{version}.tgz"],
                "digest": sha256(content),
            }
            entries.setdefault(chart, []).append(row)
        return json.dumps({"apiVersion": "v1", "entries": entries}).encode()

    def _manifest(self, content: bytes, chart: str, version: str) -> bytes:
        about = _about(chart, version)
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": _blob(_CONFIG, about),
            "layers": [_blob(_LAYER, content)],
        }
        return json.dumps(manifest).encode()


def _about(chart: str, version: str) -> bytes:
    return json.dumps({"name": chart, "version": version, "apiVersion": "v2"}).encode()


def _blob(kind: str, content: bytes) -> dict[str, object]:
    return {"mediaType": kind, "digest": f"sha256:{sha256(content)}", "size": len(content)}


def _certified(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine's own address, and its key."""
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    tomorrow = datetime.now(tz=UTC) + timedelta(days=1)
    at, key_at = folder / "charts.crt", folder / "charts.key"
    at.write_bytes(certificate_pem("charts", tomorrow, extensions=(address,)))
    key_at.write_bytes(key_pem("charts"))
    return at, key_at


@contextlib.contextmanager
def served(folder: Path) -> Iterator[ChartRepository]:
    """A repository that answers as long as it is needed; its certificate is put into a folder."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(with_content=True)

        def do_HEAD(self) -> None:
            self._answer(with_content=False)

        def _answer(self, *, with_content: bool) -> None:
            found = repository.answer(self.path)
            self.send_response(200 if found else 404)
            kind, content = found or ("text/plain", b"")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Docker-Content-Digest", f"sha256:{sha256(content)}")
            self.end_headers()
            if with_content:
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            del format, args

    certificate, key = _certified(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with listening(Handler, context) as port:
        repository = ChartRepository(port, certificate)
        yield repository
