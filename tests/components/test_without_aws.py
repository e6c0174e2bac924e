"""A stack that makes nothing in AWS loads nothing of `pulumi_aws`; another the least of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from cilium_ako.config.stack import PROJECT
from tests.configs import ENI, IRSA, KUBERNETES, NODE_ROLE, POD_IDENTITY, POOL
from tests.forked import forked

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, sys
from pathlib import Path
from cilium_ako.check.checked_stack import check_stack
from cilium_ako.preview.offline import offline_preview
made = offline_preview(check_stack(sys.argv[1], Path.cwd()))
print(json.dumps([sorted(each for each in sys.modules if each.startswith("pulumi_aws")),
    sorted({each.type for each in made if each.type.startswith("aws:")})]))
"""


def loaded(config: Mapping[str, Any], at: Path) -> tuple[set[str], set[str]]:
    """The modules of `pulumi_aws` that a preview of its own process loads, and what it makes."""
    file = at / "Pulumi.any.yaml"
    keys = {f"{PROJECT}:{key}": value for key, value in config.items()}
    file.write_text(yaml.safe_dump({"config": keys}), "utf-8")
    ran = forked(file, at=ROOT, program=PROGRAM)
    assert ran.status == 0, ran.err
    modules, types = json.loads(ran.out)
    return set(modules), set(types)


NOTHING = {"pool": POOL, "kubernetes": KUBERNETES, "a role of others'": ENI}


@pytest.mark.parametrize("config", NOTHING.values(), ids=NOTHING)
def test_nothing_of_it_is_loaded(config: Mapping[str, Any], tmp_path: Path) -> None:
    assert loaded(config, tmp_path) == (set(), set())


IAM = {
    "aws:iam/policy:Policy",
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
}
MADE = {
    "irsa": (IRSA, IAM),
    "pod identity": (POD_IDENTITY, {*IAM, "aws:eks/podIdentityAssociation:PodIdentityAssociation"}),
    "node role": (NODE_ROLE, IAM - {"aws:iam/role:Role"}),
}


@pytest.mark.parametrize(("config", "types"), MADE.values(), ids=MADE)
def test_what_takes_long_is_not_loaded(
    config: Mapping[str, Any], types: set[str], tmp_path: Path
) -> None:
    modules, made = loaded(config, tmp_path)
    assert made == types
    assert "pulumi_aws.iam.policy" in modules
    assert not {each for each in modules if each.startswith("pulumi_aws.ec2.")}
