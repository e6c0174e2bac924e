"""The table of what AKO is told, by IPAM mode."""

from __future__ import annotations

from cilium_ako.catalogue.ako.pod_routes import POD_ROUTES


def decision_table() -> str:
    """What AKO is told, by IPAM mode."""
    lines = [
        "| `ipam.mode` | AKO `cniPlugin` | AKO `disableStaticRouteSync` | AKO reads | because |",
        "|---|---|---|---|---|",
    ]
    for mode, routes in POD_ROUTES.items():
        sync = '`"true"`' if routes.disable_static_route_sync else '`"false"`'
        plugin = f"`{routes.cni_plugin}`" if routes.cni_plugin else "empty"
        lines.append(f"| `{mode}` | {plugin} | {sync} | {routes.reads} | {routes.because} |")
    return "\n".join(lines)
