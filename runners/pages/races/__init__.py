"""An athlete's races: those to come, and what came of the others."""
