"""What people decided about sessions, as it stands now: edits, deletions, and where recordings are cut."""
