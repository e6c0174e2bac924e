"""What is known of Pulumi: how it writes values that are more than data."""
