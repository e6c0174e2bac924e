"""Versions and servers in a config: what is read, and what a person is told to type."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from cilium_ako.catalogue.release import Release
from cilium_ako.config.types import (
    ApiServer,
    ChartVersion,
    ControllerVersion,
    Endpoint,
    KernelVersion,
    KubernetesVersion,
)


def _read(kind: Any, value: object) -> object:
    return TypeAdapter[Any](kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "text", "release"),
    [
        (ChartVersion, "1.18.12", Release(1, 18, 12)),
        (ControllerVersion, "22.1.5", Release(22, 1, 5)),
        (KubernetesVersion, "1.33", Release(1, 33, 0)),
        (KubernetesVersion, "v1.33.2-eks-1a2b3c", Release(1, 33, 2)),
        (KernelVersion, "5.15", Release(5, 15, 0)),
        (KernelVersion, "5.15.0-105-generic", Release(5, 15, 0)),
        (KernelVersion, "6.1.58+", Release(6, 1, 58)),
    ],
)
def test_a_version_is_a_release(kind: Any, text: str, release: Release) -> None:
    assert _read(kind, text) == release


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        (ChartVersion, "v1.18.12", "is not a version such as 1.18.12"),
        (ChartVersion, "1.18", "is not a version such as 1.18.12"),
        (ChartVersion, "1.18.12-rc.1", "is not a version such as 1.18.12"),
        (ChartVersion, "01.18.12", "is not a version such as 1.18.12"),
        (ControllerVersion, "22.1", "is not a version such as 22.1.5"),
        (KubernetesVersion, "latest", "is not a version such as 1.33"),
        (KubernetesVersion, 1.33, '"1.33", with the quotes'),
        (KubernetesVersion, 1.3, '"1.30", with the quotes'),
        (KernelVersion, 6.1, '"6.1", with the quotes'),
        (KernelVersion, "5.15.90.1-microsoft", "is not a version such as 5.15"),
        (KernelVersion, True, "must be a quoted version"),
        (ChartVersion, None, "must be a quoted version"),
    ],
)
def test_anything_else_is_told_what_to_type(kind: Any, value: object, says: str) -> None:
    with pytest.raises(ValidationError, match="1 validation error") as raised:
        _read(kind, value)
    assert says in raised.value.errors()[0]["msg"]


@pytest.mark.parametrize(
    ("url", "host", "text", "loopback"),
    [
        ("https://[FD00:0::1]:6443", "fd00::1", "https://[fd00::1]:6443", False),
        ("https://[::1]", "::1", "https://[::1]:443", True),
        ("https://10.0.0.1", "10.0.0.1", "https://10.0.0.1:443", False),
        ("https://api.example.test", "api.example.test", "https://api.example.test:443", False),
    ],
)
def test_a_server_may_have_an_address_of_either_family(
    url: str, host: str, text: str, loopback: object
) -> None:
    server = _read(ApiServer, url)
    assert isinstance(server, Endpoint)
    assert (server.host, str(server), server.is_loopback) == (host, text, loopback)
