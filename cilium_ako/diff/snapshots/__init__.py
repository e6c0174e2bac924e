"""What a stack is on one side of a comparison: from its file, a commit, or a state."""
