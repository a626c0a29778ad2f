"""Properties here are about figures, not about time: a first call imports SciPy, and the machine may be busy."""

from hypothesis import settings

settings.register_profile("figures", deadline=None)
settings.load_profile("figures")
