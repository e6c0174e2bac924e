"""Opening a cluster with the official client: a kubeconfig, or a pod's service account.

Whatever the client's libraries would print themselves, such as urllib3's warning at each request
of a connection without TLS verification, is a `Message` here, told once by whoever connects.
"""

from __future__ import annotations

import binascii
import contextlib
import ipaddress
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import urlsplit

import urllib3

from cilium_ako.doctor.api_server import ApiServer
from cilium_ako.doctor.read_error import ClusterAccessError, Deadline
from cilium_ako.documents.error import DocumentError
from cilium_ako.documents.kubeconfig import (
    context_of,
    kubeconfig_files,
    merge_kubeconfigs,
    read_kubeconfig,
)
from cilium_ako.message import Message

if TYPE_CHECKING:
    from kubernetes.client import ApiClient, Configuration

_SERVICE_ACCOUNT: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount/token")
_USER_AGENT: Final = "cilium-ako-doctor"
_CONNECTIONS: Final = 8
"""Connections that are kept: more than `collect` has threads."""
_FIX: Final = (
    "check that `kubectl version` works with the same KUBECONFIG, and the context's name"
    " (--context, or cluster.kubeconfigContext)"
)

ResultT = TypeVar("ResultT")


def connect(
    context: str | None,
    seconds: float,
    kubeconfig: Mapping[str, Any] | None = None,
    notify: Callable[[Message], None] | None = None,
) -> ApiServer:
    """The API server of a kubeconfig's context, read within so many seconds in all.

    Without a `kubeconfig` it is the one of `KUBECONFIG` or `~/.kube/config`; inside a pod
    without either it is the pod's service account. `notify` hears what a person should know of
    a connection that works all the same. Raises ClusterAccessError.
    """
    return ApiServer(*open_client(context, seconds, kubeconfig, notify))


def open_client(
    context: str | None,
    seconds: float,
    kubeconfig: Mapping[str, Any] | None = None,
    notify: Callable[[Message], None] | None = None,
) -> tuple[ApiClient, Deadline]:
    """As `connect`, the official client itself, for whoever has to write. Same arguments."""
    deadline = Deadline(seconds)
    notices: list[Message] = []
    client = _within(deadline, lambda: _client(context, kubeconfig, notices))
    if not client.configuration.verify_ssl and client.configuration.host.startswith("https:"):
        notices.append(_unverified(client.configuration.host))
    if notify is not None:
        for notice in notices:
            notify(notice)
    return client, deadline


def _unverified(server: str) -> Message:
    # urllib3 says so at each request, in words of its own
    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
    return Message(
        f"the kubeconfig skips TLS verification (insecure-skip-tls-verify): whoever stands between"
        f" here and {server} can read the credentials and answer in its place",
        "put the cluster's certificate-authority-data into the kubeconfig, and remove"
        " insecure-skip-tls-verify",
        level="warning",
    )


def _client(
    context: str | None, kubeconfig: Mapping[str, Any] | None, notices: list[Message]
) -> ApiClient:
    # imported here: commands that need no cluster must not wait for it
    from kubernetes.client import ApiClient, Configuration  # noqa: PLC0415

    # each answer has a deadline, and so has the whole; a retry would know of neither
    configuration = Configuration(retries=False)
    document = _kubeconfig(context) if kubeconfig is None else kubeconfig
    if document is not None:
        _refuse_odd_server(document, context)
    with _log_records() as records:
        try:
            _configure(configuration, document, context)
        except Exception as error:
            raise ClusterAccessError(
                f"the kubeconfig cannot be used: {_what_is_wrong(error)}", _FIX
            ) from None
    if records:
        notices.append(_plugin_failure(records[0]))
    if _is_loopback(configuration.host):
        configuration.proxy = None
    configuration.connection_pool_maxsize = _CONNECTIONS
    client = ApiClient(configuration)
    client.user_agent = _USER_AGENT
    return client


