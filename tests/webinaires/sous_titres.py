"""Subtitles for the tests: a minute a voice."""


def fichier(*dites: tuple[str, str], duree_s: int = 60) -> bytes:
    """A WebVTT file in which each (voice, words) lasts `duree_s`."""
    blocs = ["WEBVTT"]
    for rang, (voix, texte) in enumerate(dites):
        debut, fin = (_horaire(n * duree_s) for n in (rang, rang + 1))
        blocs.append(f"{debut} --> {fin}\n{f'<v {voix}>' if voix else ''}{texte}")
    return "\n\n".join(blocs).encode()


def _horaire(s: int) -> str:
    return f"{s // 3600:02}:{s // 60 % 60:02}:{s % 60:02}.000"
