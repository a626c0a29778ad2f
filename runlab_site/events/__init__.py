"""What happens, told to open pages: MongoDB's change stream to server-sent events."""
