"""Work in the background: jobs, their workers and the scheduler."""
