"""The page of a fleet: what is drawn, to scale, and how; then in a real browser."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from cilium_ako.escape import printable
from cilium_ako.fleet_page.address_space import address_space
from cilium_ako.fleet_page.clusters import fleet_clusters
from cilium_ako.fleet_page.html import fleet_page
from cilium_ako.fleet_page.meshes import mesh_pictures
from cilium_ako.fleet_page.sharing import controllers
from cilium_ako.rollout.hub import Hub, read_hub
from tests.configs import DUAL, Config, changed
from tests.diff.formats.hostile import Seen
from tests.diff.formats.test_html import browser, needs_browser
from tests.fleet_page.pages import clusters_of, clusters_with_faults, page_of
from tests.rollout.fleets import Objects, with_status
from tests.rollout.generated import clean, with_faults
from tests.rollout.test_generated import judged, judged_with_faults

PAGE_BYTES = 3_000_000


def hub_of(names: list[str], stalled: str) -> Hub:
    """A hub whose Stacks are all Ready but one."""
    return read_hub(
        Objects(
            [
                with_status(
                    {
                        "metadata": {
                            "name": name,
                            "namespace": "fleet",
                            "labels": {"cilium-ako.io/wave": "1"},
                        },
                        "spec": {"commit": "a" * 40},
                    },
                    "Stalled" if name == stalled else "Ready",
                    message="<b>timed out</b>",
                )
                for name in names
            ]
        )
    )


@pytest.fixture(scope="module")
def large() -> str:
    """500 clusters with twelve faults, one of them Stalled."""
    hub = hub_of([each.name for each in judged_with_faults()], "vs-100")
    return fleet_page(clusters_with_faults(hub), [], hub)


def few() -> dict[str, Config]:
    return dict(list(clean().items())[:6])


def test_a_range_is_drawn_to_scale() -> None:
    configs = {"a": changed(next(iter(few().values())), (("cluster", "name"), "a"))}
    configs["a"]["cilium"]["ipam"]["podCidrs"] = ["10.64.0.0/10"]
    configs["a"]["cluster"]["nodeCidrs"] = ["10.0.0.0/16"]
    configs["a"]["ako"]["nodeNetworks"] = [{"name": "a", "cidrs": ["10.0.0.0/16"]}]
    block = address_space(clusters_of(configs))[0]
    assert (block.cidr, block.unit, block.span) == ("10.0.0.0/9", 1, 1 << 23)
    bars = {bar.role: (bar.start, bar.width) for bar in block.groups[0].lanes[0].bars}
    assert bars == {"pods": (str(1 << 22), str(1 << 22)), "nodes": ("0", str(1 << 16))}
    assert block.ticks == (
        "10.0.0.0",
        "10.31.255.255",
        "10.63.255.255",
        "10.95.255.255",
        "10.127.255.255",
    )


def test_every_range_of_every_cluster_is_drawn() -> None:
    clusters = clusters_of({**few(), "dual": DUAL})
    drawn = {
        bar.title
        for block in address_space(clusters)
        for group in block.groups
        for lane in group.lanes
        for bar in lane.bars
    }
    for each in (
        "vs-000 pods 10.0.0.0/18",
        "vs-000 nodes 172.16.0.0/22",
        "aws-004 VPC 10.1.0.0/18",
    ):
        assert each in drawn
    for each in (
        "dual pods fd00:42::/104",
        "dual services fd00:96::/112",
        "dual VIPs fd00:20::/64",
    ):
        assert each in drawn


def test_every_range_is_drawn_inside_its_block() -> None:
    outside = [
        (block.cidr, bar.title)
        for block in address_space(clusters_of({**few(), "dual": DUAL}))
        for group in block.groups
        for lane in group.lanes
        for bar in lane.bars
        if not 0 <= float(bar.start) <= float(bar.start) + float(bar.width) <= block.span
    ]
    assert outside == []


def test_an_overlap_of_ipv6_is_red() -> None:
    both = changed(DUAL, (("cluster", "nodeCidrs"), ["192.168.10.0/24", "fd00:42::/112"]))
    red = [
        bar.title.splitlines()[0]
        for block in address_space(clusters_of({"dual": both}))
        for group in block.groups
        for lane in group.lanes
        for bar in lane.wrong
    ]
    assert "dual pods fd00:42::/104" in red


def test_overlaps_that_a_rule_forbids_are_red_and_others_are_not() -> None:
    clusters = clusters_with_faults()
    red = {
        lane.name: [bar.title.splitlines()[0] for bar in lane.wrong]
        for block in address_space(clusters)
        for group in block.groups
        for lane in group.lanes
        if lane.wrong
    }
    # every cluster has the same Services, and no rule minds
    assert set(red) == {
        *("vs-003", "vs-043", "vs-005", "vs-045", "vs-006", "vs-046", "aws-029", "vs-050"),
        "vs-051",
    }
    assert red["vs-003"] == ["vs-003 pods 10.0.192.0/18"]


def test_what_overlaps_is_red_and_no_more_of_the_range() -> None:
    clusters = clusters_with_faults()
    (lane,) = (
        lane
        for block in address_space(clusters)
        for group in block.groups
        for lane in group.lanes
        if lane.name == "vs-006" and lane.wrong
    )
    assert lane.wrong[0].width == "256"  # a /24 of virtual services in a /18 of pods
    assert "ako-vips-in-cluster: " in lane.wrong[0].title


def test_an_acknowledged_overlap_is_not_red() -> None:
    configs = with_faults()
    for name in ("vs-003", "vs-043"):
        configs[name]["acknowledge"] = {"ako-vrf-pods-apart": {"reason": "NET-1"}}
    red = {
        lane.name
        for block in address_space(clusters_of(configs))
        for group in block.groups
        for lane in group.lanes
        if lane.wrong
    }
    assert "vs-003" not in red
    assert "vs-005" in red


def meshed() -> dict[str, Config]:
    """Three clusters of one mesh, of which one is not listed by the others."""
    found = dict(list(few().items())[:3])
    names = list(found)
    for name, config in found.items():
        known = names if name == names[2] else names[:2]
        peers = [each for each in config["mesh"]["peers"] if each["name"] in known]
        found[name] = changed(config, (("mesh", "peers"), peers))
    return found


def test_a_mesh_shows_peers_that_are_not_listed_back() -> None:
    checked, _ = fleet_clusters(judged(meshed()), {}, None)
    (mesh,) = mesh_pictures(checked, ["1.18", "1.19"])
    assert mesh.name == "mesh-00"
    assert [each.name for each in mesh.dots] == ["vs-000", "vs-001", "vs-002"]
    assert mesh.mutual.count("M") == 1
    assert mesh.one_sided_pairs == ("vs-002 → vs-000", "vs-002 → vs-001")
    assert mesh.versions == "1.18.12 × 3"


def test_who_shares_a_controller_and_a_group() -> None:
    found = {each.host: each for each in controllers(clusters_with_faults())}
    assert len(found) == 40
    (group,) = found["avi-00.example.test"].shared
    assert (group.name, group.clusters, group.wrong) == ("se-vs-000", ("vs-000", "vs-040"), True)
    assert found["avi-08.example.test"].shared == ()


def test_the_page_of_500_clusters_is_small(large: str) -> None:
    assert len(large.encode()) < PAGE_BYTES
    assert large.count('<div class="row">') > 500
    assert large.count("<tr") > 500


def test_the_same_fleet_gives_the_same_bytes() -> None:
    configs = few()
    turned = dict(reversed(list(configs.items())))
    clusters = clusters_of(configs)
    assert fleet_page(clusters, [], None) == fleet_page(clusters[::-1], [], None)
    assert fleet_page(clusters, [], None) != page_of({**turned, "dual": DUAL})


def test_what_is_stalled_says_what_wakes_it(large: str) -> None:
    assert "<b>fleet/vs-100</b> is Stalled (UpdateFailed), wave 1, last update 3h ago" in large
    assert "kubectl -n fleet annotate --overwrite stacks.pulumi.com vs-100" in large
    assert "&lt;b&gt;timed out&lt;/b&gt;" in large


def test_nothing_but_its_own_script_may_run(large: str) -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', large)
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", large, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"\son\w+=|\sstyle=|url\(|@import|<(?:link|img|iframe)\b", large)


def test_a_name_is_a_text() -> None:
    config = next(iter(few().values()))
    name = "<script>x</script>\u202e"
    hostile = changed(
        config,
        (("ako", "controller", "serviceEngineGroup"), name),
        (("ako", "controller", "cloudName"), name),
    )
    text = page_of({name: hostile, "b": hostile})
    assert Seen(text).tags.count("script") == 1
    assert printable(text) == text


def test_it_is_read_by_keyboard_alone(large: str) -> None:
    assert '<a class="skip" href="#fleet">' in large
    for scrolling in re.findall(r'<div class="scroll"[^>]*>', large):
        assert 'tabindex="0"' in scrolling
    targets = set(re.findall(r'\bid="([^"]+)"', large))
    assert set(re.findall(r'href="#([^"]+)"', large)) <= targets


def test_a_stack_that_cannot_be_drawn_is_named() -> None:
    checked = judged({"broken": {"cluster": {"name": 5}}})
    found, unread = fleet_clusters(checked, {}, None)
    assert found == []
    assert [each.name for each in unread] == ["broken"]
    assert "<b>broken</b> is not drawn" in fleet_page(found, unread, None)


PROBE = """
<script>
addEventListener("load", () => {
  const told = [];
  const filter = document.getElementById("filter");
  filter.value = "vs-10 1.19"; filter.dispatchEvent(new Event("input"));
  told.push(document.getElementById("shown").textContent);
  const block = document.querySelector(".block");
  const drawing = block.querySelector("svg");
  told.push(drawing.getAttribute("viewBox"));
  block.querySelector('[data-act="in"]').click();
  told.push(drawing.getAttribute("viewBox"));
  block.querySelector('[data-act="whole"]').click();
  const range = block.querySelector("input");
  range.value = "10.0.192.0/18"; range.dispatchEvent(new Event("change"));
  told.push(drawing.getAttribute("viewBox"));
  told.push(block.querySelector(".axis span + div span").textContent);
  told.push(String(document.querySelector("#clusters tbody tr").getBoundingClientRect().height));
  block.querySelector('[data-act="open"]').click();
  const lane = block.querySelector(".lane path").getBoundingClientRect();
  told.push(String(lane.height > 0));
  document.body.dataset.told = told.join("|");
});
</script>
"""


@needs_browser
def test_a_browser_draws_zooms_and_filters(large: str, tmp_path: Path) -> None:
    """The page itself, with a probe that its own policy would not let run."""
    page = tmp_path / "page.html"
    probed = re.sub(r"script-src '[^']+'", "script-src 'unsafe-inline'", large)
    page.write_text(probed.replace("</body>", f"{PROBE}</body>"), "utf-8")
    shown = browser(tmp_path, "--dump-dom", page.as_uri())
    (told,) = re.findall(r'data-told="([^"]*)"', shown)
    filtered, whole, zoomed, ranged, tick, height, drawn = told.split("|")
    assert filtered == "8 of 500"
    assert whole == f"0 0 {1 << 23} 25"
    assert zoomed == f"{1 << 21} 0 {1 << 22} 25"
    assert ranged == "45056 0 24576 25"
    assert tick == "10.0.176.0"
    assert height == "0"
    assert drawn == "true"


@needs_browser
def test_a_browser_runs_its_script_under_its_own_policy(large: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(large, "utf-8")
    shown = browser(tmp_path, "--dump-dom", page.as_uri())
    assert 'class="tools" hidden' not in shown
    assert shown.count("<circle") == large.count("<circle")
