"""The same people as the API's tests have."""

from tests.api.conftest import _static_files, client_of, people, run_of

__all__ = ["_static_files", "client_of", "people", "run_of"]
