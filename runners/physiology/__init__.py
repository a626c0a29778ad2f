"""Pure physiology: arrays in, frozen results out."""
