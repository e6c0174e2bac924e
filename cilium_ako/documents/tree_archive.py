"""A tree of files out of a tar archive, as `git archive` writes one.

Nothing is written outside of the folder that it is unpacked into: whatever their names say, files
stay below it, links are made after all files, and one that leads out of it is refused. Owners,
modes and times are not taken over.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.limits import TREE_BYTES, TREE_MEMBERS

if TYPE_CHECKING:
    import tarfile

_FIX: Final = "look for what is unusual in that commit: a link, or a file that is no source"
_ROOM: Final = "look for room on the temporary directory's disk (TMPDIR names another)"


def unpack_tree(archive: Path, folder: Path) -> None:
    """Writes what an archive holds below an empty folder that exists. Raises DocumentError."""
    import tarfile  # noqa: PLC0415 - start-up time: most comparisons unpack nothing

    try:
        with tarfile.open(archive, mode="r:") as members:
            _unpack(members, Path(os.path.realpath(folder)))
    except (tarfile.TarError, EOFError, ValueError, OverflowError):
        raise DocumentError("is no readable archive of files", _FIX) from None
    except OSError as error:
        raise DocumentError(f"cannot be unpacked: {error.strerror}", _ROOM) from None


def _unpack(members: tarfile.TarFile, folder: Path) -> None:
    import shutil  # noqa: PLC0415 - start-up time

    links: list[tuple[Path, str]] = []
    left = TREE_BYTES
    for number, member in enumerate(members):
        left -= member.size
        if left < 0 or number >= TREE_MEMBERS:
            raise DocumentError("holds more than a program or a chart has", _FIX)
        target = _below(folder, folder / member.name, member.name)
        if member.isdir():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        if member.issym():
            links.append((target, member.linkname))
            continue
        source = members.extractfile(member) if member.isreg() else None
        if source is None:
            raise DocumentError(f"holds {member.name}, which is no file, folder or link", _FIX)
        with target.open("xb") as file:
            shutil.copyfileobj(source, file)
    for target, leads_to in links:
        target.symlink_to(leads_to)
    for target, _ in links:
        _below(folder, Path(os.path.realpath(target)), target.relative_to(folder).as_posix())


def _below(folder: Path, path: Path, name: str) -> Path:
    if not Path(os.path.normpath(path)).is_relative_to(folder):
        raise DocumentError(f"holds {name}, which leads out of it", _FIX)
    return path
