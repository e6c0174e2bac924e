"""What is there already becomes a stack: files and clusters in, a stack file and its proof out.

`found` is what every source gives: two releases with their owner's values, and keys of the config
that something else tells. No source knows of another one.
"""
