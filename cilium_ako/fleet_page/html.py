"""The page: one file of HTML that opens from disk, light and dark, by keyboard, without a network.

Its content policy lets its one script run by that script's digest, and nothing else. The templates
escape by themselves whatever is put into them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from cilium_ako.escape import LONGEST
from cilium_ako.fleet_page.address_space import ROLES, ROW, address_space
from cilium_ako.fleet_page.clusters import FleetCluster, UnreadStack
from cilium_ako.fleet_page.meshes import SIZE, mesh_pictures
from cilium_ako.fleet_page.sharing import controllers, wave_rows
from cilium_ako.html_page import page_environment
from cilium_ako.rollout.hub import Hub, HubStack, age_text
from cilium_ako.rules.problem import Problem

_TEMPLATES: Final = Path(__file__).with_name("templates")


class _Between(NamedTuple):
    """A problem of a cluster with others."""

    stack: str
    problem: Problem


def fleet_page(
    clusters: Sequence[FleetCluster], unread: Sequence[UnreadStack], hub: Hub | None
) -> str:
    """The page of clusters, by their names; equal ones give equal bytes."""
    ordered = sorted(clusters, key=lambda each: each.name)
    releases = sorted({each.cilium.version for each in ordered})
    versions = [str(each) for each in releases]
    minors = list(dict.fromkeys(str(each.minor_release) for each in releases))
    script = (_TEMPLATES / "fleet.js").read_text("utf-8")
    style = (_TEMPLATES / "fleet.css").read_text("utf-8")
    environment = _environment()
    return environment.get_template("fleet.html").render(
        script=Markup(script),  # noqa: S704 - files of this package
        style=Markup(style),  # noqa: S704
        script_digest=_digest(script),
        style_digest=_digest(style),
        clusters=ordered,
        unread=unread,
        hub=hub,
        blocks=address_space(ordered),
        meshes=mesh_pictures(ordered, minors),
        controllers=controllers(ordered),
        versions=versions,
        minors=minors,
        waves=wave_rows(ordered, versions, asked=hub is not None),
        between=[
            _Between(each.name, one)
            for each in ordered
            for one in each.problems
            if _is_between(one)
        ],
        stalled=[each for each in (hub.stacks if hub else ()) if each.stalled],
        groups=sorted({each.group for each in ordered}),
        roles=ROLES,
        lane_height=len(ROLES) * ROW,
        mesh_size=SIZE,
    )


def _is_between(problem: Problem) -> bool:
    """Whether a problem is of several clusters, and known: what is unknown is in every mesh."""
    return bool(problem.others) and problem.severity != "note"


def _digest(text: str) -> str:
    """What a content policy calls a script or a style that stands in the page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    environment = page_environment(_TEMPLATES, 200 * LONGEST)
    environment.globals |= {"age_of": _age}
    return environment


def _age(stack: HubStack, hub: Hub) -> str:
    return age_text(None if stack.updated is None else hub.now - stack.updated)
