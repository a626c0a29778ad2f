"""What an athlete says of a morning: sleep, soreness, mood, heart, weight, health."""
