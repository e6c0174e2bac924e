"""The program where no engine starts it: what `cilium-ako preview` runs, from a wheel too."""

from components.program import run

run()
