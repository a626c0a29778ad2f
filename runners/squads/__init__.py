"""Where each athlete stands, kept ready for the page of the whole squad."""
