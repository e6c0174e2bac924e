"""What is known of both charts alike: where they are published, their keys, what is secret."""
