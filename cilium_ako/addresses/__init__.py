"""Arithmetic of ranges of both families: intervals, overlaps, subnets, and how many blocks fit.

One library for the rules, the doctor and the address plan of a report. It knows nothing of a
stack: a range is two numbers, and whoever asks keeps what the range stands for.
"""
