"""`cilium-ako charts`: a lock is written, checked and held against what repositories serve."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cilium_ako.catalogue.charts.digests import DIGESTS
from tests.charts.chart_repository import ChartRepository, served
from tests.charts.small_charts import needs_helm
from tests.commands.runs import Invoke, project
from tests.configs import POOL, changed
from tests.diff.repository import Config, Repository

LOCK = """\
# Which archives the charts are. Written by `cilium-ako charts lock`; commit it.
format: 1
charts:
- chart: ako
  version: 1.13.4
  source: '{oci}/ako'
  digest: sha256:{ako}
- chart: cilium
  version: 1.18.99
  source: '{url}'
  digest: sha256:{cilium}
"""


@pytest.fixture
def charts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ChartRepository]:
    """A repository that Helm trusts, and an empty cache."""
    with served(tmp_path) as repository:
        for name, value in repository.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.delenv("CILIUM_AKO_CHARTS", raising=False)
        monkeypatch.setenv("CILIUM_AKO_CACHE", str(tmp_path / "cache"))
        yield repository


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def pinned(charts: ChartRepository) -> Config:
    """A stack whose charts come from the repository: one as an archive, one over OCI."""
    return changed(
        POOL,
        (("cilium", "version"), "1.18.99"),
        (("cilium", "chart"), charts.url),
        (("ako", "chart"), f"{charts.oci}/ako"),
    )


def unwrapped(text: str) -> str:
    return " ".join(text.split())


@needs_helm
def test_a_lock_says_where_each_chart_is_from_and_which_archive_it_is(
    invoke: Invoke, here: Path, charts: ChartRepository
) -> None:
    digests = {chart: charts.put(chart, version) for chart, version in VERSIONS.items()}
    project(here, pinned(charts))
    found = invoke("charts", "lock", at=here)
    assert (found.status, found.err) == (0, "")
    expected = LOCK.format(oci=charts.oci, url=charts.url, **digests)
    assert (here / "charts.lock").read_text("utf-8") == expected
    for command in ("check", "pull"):
        checked = invoke("charts", command, at=here)
        assert (checked.status, checked.err) == (0, ""), command
    assert invoke("charts", "lock", at=here).status == 0
    assert (here / "charts.lock").read_text("utf-8") == expected


VERSIONS = {"cilium": "1.18.99", "ako": "1.13.4"}


@needs_helm
def test_a_changed_archive_is_an_error_that_names_both_digests_and_what_to_type(
    invoke: Invoke, here: Path, charts: ChartRepository, tmp_path: Path
) -> None:
    digests = {chart: charts.put(chart, version) for chart, version in VERSIONS.items()}
    project(here, pinned(charts))
    invoke("charts", "lock", at=here)
    before = (here / "charts.lock").read_text("utf-8")
    other = charts.put("ako", "1.13.4", "another")
    shutil.rmtree(tmp_path / "cache")
    for command in ("pull", "lock"):
        found = invoke("charts", command, at=here)
        assert found.status == 1, command
        said = unwrapped(found.err)
        for piece in (digests["ako"], other, f"{charts.oci}/ako", "--replace ako-1.13.4"):
            assert piece in said, command
        assert "cilium-1.18.99: " in found.out
        assert (here / "charts.lock").read_text("utf-8") == before
        assert not (tmp_path / "cache/charts/ako-1.13.4.tgz").exists()
    taken = invoke("charts", "lock", "--replace", "ako-1.13.4", at=here)
    assert (taken.status, taken.err) == (0, "")
    after = (here / "charts.lock").read_text("utf-8")
    assert after == before.replace(digests["ako"], other)
    assert invoke("charts", "check", at=here).status == 0


@needs_helm
def test_rows_that_no_stack_pins_go_unless_a_stack_is_named(
    invoke: Invoke, here: Path, charts: ChartRepository
) -> None:
    for version in ("1.18.98", "1.18.99"):
        charts.put("cilium", version)
    charts.put("ako", "1.13.4")
    project(here, changed(pinned(charts), (("cilium", "version"), "1.18.98")))
    invoke("charts", "lock", at=here)
    project(here, pinned(charts))
    assert invoke("charts", "lock", "dev", at=here).status == 0
    assert "1.18.98" in (here / "charts.lock").read_text("utf-8")
    assert invoke("charts", "lock", at=here).status == 0
    text = (here / "charts.lock").read_text("utf-8")
    assert "1.18.98" not in text
    assert "1.18.99" in text


@needs_helm
def test_a_mirror_may_have_another_archive_than_the_published_one_when_that_is_said(
    invoke: Invoke, here: Path, charts: ChartRepository
) -> None:
    other = charts.put("cilium", "1.18.12")
    charts.put("ako", "1.13.4")
    project(here, changed(pinned(charts), (("cilium", "version"), "1.18.12")))
    refused = invoke("charts", "lock", at=here)
    assert refused.status == 1
    assert DIGESTS["cilium-1.18.12"] in unwrapped(refused.err)
    assert "cilium-ako charts lock --replace cilium-1.18.12" in unwrapped(refused.err)
    assert "1.18.12" not in (here / "charts.lock").read_text("utf-8")
    taken = invoke("charts", "lock", "--replace", "cilium-1.18.12", at=here)
    assert taken.status == 0
    assert taken.err.startswith("warning: ")
    assert other in taken.err
    assert DIGESTS["cilium-1.18.12"] in taken.err
    checked = invoke("charts", "check", at=here)
    assert checked.status == 0
    assert DIGESTS["cilium-1.18.12"] in checked.out


@needs_helm
def test_no_password_of_a_repository_is_written_down(
    invoke: Invoke, here: Path, charts: ChartRepository
) -> None:
    charts.put("cilium", "1.18.99")
    charts.put("ako", "1.13.4")
    with_password = charts.url.replace("https://", "https://me:hunter2@")
    project(here, changed(pinned(charts), (("cilium", "chart"), with_password)))
    found = invoke("charts", "lock", at=here)
    assert "hunter2" not in (here / "charts.lock").read_text("utf-8") + found.out + found.err


def test_where_no_chart_can_be_had_no_lock_is_begun(
    invoke: Invoke, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(here, POOL)
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.setenv("CILIUM_AKO_CACHE", str(here / "cache"))
    found = invoke("charts", "lock", at=here)
    assert found.status == 1
    assert found.err.count("there is no helm on PATH") == 2
    assert not (here / "charts.lock").exists()


def test_without_a_lock_it_is_said_how_to_get_one(invoke: Invoke, here: Path) -> None:
    project(here, POOL)
    found = invoke("charts", "check", at=here)
    assert found.status == 1
    assert "there is no charts.lock" in found.err
    assert "fix: cilium-ako charts lock" in found.err


def test_a_row_that_contradicts_the_published_archive_is_refused(
    invoke: Invoke, here: Path
) -> None:
    project(here, POOL)
    write_lock(here, cilium("0" * 64))
    found = invoke("charts", "check", at=here)
    said = unwrapped(found.err)
    assert found.status == 1
    assert "0" * 64 in said
    assert DIGESTS["cilium-1.18.12"] in said
    assert "cilium-ako charts lock --replace cilium-1.18.12" in said


def test_a_chart_that_is_not_locked_is_told(invoke: Invoke, here: Path) -> None:
    project(here, POOL)
    write_lock(here, cilium(DIGESTS["cilium-1.18.12"]))
    found = invoke("charts", "check", at=here)
    assert found.status == 1
    assert "cilium-1.18.12: is locked" in found.out
    assert "ako-1.13.4: from oci://" in found.err
    assert "is not in charts.lock" in unwrapped(found.err)


def cilium(digest: str, version: str = "1.18.12", source: str = "https://helm.cilium.io") -> str:
    return f"- chart: cilium\n  version: {version}\n  source: {source}\n  digest: sha256:{digest}\n"


def write_lock(at: Path, rows: str, form: str = "1") -> None:
    (at / "charts.lock").write_text(f"format: {form}\ncharts:\n{rows}", "utf-8")


DIGEST = DIGESTS["cilium-1.18.12"]
BAD = {
    "another format": ("format: 2\ncharts: []\n", "has another format than 1"),
    "a format that is true": ("format: true\ncharts: []\n", "has another format than 1"),
    "no format": ("charts: []\n", "has no `format`"),
    "a list": ("- 1\n", "is no lock of charts"),
    "no YAML": ("format: [", "is not valid YAML"),
    "nothing": ("", "is no lock of charts"),
    "another key": ("format: 1\ncharts: []\nmore: 1\n", "the key more"),
    "no rows": ("format: 1\n", "has no list of `charts`"),
    "a row of another shape": ("format: 1\ncharts:\n- chart: cilium\n", "without exactly"),
    "another chart": (
        f"format: 1\ncharts:\n{cilium(DIGEST).replace('chart: cilium', 'chart: istio')}",
        "names another chart",
    ),
    "no version": (
        f"format: 1\ncharts:\n{cilium(DIGEST, '1.18')}",
        "has a version without three numbers",
    ),
    "a wrong digest": (f"format: 1\ncharts:\n{cilium('abc')}", "is not `sha256:` and 64 hex"),
    "a duplicate": (f"format: 1\ncharts:\n{cilium(DIGEST)}{cilium(DIGEST)}", "twice"),
    "two digests": (
        f"format: 1\ncharts:\n{cilium(DIGEST)}{cilium('0' * 64, source='https://a.test')}",
        "two digests of cilium-1.18.12",
    ),
    "not UTF-8": ("\udcff", "is not UTF-8 text"),
    "too large": ("#" * (1 << 20) + "\n", "is larger than 1 MiB"),
}


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_lock_that_is_none_is_one_message(
    invoke: Invoke, here: Path, text: str, said: str
) -> None:
    project(here, POOL)
    (here / "charts.lock").write_text(text, "utf-8", errors="surrogateescape")
    for command in ("check", "pull", "lock"):
        found = invoke("charts", command, at=here)
        assert found.status == 1
        assert found.out == ""
        assert found.err.count("error: ") == 1
        assert found.err.startswith("error: charts.lock ")
        assert said in unwrapped(found.err)
        assert "Traceback" not in found.err


def test_a_fifo_or_a_folder_is_not_waited_for(invoke: Invoke, here: Path) -> None:
    project(here, POOL)
    os.mkfifo(here / "charts.lock")
    assert "is a FIFO and no file" in unwrapped(invoke("charts", "check", at=here).err)
    (here / "charts.lock").unlink()
    (here / "charts.lock").mkdir()
    assert "is a folder and no file" in unwrapped(invoke("charts", "check", at=here).err)


@pytest.mark.parametrize(("text", "said"), BAD.values(), ids=BAD)
def test_a_report_with_a_bad_lock_says_so_and_is_no_better_than_without(
    tmp_path: Path, text: str, said: str
) -> None:
    repository = Repository(tmp_path)
    repository.commit({"dev": POOL})
    forbidden = changed(POOL, (("cilium", "ipam", "podCidrs"), ["10.43.0.0/16"]))
    lock = repository.path / "charts.lock"
    for config in (POOL, forbidden):
        repository.write({"dev": config})
        lock.unlink(missing_ok=True)
        without = repository.report()
        lock.write_text(text, "utf-8", errors="surrogateescape")
        found = repository.report()
        (note,) = [each for each in found.notes if each.startswith("charts.lock ")]
        assert said in note
        assert found.status >= max(1, without.status)
        assert found.stacks[0].verdict == without.stacks[0].verdict


def test_a_changed_lock_is_told_in_the_report(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    write_lock(repository.path, cilium("1" * 64, "1.18.99") + cilium("2" * 64, "1.18.98"))
    repository.commit({"dev": POOL})
    write_lock(repository.path, cilium("3" * 64, "1.18.99") + cilium("4" * 64, "1.18.97"))
    notes = [each for each in repository.report().notes if each.startswith("charts.lock ")]
    assert len(notes) == 3
    gained, lost, other = notes
    assert "gets cilium-1.18.97" in gained
    assert "4" * 64 in gained
    assert "loses cilium-1.18.98" in lost
    assert "1" * 64 in other
    assert "3" * 64 in other


def test_a_report_says_how_a_chart_that_nobody_locked_would_be_in_it(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit({"dev": POOL})
    repository.write({"dev": changed(POOL, (("ako", "version"), "1.13.3"))})
    (note,) = [each for each in repository.report().notes if "charts lock" in each]
    assert "ako 1.13.3" in note
    assert "which archive is right for ako 1.13.3: " in note
