"""Values of a type that no chart expects come over as they are, for the check to name."""

from __future__ import annotations

import pytest

from cilium_ako.adopt.cilium_keys import cilium_config
from cilium_ako.adopt.found import FoundRelease
from cilium_ako.adopt.told import Told
from cilium_ako.catalogue.release import Release


@pytest.mark.parametrize("switch", [["true"], {"a": 1}, 1])
def test_a_switch_that_is_none_stays(switch: object) -> None:
    values = {"gatewayAPI": {"enabled": switch}}
    told = Told(FoundRelease("cilium", "values.yaml", values, Release(1, 18, 12)))
    assert cilium_config(told)["gatewayApi"] == {"enabled": switch}
