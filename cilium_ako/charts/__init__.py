"""What Helm is told: a stack's decisions, and the values of both charts that follow from them.

`cilium` and `ako` derive facts from a stack's config, `helm_values` writes them as the chart's
minor wants them, `user_values` adds a stack's own values and tells where they contradict,
`release_values` is what a release is given in the end, and `decisions` says it all for a person.
`chart_source` and `chart_lookup` know where a chart comes from and where it is on this machine,
`chart_download` pulls it, and `charts_lock` says which archive it must be (`project_charts` does
both for a project); `rendering` runs Helm on it, and the `manifests` files read, compare and show
what comes out. `config_map` works out a chart's ConfigMap without the chart.
"""
