"""What is known of AWS: limits of instance types."""
