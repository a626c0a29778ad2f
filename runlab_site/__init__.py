"""The site: what every app stands on."""
