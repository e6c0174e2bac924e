"""Renderings kept by the content of what they were made from, free of secrets.

A rendering is a file of JSON below the cache's folder, written as a whole or not at all; one that
cannot be read is made again. Nothing is ever served for another order: the key is a digest of the
chart's bytes, the values, the Kubernetes version, Helm itself and this program's own form.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from cilium_ako.charts.manifests import Key, Manifest
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.files import read_bytes
from cilium_ako.documents.json_text import load_answer
from cilium_ako.documents.limits import EXPORT_BYTES

_FORM: Final = "1"
"""Counts changes of what is kept, or of how secrets and noise are told."""

_MOST: Final = 400
"""Renderings that are kept: some 40 MB."""


class RenderingCache:
    """The renderings below a folder. A folder that cannot be written keeps nothing."""

    def __init__(self, folder: Path) -> None:
        """Makes the folder when something is put into it."""
        self._folder = folder

    @staticmethod
    def key(*parts: str) -> str:
        """A digest of all parts."""
        digest = hashlib.sha256(_FORM.encode())
        for part in parts:
            text = part.encode(errors="surrogatepass")
            digest.update(f"\0{len(text)}\0".encode())
            digest.update(text)
        return digest.hexdigest()

    def get(self, key: str) -> tuple[Manifest, ...] | None:
        """What was kept, or None."""
        try:
            kept: Any = load_answer(read_bytes(self._folder / f"{key}.json", EXPORT_BYTES))
            return tuple(Manifest(Key(*row[0]), row[1], row[2]) for row in kept)
        except (DocumentError, TypeError, IndexError, KeyError):
            return None

    def put(self, key: str, manifests: Iterable[Manifest]) -> None:
        """Keeps a rendering, or does nothing where the folder cannot be written."""
        import tempfile  # noqa: PLC0415 - start-up time

        rows = [[list(each.key), each.content, each.noise] for each in manifests]
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
                    json.dump(rows, file, ensure_ascii=True, separators=(",", ":"))
                Path(name).replace(self._folder / f"{key}.json")
            except OSError:
                Path(name).unlink(missing_ok=True)
            self._prune()

    def _prune(self) -> None:
        """Takes the oldest renderings away when there are very many."""
        kept = list(self._folder.glob("*.json"))
        if len(kept) > _MOST:
            kept.sort(key=lambda each: each.stat().st_mtime)
            for each in kept[: len(kept) - _MOST * 3 // 4]:
                each.unlink(missing_ok=True)
