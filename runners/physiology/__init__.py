"""What the athlete's body can do, in numbers: pure functions, arrays in, frozen results out.

Speeds in m/s, distances in m, times in s, heart rates in bpm, loads in rTSS a day. Nothing here knows Django or the
database, and nothing imports SciPy, scikit-learn or pandas until a function that fits or tabulates is called.
"""
