"""All clusters of a fleet on one page: a file of HTML that needs nothing else.

`clusters` puts together what is known of each, `address_space` measures who has which addresses,
`meshes` who is whose peer, `sharing` who shares a controller or a group of engines; `html` writes
it down. Everything can be read without a script; the one that is there zooms and filters.
"""
