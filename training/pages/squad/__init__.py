"""The squad as a coach scans it in the morning."""
