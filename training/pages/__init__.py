"""The pages of training: one folder a page, and beside them what several pages share."""
