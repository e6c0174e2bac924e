"""Conditions of changes of kube-proxy replacement."""

from __future__ import annotations

from cilium_ako.changes.conditions.registry import Change, condition


@condition
def kube_proxy_serves_again(change: Change) -> bool:
    """Kube-proxy's work, or some of it, is given back: it becomes anything but true."""
    return change.new is not True
