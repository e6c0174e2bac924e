"""Releases of Cilium and AKO that somebody else's program declares, judged by the same rules.

`helm_release` reads what an engine knows of a release, `judge` holds the rules against it and
`pair` what two of them are to each other, `told` puts findings into words. No part of a release's
values is ever in those words: an engine hands secrets out in clear. The pack of `policy/` puts all
that before Pulumi's engine; `catalogue.release_facts` lists what no release's values hold.
"""
