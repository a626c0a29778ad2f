"""What the pages of sessions show, read and put into words: no HTML, nothing written."""
