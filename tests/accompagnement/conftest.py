"""The few fixtures of these tests."""

from tests.contenus.courrier import boite  # noqa: F401
