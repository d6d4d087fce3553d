"""Small tools of this folder."""


def lisible(texte: str) -> str:
    """A French sentence with ordinary spaces, so that an expected one can be typed."""
    return texte.replace("\u00a0", " ").replace("\u202f", " ")
