"""The tests: a package, because another `tests` on the path (garmin_fit_sdk ships one) would win over a bare folder."""
