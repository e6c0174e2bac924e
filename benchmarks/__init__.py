"""Figures that are promised, measured: `python -m benchmarks`, or one by `python -m benchmarks.x`.

Each module measures something, prints it beside its limit, and exits 1 where it does not hold.
"""
