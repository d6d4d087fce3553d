"""Where a replay is, and how it opens at a minute. Pure: no Django, no database.

Known hosts are YouTube, Vimeo, any PeerTube, and a video file. Elsewhere a plain link is given: nobody
can tell how that host opens a film at a minute.
"""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlencode, urlsplit, urlunsplit

SECONDES_MAX = 24 * 3600
_YOUTUBE = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"})
_VIMEO = re.compile(r"/(?:video/)?(?P<numero>\d+)(?:/(?P<secret>[0-9a-f]+))?/?")
_PEERTUBE = re.compile(r"/(?:w|videos/(?:watch|embed))/(?P<cle>[\w-]{6,64})/?")
_FICHIER = re.compile(r".+\.(?:mp4|m4v|webm|ogv)", re.IGNORECASE)
_CLE_YOUTUBE = re.compile(r"[\w-]{6,20}")


@dataclass(frozen=True, slots=True)
class Film:
    """A replay from a given second. `cadre`: the address to frame; `fichier`: the file to play.

    `hote` is the only origin that the player's page lets in; empty when nothing can be shown here.
    `a_la_minute`: whether the link of the host opens there.
    """

    lien: str
    nom: str
    hote: str = ""
    cadre: str = ""
    fichier: str = ""
    a_la_minute: bool = False


def secondes(recu: str) -> int:
    """Read the moment that an address asks for, in seconds; 0 for anything else."""
    juste = recu.isascii() and recu.isdecimal() and len(recu) <= len(str(SECONDES_MAX))
    return min(int(recu), SECONDES_MAX) if juste else 0


def minute(s: int) -> str:
    """Write a moment as players do: 12:34, or 1:02:03."""
    heures, reste = divmod(s, 3600)
    return f"{heures}:{reste // 60:02}:{reste % 60:02}" if heures else f"{reste // 60}:{reste % 60:02}"


def film(adresse: str, t: int = 0) -> Film | None:
    """Tell how to open a replay at a second; None when the address is empty or is no web address."""
    try:
        lue = urlsplit(adresse)
        hote = (lue.hostname or "").lower()
        origine = f"{lue.scheme}://{hote}" + (f":{lue.port}" if lue.port else "")
    except ValueError:
        return None
    if lue.scheme not in ("http", "https") or not re.fullmatch(r"[a-z0-9.-]+", hote):
        return None
    return (
        _youtube(lue, hote, t)
        or _vimeo(lue, hote, t)
        or _peertube(lue, origine, hote, t)
        or _fichier(lue, origine, hote, t)
        or Film(adresse, hote)
    )


def _youtube(lue: SplitResult, hote: str, t: int) -> Film | None:
    if hote == "youtu.be":
        cle = lue.path.strip("/")
    elif hote in _YOUTUBE:
        dernier = lue.path.strip("/").rpartition("/")
        dit = lue.path.startswith(("/live/", "/embed/", "/shorts/"))
        cle = dernier[2] if dit else (parse_qs(lue.query).get("v") or [""])[0]
    else:
        return None
    if not _CLE_YOUTUBE.fullmatch(cle):
        return None
    depart = f"&t={t}s" if t else ""
    options = urlencode({"start": t, "cc_lang_pref": "fr", "hl": "fr", "rel": 0})
    chez = "https://www.youtube-nocookie.com"
    lien = f"https://www.youtube.com/watch?v={cle}{depart}"
    return Film(lien, "YouTube", chez, f"{chez}/embed/{cle}?{options}", a_la_minute=True)


def _vimeo(lue: SplitResult, hote: str, t: int) -> Film | None:
    trouve = _VIMEO.fullmatch(lue.path)
    if hote not in ("vimeo.com", "www.vimeo.com", "player.vimeo.com") or trouve is None:
        return None
    secret = trouve["secret"] or (parse_qs(lue.query).get("h") or [""])[0]
    options = urlencode({"dnt": 1, **({"h": secret} if secret else {})})
    suite = f"#t={t}s" if t else ""
    lien = f"https://vimeo.com/{trouve['numero']}{'/' + quote(secret) if secret else ''}{suite}"
    chez = "https://player.vimeo.com"
    return Film(lien, "Vimeo", chez, f"{chez}/video/{trouve['numero']}?{options}{suite}", a_la_minute=True)


def _peertube(lue: SplitResult, origine: str, hote: str, t: int) -> Film | None:
    trouve = _PEERTUBE.fullmatch(lue.path)
    if trouve is None or lue.scheme != "https":
        return None
    depart = f"start={t}s" if t else ""
    lien = f"{origine}/w/{trouve['cle']}{'?' if depart else ''}{depart}"
    options = "&".join(filter(None, (depart, "p2p=0", "warningTitle=0")))
    return Film(lien, hote, origine, f"{origine}/videos/embed/{trouve['cle']}?{options}", a_la_minute=True)


def _fichier(lue: SplitResult, origine: str, hote: str, t: int) -> Film | None:
    if not _FICHIER.fullmatch(lue.path):
        return None
    lien = urlunsplit(lue._replace(fragment=f"t={t}" if t else ""))
    return Film(lien, hote, origine, fichier=lien, a_la_minute=True)
