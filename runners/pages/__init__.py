"""What the pages of a runner show, read and put into words: no HTML, nothing written."""
