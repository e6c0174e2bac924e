"""A chart's Chart.yaml, out of a folder or an archive.

An archive is read as a stream that ends at the limit, whatever its headers promise: nothing of it
is unpacked to disk, and no member is read but Chart.yaml.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes, text_of
from cilium_ako.documents.kubernetes_yaml import load_kubernetes_yaml
from cilium_ako.documents.limits import ARCHIVE_BYTES, ARCHIVE_MEMBERS, CONFIG_BYTES

_FIX: Final = "give a chart's folder, or the archive that `helm pull` or `helm package` makes"


def chart_metadata(path: Path) -> Mapping[str, object]:
    """What Chart.yaml says. Raises DocumentError where there is no chart at the path."""
    try:
        folder = path.is_dir()
    except (OSError, ValueError):  # a name that is too long, a directory that may not be entered
        folder = False
    content = read_bytes(path / "Chart.yaml", CONFIG_BYTES) if folder else _archived(path)
    document = load_kubernetes_yaml(text_of(content))
    if not isinstance(document, Mapping):
        raise DocumentError("has a Chart.yaml that is not a mapping", _FIX)
    return document


def _archived(path: Path) -> bytes:
    import gzip  # noqa: PLC0415 - few stacks have a chart of their own, and these take time
    import tarfile  # noqa: PLC0415
    import zlib  # noqa: PLC0415

    compressed = read_bytes(path, ARCHIVE_BYTES)
    try:
        with (
            gzip.GzipFile(fileobj=io.BytesIO(compressed)) as unpacked,
            tarfile.open(fileobj=_Limited(unpacked), mode="r|") as members,
        ):
            for number, member in enumerate(members):
                if number >= ARCHIVE_MEMBERS:
                    break
                parts = member.name.split("/")
                if len(parts) == 2 and parts[1] == "Chart.yaml" and member.isfile():
                    return _content(members.extractfile(member), member.size)
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError, OverflowError):
        raise DocumentError("is no readable archive of a chart", _FIX) from None
    raise DocumentError("holds no Chart.yaml", _FIX)


def _content(file: Any, size: int) -> bytes:
    if size > CONFIG_BYTES:
        raise DocumentError("has a Chart.yaml that is larger than 1 MiB and was not read", _FIX)
    content: bytes = file.read(CONFIG_BYTES)
    if len(content) < size:
        raise DocumentError("has a Chart.yaml that is cut off", _FIX)
    return content


class _Limited(io.RawIOBase):
    """A stream that fails once more has been read from it than an archive may unpack to."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._left = ARCHIVE_BYTES

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, and never more than are left."""
        wanted = self._left if size < 0 else size
        if wanted > self._left:
            raise DocumentError(
                f"unpacks to more than {ARCHIVE_BYTES >> 20} MiB before its Chart.yaml", _FIX
            )
        content: bytes = self._source.read(wanted)
        self._left -= len(content)
        return content
