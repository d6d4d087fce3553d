"""The page server's door beside the launcher: the same application, in workers that die with granian."""

from trajectoires.embarque.noyau import mourir_avec_le_parent

mourir_avec_le_parent()

from trajectoires.wsgi import application  # noqa: E402 (first tie our life to the master's)

__all__ = ["application"]
