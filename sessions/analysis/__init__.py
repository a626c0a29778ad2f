"""Pure session analysis: arrays in, frozen results out."""
