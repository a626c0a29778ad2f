"""What changes runners."""
