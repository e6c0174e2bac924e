"""What a stack is on each side of a comparison: at a commit, in a state, in the working tree."""
