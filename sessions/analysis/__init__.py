"""What a recorded session says: arrays in, frozen results out. NumPy only; no Django, no files, no clock."""
