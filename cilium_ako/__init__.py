"""Cilium and AKO from one stack config: settings, rules, charts, previews and the live cluster."""
