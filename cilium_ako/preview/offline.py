"""The real program, run without an engine, a cluster, a passphrase or a network.

Pulumi's mocks stand in for the engine, and the stack file's config is handed to the program as
the engine would; a secret that is encrypted or not set yet is a stand-in.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import settings
from pulumi.runtime.mocks import set_mocks
from pulumi.runtime.stack import run_pulumi_func
from pulumi.runtime.sync_await import _sync_await

from cilium_ako.check.checked_stack import CheckedStack
from cilium_ako.config.ako import CredentialsFromConfig
from cilium_ako.config.encryption import ImportedKey, Ipsec
from cilium_ako.config.kvstore import TlsFromConfig, etcd_tls
from cilium_ako.config.mesh import CertificatesFromCa
from cilium_ako.config.stack import PROJECT, RawConfig, SecretKey, Stack
from cilium_ako.preview.recording import (
    SECRET,
    OfflineMonitor,
    RecordingMonitor,
    RegisteredResource,
)


class ProgramRefusedError(Exception):
    """The program refused the config; the text is what the engine would print."""


def program_path() -> Path:
    """What the engine runs as `__main__.py`: beside this package, or in it where it is a wheel."""
    package = Path(__file__).parents[1]
    installed = package / "program" / "components" / "__main__.py"
    return installed if installed.is_file() else package.parent / "components" / "__main__.py"


def offline_preview(checked: CheckedStack) -> list[RegisteredResource]:
    """Every resource that the program registers for a stack that is ok, by URN.

    Raises ProgramRefusedError where the program itself refuses.
    """
    raw = checked.raw or RawConfig({})
    wanted = {*(f"{PROJECT}:{key}" for key in needed_secrets(checked.stack)), *raw.secrets}
    config = {
        key: value if isinstance(value, str) else json.dumps(value)
        for key, value in raw.keys.items()
    }
    stand_ins = dict.fromkeys(sorted(wanted), SECRET)
    pulumi.runtime.set_all_config({**config, **stand_ins}, list(stand_ins))
    monitor = OfflineMonitor()
    # the engine has no stack that is called otherwise, but a file may be
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", checked.name) or "stack"
    try:
        with _without_surroundings():
            run_program(monitor, name, preview=True)
    except pulumi.RunError as error:
        raise ProgramRefusedError(str(error)) from None
    return sorted(monitor.registered.values(), key=lambda each: each.urn)


@contextmanager
def _without_surroundings() -> Iterator[None]:
    """No variable of the caller's environment is taken for the stack's.

    Pulumi's SDK reads config and switches from `PULUMI_*`, the Kubernetes provider's SDK takes
    `KUBECONFIG` and `PULUMI_K8S_*` for inputs of the provider.
    """
    kept = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name == "KUBECONFIG" or name.startswith("PULUMI_")
    }
    try:
        yield
    finally:
        os.environ.update(kept)


def needed_secrets(stack: Stack | None) -> Iterator[SecretKey]:
    """The secrets that the program will ask for and that `pulumi config` may not hold yet."""
    if stack is None or stack.cilium is None:
        return
    encryption, kvstore, ako = stack.cilium.encryption, stack.cilium.kvstore, stack.ako
    if isinstance(encryption, Ipsec) and isinstance(encryption.key, ImportedKey):
        yield SecretKey.IPSEC_KEY
    if isinstance(etcd_tls(kvstore), TlsFromConfig):
        yield from (SecretKey.ETCD_CA, SecretKey.ETCD_CERT, SecretKey.ETCD_KEY)
    if stack.mesh is not None and isinstance(stack.mesh.certificates, CertificatesFromCa):
        yield from (SecretKey.MESH_CA, SecretKey.MESH_CA_KEY)
    if (
        ako is not None
        and isinstance(ako.credentials, CredentialsFromConfig)
        and SecretKey.AVI_TOKEN not in stack.secrets
    ):
        yield SecretKey.AVI_PASSWORD


def run_program(monitor: RecordingMonitor, stack: str, *, preview: bool) -> None:
    """Runs the program under a monitor, with the config that was set before."""
    program = str(program_path())
    root = str(program_path().parents[1])
    if root not in sys.path:
        sys.path.insert(0, root)
    run_registering(lambda: _run(program), monitor, stack, preview=preview)


def _run(program: str) -> None:
    runpy.run_path(program, run_name="__main__")


def run_registering(
    function: Callable[[], None],
    monitor: RecordingMonitor,
    stack: str,
    *,
    preview: bool,
    project: str = PROJECT,
) -> None:
    """Runs a function that registers resources, under a monitor and without an engine."""
    # pulumi takes the thread's event loop, which an earlier `asyncio.run` has taken away and
    # which Python 3.14 no longer makes by itself
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.set_default_executor(_SameThread())
    # for each resource the SDK tells the engine the whole stack of its caller: without an engine
    # that is a tenth of a preview for nobody
    limit: int | None = getattr(sys, "tracebacklimit", None)
    sys.tracebacklimit = 1
    try:
        _mock(monitor, project, stack, preview=preview)
        _sync_await(run_pulumi_func(function))
    finally:
        if limit is None:
            del sys.tracebacklimit
        else:
            sys.tracebacklimit = limit
        loop.close()
        asyncio.set_event_loop(None)


class _SameThread(ThreadPoolExecutor):
    """Calls at once what the SDK hands to a thread while an engine answers: here one is at hand."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """A future that is done."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


def _mock(monitor: RecordingMonitor, project: str, stack: str, *, preview: bool) -> None:
    settings.set_root_resource(None)  # type: ignore[arg-type]  # an earlier run leaves its stack
    quiet = logging.getLogger("cilium_ako.preview.offline")
    quiet.addHandler(logging.NullHandler())
    quiet.propagate = False
    set_mocks(
        monitor.mocks, project=project, stack=stack, preview=preview, monitor=monitor, logger=quiet
    )
    settings.SETTINGS.rpc_manager.clear()
    settings.SETTINGS.outputs.clear()
