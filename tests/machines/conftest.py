"""The clock of the services' tests, for outages that last a day."""

from tests.services.conftest import clock

__all__ = ["clock"]
