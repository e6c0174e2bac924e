"""What is known of AKO: its releases, their Helm keys, and where it reads pod ranges."""
