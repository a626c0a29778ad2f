"""How a file comes in: received, unpacked, read, claimed, and held where it is a second recording."""
