"""Static files of a laptop: hashed and compressed as in production, except what only editors load."""

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

DES_EDITEURS = ("wagtail", "rest_framework", "taggit")


class StockageLocal(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # untyped library
    """Compressing Wagtail's two thousand files takes fifteen seconds; visitors never load them."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress the files that visitors load; yields (name, compressed name)."""
        yield from super().compress_files([p for p in paths if not p.startswith(DES_EDITEURS)])
