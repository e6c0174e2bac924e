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
from cilium_ako.diff.formats.html_address_plan import plans
from cilium_ako.diff.model import Range
from tests.charts_machinery.small_charts import needs_helm
from tests.diff.repository import Repository, config

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
    repository.commit({"dev": config(), "old": config(cluster__name="old")})
    repository.write(
        {"dev": config(cilium__version="1.19.6", cilium__ipam__podCidrs=["10.99.0.0/16"])}
    )
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


@needs_helm
@needs_browser
def test_a_browser_shows_it_whole(page: Path, tmp_path: Path) -> None:
    shown = browser(tmp_path, "--dump-dom", page.as_uri())
    assert shown.count('<section class="stack"') == 2
    assert 'role="img"' in shown
    assert 'class="sides code"' in shown
    assert "ClusterRole/cilium-operator" in shown


@needs_helm
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


@needs_helm
def test_it_needs_no_network_and_no_script(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"<(script|link|iframe|img)\b|url\(|@import", text)
    assert not re.findall(r'(?:href|src)="(?!#)', text)


@needs_helm
def test_it_is_read_by_keyboard_alone(page: Path) -> None:
    text = page.read_text("utf-8")
    assert '<a class="skip" href="#report">' in text
    assert ":focus-visible" in text
    for scrolling in re.findall(r'<(?:div class="scroll"|pre)[^>]*>', text):
        assert 'tabindex="0"' in scrolling
    targets = set(re.findall(r'\bid="([^"]+)"', text))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= targets


def test_the_plan_is_drawn_to_scale() -> None:
    ranges = (
        Range("pool", "", "10.0.0.0/16", 24, 64),
        Range("services", "", "10.1.0.0/16"),
        Range("VIPs", "vip", "10.2.0.0/15"),
    )
    text = "".join(plans((), ranges))
    overview = re.findall(r'<rect class="fill-(\w+)" x="([\d.]+)" y="\d+" width="([\d.]+)"', text)
    assert overview[:3] == [
        ("pool", "0.00", "250.00"),
        ("services", "250.00", "250.00"),
        ("VIPs", "500.00", "500.00"),
    ]
    assert "256 blocks of /24: 64 used at most (25 %), 192 free" in text
    assert '<rect class="fill-pool" x="0" y="0" width="250.00"' in text


def test_a_plan_that_changes_is_drawn_twice() -> None:
    one = (Range("pool", "", "10.0.0.0/16", 24, 64),)
    two = (Range("pool", "", "10.4.0.0/16", 24, 64),)
    assert "".join(plans(one, two)).count("<figure>") == 2
    assert "".join(plans(one, one)).count("<figure>") == 1
    assert "".join(plans((), two)).count("<figure>") == 1
