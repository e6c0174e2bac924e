"""What is known of Cilium: its releases, their Helm keys, kernels, ports and known defects."""
