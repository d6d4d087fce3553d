"""What the tests of the archive share."""

from tests.appui.redaction import bureau  # noqa: F401
from tests.contenus.courrier import boite  # noqa: F401
from tests.contenus.file_d_attente import a_l_ecart  # noqa: F401
