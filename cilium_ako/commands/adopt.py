"""`cilium-ako adopt`: a stack file of what is there already, and the proof that nothing changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cilium_ako.commands.options import ColorOption
from cilium_ako.commands.output import Output
from cilium_ako.exit_status import ExitStatus

if TYPE_CHECKING:
    from cilium_ako.adopt.adopt import Adoption
    from cilium_ako.adopt.found import Found
    from cilium_ako.adopt.live_options import LiveOptions
    from cilium_ako.adopt.proof import Proof
    from cilium_ako.catalogue.charts.keys import Chart
    from cilium_ako.catalogue.release import Release


def _file(name: str, what: str) -> Any:
    return typer.Option(name, metavar="FILE", help=what, show_default=False)


def _said(name: str, what: str) -> Any:
    return typer.Option(name, metavar="VALUE", help=what, show_default=False)


def adopt(
    context: typer.Context,
    stack: Annotated[str, typer.Argument(metavar="STACK", help="The new stack's name.")],
    helm_values: Annotated[
        list[Path] | None,
        _file(
            "--helm-values", "Cilium's Helm values, or a HelmRelease or Application; repeatable."
        ),
    ] = None,
    chart_version: Annotated[str, _said("--chart-version", "The Cilium chart's version.")] = "",
    ako_helm_values: Annotated[
        list[Path] | None, _file("--ako-helm-values", "The same for AKO; repeatable.")
    ] = None,
    ako_chart_version: Annotated[
        str, _said("--ako-chart-version", "The AKO chart's version.")
    ] = "",
    akoconfig: Annotated[
        Path | None, _file("--akoconfig", "An AKOConfig, or values of Tanzu's add-on.")
    ] = None,
    kops: Annotated[Path | None, _file("--kops", "A kOps Cluster, and its InstanceGroups.")] = None,
    cluster: Annotated[
        Path | None, _file("--cluster", "A stack file whose cluster this is.")
    ] = None,
    node_cidrs: Annotated[str, _said("--node-cidrs", "cluster.nodeCidrs, with commas.")] = "",
    service_cidrs: Annotated[str, _said("--service-cidrs", "cluster.serviceCidrs.")] = "",
    api_server: Annotated[str, _said("--api-server", "cluster.apiServer.")] = "",
    kubernetes_version: Annotated[
        str, _said("--kubernetes-version", "cluster.kubernetesVersion.")
    ] = "",
    kernel_version: Annotated[str, _said("--kernel-version", "cluster.kernelVersion.")] = "",
    max_nodes: Annotated[str, _said("--max-nodes", "cluster.maxNodes.")] = "",
    max_pods_per_node: Annotated[str, _said("--max-pods-per-node", "cluster.maxPodsPerNode.")] = "",
    control_planes: Annotated[str, _said("--control-planes", "cluster.controlPlanes.")] = "",
    kube_proxy: Annotated[str, _said("--kube-proxy", "cluster.kubeProxy.")] = "",
    distribution: Annotated[str, _said("--distribution", "cluster.distribution.")] = "",
    platform: Annotated[str, _said("--platform", "cluster.platform.")] = "",
    region: Annotated[str, _said("--region", "cluster.region.")] = "",
    pod_cidrs: Annotated[
        str, _said("--pod-cidrs", "Ranges of pods, where no Helm value says them.")
    ] = "",
    vpc_cidrs: Annotated[str, _said("--vpc-cidrs", "cilium.ipam.vpcCidrs, with eni.")] = "",
    ako_cloud: Annotated[str, _said("--ako-cloud", "ako.cloud.")] = "",
    avi_username: Annotated[str, _said("--avi-username", "aviUsername.")] = "",
    live: Annotated[
        bool, typer.Option("--live", help="Read the running cluster: no Secret, nothing written.")
    ] = False,
    kube_context: Annotated[
        str, typer.Option("--context", help="With --live: the kubeconfig's context.")
    ] = "",
    timeout: Annotated[
        float, typer.Option("--timeout", min=1.0, help="With --live: seconds for all of it.")
    ] = 60.0,
    read_helm_release: Annotated[
        bool,
        typer.Option("--read-helm-release", help="With --live: Helm's own record, a Secret, too."),
    ] = False,
    allow_unread: Annotated[
        bool,
        typer.Option("--allow-unread", help="With --live: write also where some was refused."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file, after copying it to FILE.bak.")
    ] = False,
    color: ColorOption = None,
) -> ExitStatus:
    """Writes Pulumi.STACK.yaml from what is there, and proves what changes by it.

    Status 0: written, and check finds nothing; 2: written, and something is still to be said; 1: a
    source cannot be read, or the file is there: nothing is written.

    Example: cilium-ako adopt prod --helm-values values.yaml --chart-version VERSION
    """
    from cilium_ako.adopt.adopt import adopt as adopted  # noqa: PLC0415 - start-up time
    from cilium_ako.adopt.adopt import target  # noqa: PLC0415
    from cilium_ako.adopt.live_options import LiveOptions  # noqa: PLC0415
    from cilium_ako.documents.error import DocumentError  # noqa: PLC0415

    output = Output.of(context, color)
    said = {
        "--node-cidrs": node_cidrs,
        "--service-cidrs": service_cidrs,
        "--api-server": api_server,
        "--kubernetes-version": kubernetes_version,
        "--kernel-version": kernel_version,
        "--max-nodes": max_nodes,
        "--max-pods-per-node": max_pods_per_node,
        "--control-planes": control_planes,
        "--kube-proxy": kube_proxy,
        "--distribution": distribution,
        "--platform": platform,
        "--region": region,
        "--pod-cidrs": pod_cidrs,
        "--vpc-cidrs": vpc_cidrs,
        "--ako-cloud": ako_cloud,
        "--avi-username": avi_username,
    }
    try:
        target(stack, Path.cwd(), force=force)  # before anything is read or asked
        found = _options({name: text for name, text in said.items() if text})
        for read in (
            _helm("cilium", helm_values, chart_version),
            _helm("ako", ako_helm_values, ako_chart_version),
            _ako_config(akoconfig, ako_chart_version),
            _kops(kops, chart_version),
            _other_stack(cluster),
            _live(
                output,
                kube_context,
                timeout,
                LiveOptions(
                    read_helm_release,
                    allow_unread,
                    _version(chart_version),
                    _version(ako_chart_version),
                ),
            )
            if live
            else None,
        ):
            if read is not None:
                found = found.over(read)
        adoption = adopted(stack, found, Path.cwd(), force=force)
    except DocumentError as error:
        output.error(error.message, error.fix, where=stack)
        return ExitStatus.FAILED
    _tell(adoption, output)
    return adoption.status


def _options(said: dict[str, str]) -> Found:
    from cilium_ako.adopt.cluster_options import said_by_options  # noqa: PLC0415 - start-up time

    return said_by_options(said)


def _helm(chart: Chart, paths: list[Path] | None, version: str) -> Found | None:
    if not paths:
        return None
    from cilium_ako.adopt.found import Found  # noqa: PLC0415 - start-up time
    from cilium_ako.adopt.helm_files import read_helm_files  # noqa: PLC0415

    files = read_helm_files(chart, paths, _version(version))
    if chart == "cilium":
        return Found(cilium=files.release, notes=files.notes)
    return Found(ako=files.release, notes=files.notes)


def _kops(path: Path | None, version: str) -> Found | None:
    if path is None:
        return None
    from cilium_ako.adopt.kops import read_kops  # noqa: PLC0415 - start-up time

    return read_kops(path, _version(version))


def _ako_config(path: Path | None, version: str) -> Found | None:
    if path is None:
        return None
    from cilium_ako.adopt.ako_config_file import read_ako_config  # noqa: PLC0415 - start-up time

    return read_ako_config(path, _version(version))


def _other_stack(path: Path | None) -> Found | None:
    if path is None:
        return None
    from cilium_ako.adopt.other_stack import read_other_stack  # noqa: PLC0415 - start-up time

    return read_other_stack(path)


def _live(output: Output, context: str, timeout: float, options: LiveOptions) -> Found:
    from cilium_ako.adopt.live import read_live  # noqa: PLC0415 - start-up time
    from cilium_ako.doctor.collect import ProgressLines  # noqa: PLC0415
    from cilium_ako.doctor.connection import connect  # noqa: PLC0415
    from cilium_ako.doctor.read_error import ClusterAccessError  # noqa: PLC0415
    from cilium_ako.documents.error import DocumentError  # noqa: PLC0415

    try:
        server = connect(context or None, timeout, notify=output.tell)
    except ClusterAccessError as error:
        raise DocumentError(error.message, error.fix) from None
    with output.stderr.progress("Looking at the cluster") as step:
        return read_live(server, server.deadline, server.address, options, ProgressLines(step))


def _version(text: str) -> Release | None:
    """A chart's release as an option says it. Raises DocumentError where it names none."""
    from cilium_ako.catalogue.release import Release  # noqa: PLC0415 - start-up time
    from cilium_ako.documents.error import DocumentError  # noqa: PLC0415

    if not text:
        return None
    release = Release.parse(text, full=True)
    if release is None:
        raise DocumentError(
            f"{text!r} is no chart's version", "give three numbers, as `helm list -A` shows them"
        )
    return release


def _tell(adoption: Adoption, output: Output) -> None:
    from cilium_ako.adopt.report import adoption_text  # noqa: PLC0415 - start-up time

    for note in adoption.assembled.notes:
        output.tell(note)
    output.print(adoption_text(adoption, _proof(adoption), output.stdout))
    output.problems(adoption.checked)


def _proof(adoption: Adoption) -> Proof:
    from cilium_ako.adopt.adopt import given_values, kubernetes_of  # noqa: PLC0415 - start-up time
    from cilium_ako.adopt.proof import prove  # noqa: PLC0415

    assembled = adoption.assembled
    charts: tuple[Chart, ...] = ("cilium", "ako")
    sources: dict[Chart, str] = {
        chart: str(assembled.parts[chart].get("chart", ""))
        for chart in charts
        if chart in assembled.parts
    }
    return prove(
        assembled.told,
        given_values(assembled),
        kubernetes_of(assembled),
        adoption.path.parent,
        sources,
        live=adoption.config_maps,
    )
