"""What the published plan makes of fitness, for the chart of the fitness page."""
