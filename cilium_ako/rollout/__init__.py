"""Stacks that an operator runs: objects for the Pulumi Kubernetes Operator, moved in waves.

`fleet_file` reads `fleet.yaml`, `fleet` puts it together with the stack files, `render` makes the
objects, `folder` writes them and holds them against what would be rendered, `object_faults` finds
in objects what the API server lets through. `promote` moves one wave, by what `hub` reads of the
operator; `status` tells that, `nudge` wakes what the operator gave up.

There is no operator, no queue and no scheduler here: files are written, the hub is read.
"""
