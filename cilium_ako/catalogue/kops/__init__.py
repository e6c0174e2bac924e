"""What is known of kOps."""
