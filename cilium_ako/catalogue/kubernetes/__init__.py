"""What is known of Kubernetes itself: what its API offers, and ranges with a meaning."""
