"""The cadre's pages. Each works without script; htmx swaps a part where one changes."""
