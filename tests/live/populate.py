"""Writing a world to a real API server, and taking it away again."""

from __future__ import annotations

import contextlib
import copy
import urllib.error
from typing import Any

from tests.doctor.worlds import KINDS, World
from tests.live.servers import Server

_WITH_STATUS = frozenset(
    {"Node", "Pod", "DaemonSet", "Deployment", "StatefulSet", "CronJob", "CiliumNode", "Service"}
)
_SERVER_SETS = ("creationTimestamp", "managedFields", "uid")
_ORDER = {"CustomResourceDefinition": 0, "Node": 1}


def collection(kind: str, namespace: str) -> str:
    """The path of a kind's objects."""
    version, plural = KINDS[kind]
    base = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    return f"{base}/namespaces/{namespace}/{plural}" if namespace else f"{base}/{plural}"


def write(server: Server, world: World) -> None:
    """Writes all objects of a world, statuses too."""
    for namespace in ("avi-system",):
        with contextlib.suppress(urllib.error.HTTPError):
            server.call(
                "POST",
                "/api/v1/namespaces",
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
            )
    uids: dict[str, str] = {}
    for kind, namespace, name in sorted(
        world.objects, key=lambda key: (_ORDER.get(key[0], 9), key)
    ):
        given = copy.deepcopy(world.objects[kind, namespace, name])
        made = _create(server, given, uids)
        if kind == "Node":
            uids[name] = made["metadata"]["uid"]
        if kind in _WITH_STATUS and "status" in given:
            path = f"{collection(kind, namespace)}/{name}"
            server.call("PATCH", f"{path}/status", {"status": given["status"]})
        if kind == "CustomResourceDefinition":
            _established(server, name, given["spec"])


def _create(server: Server, given: dict[str, Any], uids: dict[str, str]) -> Any:
    metadata = given["metadata"]
    for field in _SERVER_SETS:
        metadata.pop(field, None)
    for owner in metadata.get("ownerReferences", []):
        # an object's owner is a Node of this server, or nobody's any more
        owner["uid"] = uids.get(owner["name"], owner["uid"]) if owner["uid"] != "old" else "old"
    kind, namespace = given["kind"], metadata.get("namespace", "")
    if kind == "Node":
        given.setdefault("spec", {})
    if kind in ("DaemonSet", "Deployment", "StatefulSet"):
        given["spec"]["template"]["spec"].setdefault("restartPolicy", "Always")
    path = collection(kind, namespace)
    if kind == "CustomResourceDefinition":
        with contextlib.suppress(urllib.error.HTTPError):
            return server.call("POST", path, given)
        return server.call("GET", f"{path}/{metadata['name']}")
    return server.call("POST", path, given)


def _established(server: Server, name: str, spec: dict[str, Any]) -> None:
    import time  # noqa: PLC0415

    version, plural = spec["versions"][0]["name"], spec["names"]["plural"]
    for _ in range(150):
        try:
            server.call("GET", f"/apis/{spec['group']}/{version}/{plural}")
        except urllib.error.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{name} is not served")


def remove_kind(server: Server, name: str) -> None:
    """Takes a CRD away, and waits until it is gone."""
    import time  # noqa: PLC0415

    path = f"{collection('CustomResourceDefinition', '')}/{name}"
    server.call("DELETE", path)
    for _ in range(150):
        try:
            server.call("GET", path)
        except urllib.error.HTTPError:
            return
        time.sleep(0.1)
    raise TimeoutError(f"{name} is still there")


def clear(server: Server, world: World) -> None:
    """Takes all objects of a world away, but for the CRDs, which take long to come back."""
    body = {"apiVersion": "v1", "kind": "DeleteOptions", "gracePeriodSeconds": 0}
    for kind, namespace, name in world.objects:
        if kind != "CustomResourceDefinition":
            with contextlib.suppress(urllib.error.HTTPError):
                server.call("DELETE", f"{collection(kind, namespace)}/{name}", body)
