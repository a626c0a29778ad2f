"""What writes plans, workouts and the calendar."""
