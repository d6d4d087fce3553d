"""What the tests of this folder share."""

from tests.appui.redaction import bureau  # noqa: F401
from tests.contenus.courrier import boite  # noqa: F401
