"""What maintainers run: derived tables, pins, generated documentation."""
