"""What the tests of this folder share."""

from tests.contenus.courrier import boite  # noqa: F401
