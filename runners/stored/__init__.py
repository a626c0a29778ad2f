"""What is stored of a runner, as formulas and pages take it."""
