"""Which values and variables count as secrets."""

from __future__ import annotations

import pytest

from cilium_ako.catalogue.charts.secret_names import (
    may_hold_secret,
    names_secret,
    variable_holds_secret,
)


@pytest.mark.parametrize(
    "path", ["a.password", "a.authToken", "a.apiKey", "credentials", "a.psk", "a.kubeconfig"]
)
def test_names_of_secrets(path: str) -> None:
    assert names_secret(path)
    assert may_hold_secret("cilium", path)


@pytest.mark.parametrize("path", ["a.secretName", "a.keyFile", "nodePortSelector.key", "ipam.mode"])
def test_names_that_say_where_a_secret_is_or_nothing_of_one(path: str) -> None:
    assert not names_secret(path)


@pytest.mark.parametrize("path", ["tls.ca.key", "some.key", "some.clientSecret", "extraEnv"])
def test_what_may_hold_one(path: str) -> None:
    assert may_hold_secret("cilium", path)


@pytest.mark.parametrize("name", ["AWS_SECRET_ACCESS_KEY", "DB_PASSWORD", "PRIVATE_FOO"])
def test_variables(name: str) -> None:
    assert variable_holds_secret(name)
    assert not variable_holds_secret("GODEBUG")