def _kubeconfig(context: str | None) -> Mapping[str, Any] | None:
    """The kubeconfig of the environment; None where the pod's service account has to do."""
    files = kubeconfig_files()
    if not files:
        if context or not _SERVICE_ACCOUNT.is_file():
            raise ClusterAccessError(
                "there is no kubeconfig", "set KUBECONFIG, or put one at ~/.kube/config"
            )
        return None
    documents = []
    for file in files:
        try:
            documents.append(read_kubeconfig(file))
        except DocumentError as error:
            raise ClusterAccessError(f"{file} {error.message}", error.fix) from None
    return merge_kubeconfigs(documents)


def _configure(
    configuration: Configuration, document: Mapping[str, Any] | None, context: str | None
) -> None:
    from kubernetes import config  # noqa: PLC0415 - start-up time

    if document is None:
        config.load_incluster_config(client_configuration=configuration)
    else:
        # nothing is written back, not even a token that was renewed
        config.load_kube_config_from_dict(
            dict(document),
            context=context,
            client_configuration=configuration,
            persist_config=False,
        )


def _refuse_odd_server(document: Mapping[str, Any], context: str | None) -> None:
    """Raises ClusterAccessError where the context leads to no server: the client guesses one."""
    try:
        chosen = context_of(document, context or "")
    except DocumentError as error:
        raise ClusterAccessError(f"the kubeconfig {error.message}", error.fix) from None
    server = chosen.cluster.get("server")
    if not isinstance(server, str) or not server:
        raise ClusterAccessError(f"the kubeconfig's context {chosen.name} names no server", _FIX)
    try:
        parts = urlsplit(server)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise ClusterAccessError(f"the kubeconfig's server {server[:80]!r} is no URL", _FIX)


def _what_is_wrong(error: Exception) -> str:
    """What the client found, without anything that could be part of a credential."""
    from kubernetes.config import ConfigException  # noqa: PLC0415 - start-up time

    text = " ".join(str(error).split())[:200]
    # its own words name contexts, users and files; others could hold what a plugin printed
    if isinstance(error, ConfigException) and text.startswith(("Invalid kube-config", "File does")):
        return text
    if isinstance(error, binascii.Error):
        return "a certificate or a key in it is no base64"
    return "it has another shape than a kubeconfig"


def _plugin_failure(record: str) -> Message:
    return Message(
        f"the kubeconfig's exec plugin gave no credentials ({record})",
        "run the plugin's command by hand; it may ask for a login",
        level="warning",
    )


@contextlib.contextmanager
def _log_records() -> Iterator[list[str]]:
    """What the client logs meanwhile, in place of its own lines on stderr.

    It logs an exec plugin that fails through the root logger, and goes on without credentials
    (kubernetes/config/kube_config.py, `_load_from_exec_plugin`).
    """
    records: list[str] = []
    handler = _RecordList(records)
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield records
    finally:
        root.removeHandler(handler)


class _RecordList(logging.Handler):
    """Keeps the messages of errors, each in one line."""

    def __init__(self, records: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._records = records

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps a message."""
        self._records.append(" ".join(record.getMessage().split())[:200])


def _within(deadline: Deadline, work: Callable[[], ResultT]) -> ResultT:
    """The result of work that knows no timeout of its own, such as an exec plugin."""
    results: list[ResultT] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(work())
        except BaseException as error:
            errors.append(error)

    # a daemon: a plugin that hangs must not keep the program from ending
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(deadline.left())
    if errors:
        raise errors[0]
    if not results:
        raise ClusterAccessError(
            "the kubeconfig's credentials did not arrive in time",
            "run the kubeconfig's exec plugin by hand, or raise --timeout",
        )
    return results[0]


def _is_loopback(host: str) -> bool:
    """Whether a URL leads to this machine, for which no proxy is asked.

    Source: net/http, ProxyFromEnvironment, which kubectl asks.
    """
    name = urlsplit(host).hostname or ""
    if name == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(name).is_loopback
    return False
