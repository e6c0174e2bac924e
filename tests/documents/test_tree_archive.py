"""Whatever an archive of files says, it is unpacked below one folder or refused."""

from __future__ import annotations

import contextlib
import io
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cilium_ako.documents import tree_archive
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.tree_archive import unpack_tree

Member = tuple[str, bytes, str | bytes]
"""Its name, its type, and where it leads or what it holds."""


def archive(folder: Path, members: list[Member]) -> Path:
    path = folder / "archive.tar"
    with tarfile.open(path, "w") as made:
        for name, kind, what in members:
            member = tarfile.TarInfo(name)
            member.type = kind
            if isinstance(what, bytes):
                member.size = len(what)
                made.addfile(member, io.BytesIO(what))
            else:
                member.linkname = what
                made.addfile(member)
    return path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    folder = tmp_path / "outer" / "target"
    folder.mkdir(parents=True)
    return folder


def test_files_folders_and_links_are_there(tmp_path: Path, target: Path) -> None:
    members: list[Member] = [
        ("a/link", tarfile.SYMTYPE, "b/file"),
        ("a/b", tarfile.DIRTYPE, ""),
        ("a/b/file", tarfile.REGTYPE, b"text"),
    ]
    unpack_tree(archive(tmp_path, members), target)
    assert (target / "a" / "link").read_bytes() == b"text"


@pytest.mark.parametrize(
    "members",
    [
        [("../file", tarfile.REGTYPE, b"x")],
        [("/tmp/file", tarfile.REGTYPE, b"x")],  # noqa: S108 - it must not be written
        [("a/../../file", tarfile.REGTYPE, b"x")],
        [("link", tarfile.SYMTYPE, "..")],
        [("link", tarfile.SYMTYPE, "/etc")],
        [("one", tarfile.SYMTYPE, "."), ("two", tarfile.SYMTYPE, "one/x/../..")],
        [("link", tarfile.SYMTYPE, "../.."), ("link/file", tarfile.REGTYPE, b"x")],
        [("hard", tarfile.LNKTYPE, "/etc/passwd")],
        [("fifo", tarfile.FIFOTYPE, "")],
        [("device", tarfile.CHRTYPE, "")],
        [("file", tarfile.REGTYPE, b"x"), ("file", tarfile.REGTYPE, b"y")],
    ],
    ids=str,
)
def test_what_is_unusual_is_refused_and_writes_nothing_outside(
    tmp_path: Path, target: Path, members: list[Member]
) -> None:
    with pytest.raises(DocumentError):
        unpack_tree(archive(tmp_path, members), target)
    assert {each.name for each in tmp_path.iterdir()} == {"archive.tar", "outer"}
    assert [each.name for each in (tmp_path / "outer").iterdir()] == ["target"]


def test_more_than_anybody_has_is_refused(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_archive, "TREE_MEMBERS", 100)
    many: list[Member] = [(".", tarfile.DIRTYPE, "")] * 101
    with pytest.raises(DocumentError, match="more than a program or a chart has"):
        unpack_tree(archive(tmp_path, many), target)


@given(st.binary(max_size=2000) | st.binary(max_size=600).map(lambda end: b"x" * 512 + end))
def test_any_bytes_are_a_tree_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "archive.tar").write_bytes(content)
    (folder / "target").mkdir()
    with contextlib.suppress(DocumentError):
        unpack_tree(folder / "archive.tar", folder / "target")
    assert {each.name for each in folder.iterdir()} == {"archive.tar", "target"}
