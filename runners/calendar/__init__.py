"""What stands in an athlete's calendar beside workouts: races, notes, illness, injury, holidays."""
