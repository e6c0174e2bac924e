"""The page, in a real browser: it opens from disk, without a network, in light and dark."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

import pytest

from cilium_ako.diff.command import written
from cilium_ako.diff.model import Report
from cilium_ako.escape import printable
from tests.diff.formats.hostile import Seen
from tests.diff.recorded import bumped
from tests.diff.repository import Repository, config
from tests.forked import forked

BROWSER = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name))
    ),
    None,
)
needs_browser = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium here (Debian's package `chromium`)"
)


@pytest.fixture
def page(repository: Repository, tmp_path: Path) -> Path:
    bumped(repository, old=config(cluster__name="old"))
    path = tmp_path / "page.html"
    path.write_text(written(repository.report(), "html"), "utf-8")
    return path


def browser(tmp_path: Path, *arguments: str) -> str:
    """What a headless browser prints. Its profile is its own, and every host is unreachable."""
    assert BROWSER is not None
    ran = subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--hide-scrollbars",
            "--virtual-time-budget=5000",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
            f"--user-data-dir={tmp_path / 'profile'}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    complaints = [line for line in ran.stderr.splitlines() if ":CONSOLE" in line]
    assert not complaints
    return ran.stdout


@needs_browser
def test_a_browser_shows_it_whole(page: Path, tmp_path: Path) -> None:
    shown = browser(tmp_path, "--dump-dom", page.as_uri())
    assert shown.count('<section class="stack"') == 2
    assert 'role="img"' in shown
    assert 'class="sides code"' in shown
    assert "ClusterRole/cilium-operator" in shown


@needs_browser
def test_it_is_light_and_dark(page: Path, tmp_path: Path) -> None:
    grounds = []
    for scheme in ("0", "1"):  # dark, light
        picture = tmp_path / f"{scheme}.png"
        browser(
            tmp_path,
            f"--blink-settings=preferredColorScheme={scheme}",
            "--window-size=1000,900",
            f"--screenshot={picture}",
            page.as_uri(),
        )
        grounds.append(first_pixel(picture))
    dark, light = (sum(each) for each in grounds)
    assert dark < 150
    assert light > 700


def first_pixel(picture: Path) -> tuple[int, int, int]:
    """Red, green and blue at the top left of a PNG."""
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG")
    packed, at = b"", 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    line = zlib.decompress(packed)[:5]
    return line[1], line[2], line[3]


def test_it_needs_no_network_and_no_script(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|iframe|img)\b|url\(|@import", text)
    assert not re.findall(r'(?:href|src)="(?!#)', text)


def test_it_is_read_by_keyboard_alone(page: Path) -> None:
    text = page.read_text("utf-8")
    assert '<a class="skip" href="#report">' in text
    assert ":focus-visible" in text
    for scrolling in re.findall(r'<(?:div class="scroll"|pre)[^>]*>', text):
        assert 'tabindex="0"' in scrolling
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_a_page_is_not_broken_out_of(hostile: Report) -> None:
    text = written(hostile, "html")
    seen = Seen(text)
    assert not set(seen.tags) & {"script", "img", "iframe", "link", "object", "base", "form"}
    assert not any(name.startswith("on") for name in seen.attributes)
    assert not [url for url in seen.links if not url.startswith("#")]
    assert seen.tags.count("main") == 1
    assert printable(text) == text


def test_every_object_is_shown_side_by_side(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.count('<details class="object">') == 2
    assert "ClusterRole/cilium-operator" in text
    assert '<td class="come">  hostNetwork: true</td>'.replace("  ", " ") in " ".join(text.split())
    assert "equal lines</td>" in text


def test_jinja_is_loaded_for_the_page_alone(repository: Repository) -> None:
    repository.commit({"dev": config()})
    repository.write({"dev": config(cilium__mtu=9000)})
    for output, loaded in (("text", "False"), ("html", "True")):
        environment = repository.environment
        ran = forked(output, at=repository.path, environment=environment, program=_LOADS)
        assert ran.status == 0, ran.err
        assert ran.out.strip() == loaded, output


_LOADS = """
import sys
from pathlib import Path
from cilium_ako.diff.command import run_diff
run_diff(["dev"], directory=Path.cwd(), base="HEAD", output=sys.argv[1])
print("jinja2" in sys.modules)
"""
