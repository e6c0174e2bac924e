"""How a comparison is told: as text, Markdown, HTML or JSON."""
