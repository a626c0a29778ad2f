"""Today: the plan, the week, where fitness stands, the last session."""
