"""Pure planning: inputs in, plans out. No Django, no database, no clock, no random numbers."""
