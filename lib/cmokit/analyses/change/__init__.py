"""What changed between reports."""
