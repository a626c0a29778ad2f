"""A language for tests: English in accented letters and brackets, so that text which misses gettext is seen."""
