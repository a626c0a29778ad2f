"""A coach's squads."""
