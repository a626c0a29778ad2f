"""Tags and filters that every template may load (settings.TEMPLATES names them)."""
