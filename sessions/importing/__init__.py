"""The way of files in: archives, reading, duplicates."""
