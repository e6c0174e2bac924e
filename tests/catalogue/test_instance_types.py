"""The table of types of instances can be read as a whole, and knows what it does not know."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.aws.addresses import max_pods_of_eks
from cilium_ako.catalogue.aws.instance_types import (
    InstanceType,
    _lines,
    instance_type,
    known_types,
    nearest_type,
)


def test_every_line_is_a_type() -> None:
    assert known_types() == len(_lines()) > 1000
    for name in _lines():
        found = instance_type(name)
        assert found is not None
        assert found.interfaces >= 1
        assert found.addresses >= 2
        assert found.hypervisor in ("nitro", "xen", "metal")


@pytest.mark.parametrize(
    ("found", "max_pods"),
    [
        # the second is of awslabs/amazon-eks-ami: shared/runtime/eni-max-pods.txt
        (InstanceType("m5.large", 3, 10, "nitro"), 29),
        (InstanceType("m5.4xlarge", 8, 30, "nitro"), 234),
        (InstanceType("m4.large", 2, 10, "xen"), 20),
        (InstanceType("t3.medium", 3, 6, "nitro"), 17),
        (InstanceType("m5.metal", 15, 50, "metal"), 737),
    ],
)
def test_well_known_types(found: InstanceType, max_pods: int) -> None:
    assert instance_type(found.name) == found
    assert max_pods_of_eks(found.interfaces, found.addresses) == max_pods


def test_a_type_that_is_not_there_is_not_guessed() -> None:
    assert instance_type("m5.larg") is None
    assert nearest_type("m5.larg") == "m5.large"
    assert nearest_type("quite-another.thing") == ""
