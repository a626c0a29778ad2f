"""Pure planning: inputs in, frozen plans out."""
