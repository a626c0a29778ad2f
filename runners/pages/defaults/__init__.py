"""What a birth date gives."""
