"""Who runs: profile, physiology, history."""
