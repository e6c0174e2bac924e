"""What is known of AWS: limits of instance types, partitions, what Cilium's operator calls."""
