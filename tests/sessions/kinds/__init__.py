"""Recordings as watches really write them, kind by kind (docs/science.md, How a recording is judged)."""
