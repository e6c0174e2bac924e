"""Where security identities are kept."""

from __future__ import annotations

from typing import Literal

IdentityAllocation = Literal["crd", "kvstore", "doublewrite-readkvstore", "doublewrite-readcrd"]
"""Cilium's `identityAllocationMode`."""
