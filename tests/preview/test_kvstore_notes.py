"""What a preview says of a kvstore, in each of its forms."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cilium_ako.check.checked_stack import CheckedStack, check_config
from cilium_ako.preview.plan import preview_json, preview_markdown, preview_text
from tests.configs import EXTERNAL, MANAGED, POOL, raw

SAID = {
    "scalability report": (EXTERNAL, MANAGED),
    "doublewrite-readcrd": (EXTERNAL, MANAGED),
    "to copy them off the nodes is yours": (MANAGED,),
    "/var/lib/etcd-cilium-snapshots": (MANAGED,),
    "made anew by a `pulumi up`": (MANAGED,),
}


def checked(config: dict[str, Any]) -> CheckedStack:
    return check_config("dev", raw(config), Path(), offline=True)


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("config", [EXTERNAL, MANAGED, POOL], ids=["external", "managed", "none"])
def test_it_is_said_where_it_matters(text: str, config: dict[str, Any]) -> None:
    notes = checked(config).kvstore_notes()
    assert any(text in note for note in notes) == any(config is each for each in SAID[text])


def test_every_format_has_it() -> None:
    stack = checked(MANAGED)
    notes = stack.kvstore_notes()
    told = preview_text("dev", stack.decisions(), [], notes=notes)
    assert "What to know of the kvstore" in told
    assert "scalability report" in told
    assert preview_json("dev", [], [], notes=notes)["kvstoreNotes"] == [*notes]
    assert "- A kvstore pays" in preview_markdown("dev", [], [], notes=notes)
    assert "kvstoreNotes" not in preview_json("dev", [], [])
