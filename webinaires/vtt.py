"""A WebVTT file read strictly: every fault with its line, in words. Pure: no Django, no database.

Written here because the libraries read leniently: webvtt-py drops a cue it cannot read without a word
(docs/adr/0014). Lines end with LF, CRLF or CR, as https://www.w3.org/TR/webvtt1/ says. Times are in
milliseconds from the beginning.

Two cues of one voice may not overlap, nor may cues whose voice is not said. Two different voices may:
people interrupt each other; the reader is told.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

VOIX_MAX = 160
HEURES_MAX = 24
_HORAIRE = r"(?:(\d{2,5}):)?(\d{2}):(\d{2})\.(\d{3})"
_TEMPS = re.compile(rf"[ \t]*{_HORAIRE}[ \t]*-->[ \t]*{_HORAIRE}(?:[ \t]+(\S.*))?[ \t]*", re.ASCII)
_VIRGULE = re.compile(r"\d,\d{1,3}\b", re.ASCII)
_BALISE = re.compile(r"<([^<>]*)>")
_NOM_DE_BALISE = re.compile(r"/?(?:(c|i|b|u|ruby|rt|lang|v)(?=$|[.\s])(\S*)\s*(.*))?", re.DOTALL)
_CHRONO = re.compile(_HORAIRE, re.ASCII)
_INTERDIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FLECHE = "-->"
_REGLAGES = frozenset({"vertical", "line", "position", "size", "align", "region"})


@dataclass(frozen=True, slots=True, order=True)
class Faute:
    """What is wrong, or worth saying, and on which line (from 1)."""

    ligne: int
    dit: str

    def __str__(self) -> str:
        return f"Ligne {self.ligne}\u00a0: {self.dit}"


@dataclass(frozen=True, slots=True)
class Replique:
    """What one voice says during one cue; `voix` is empty when the cue does not say whose words they are."""

    debut: int
    fin: int
    voix: str
    texte: str
    ligne: int


@dataclass(slots=True)
class Lecture:
    """A file as read. With a fault in it, nothing else may be used."""

    texte: str = ""
    repliques: list[Replique] = field(default_factory=list)
    fautes: list[Faute] = field(default_factory=list)
    remarques: list[Faute] = field(default_factory=list)

    @property
    def juste(self) -> bool:
        """Whether the file may be kept."""
        return not self.fautes


def lire(octets: bytes) -> Lecture:
    """Read a file, whatever it holds: it never raises, and gives all the faults in the order of the lines."""
    lecture = Lecture()
    texte = _decoder(octets, lecture.fautes)
    if not lecture.fautes:
        lecture.texte = unicodedata.normalize("NFC", texte)
        _Lecteur(lecture).lire(lecture.texte.split("\n"))
    lecture.fautes.sort()
    lecture.remarques.sort()
    return lecture


def horaire(ms: int) -> str:
    """Write a time as the file does."""
    secondes, reste = divmod(ms, 1000)
    return f"{secondes // 3600:02}:{secondes // 60 % 60:02}:{secondes % 60:02}.{reste:03}"


def _decoder(octets: bytes, fautes: list[Faute]) -> str:
    """Read the text: UTF-8, with its mark or without; line ends are made one."""
    if not octets.strip():
        fautes.append(Faute(1, "le fichier est vide."))
        return ""
    if octets.startswith((b"\xff\xfe", b"\xfe\xff")):
        fautes.append(Faute(1, "le fichier est en UTF-16. Enregistrez-le en UTF-8."))
        return ""
    if b"\0" in octets:
        ligne = octets.count(b"\n", 0, octets.index(b"\0")) + 1
        fautes.append(Faute(ligne, "ce fichier n’est pas du texte\u00a0: est-ce bien un fichier .vtt\u00a0?"))
        return ""
    try:
        texte = octets.decode("utf-8-sig")
    except UnicodeDecodeError as erreur:
        ligne = len(re.split(rb"\r\n?|\n", octets[: erreur.start]))
        fautes.append(Faute(ligne, "un signe n’est pas en UTF-8. Enregistrez le fichier en UTF-8."))
        return ""
    return re.sub(r"\r\n?", "\n", texte)


class _Lecteur:
    """Reads the blocks of a file one after the other, and remembers what the next ones are held against."""

    def __init__(self, lecture: Lecture) -> None:
        self.lecture = lecture
        self.derniere: tuple[int, int] | None = None
        """Beginning and line of the last cue."""
        self.fins: dict[str, tuple[int, int]] = {}
        """Where the words of each voice end so far, and on which line that cue begins."""

    def lire(self, lignes: list[str]) -> None:
        """Read the header, then each block."""
        for numero, ligne in enumerate(lignes, start=1):
            if _INTERDIT.search(ligne):
                self._fauter(numero, "un signe invisible n’a pas sa place dans un texte. Enlevez-le.")
        blocs = list(_blocs(lignes))
        self._lire_l_entete(*blocs[0] if lignes[0].strip() else (1, [""]))
        for numero, bloc in blocs[1 if lignes[0].strip() else 0 :]:
            self._lire_un_bloc(numero, bloc)
        if not self.lecture.repliques and not self.lecture.fautes:
            self._fauter(1, "le fichier ne contient aucune réplique.")

    def _fauter(self, ligne: int, dit: str) -> None:
        self.lecture.fautes.append(Faute(ligne, dit))

    def _remarquer(self, ligne: int, dit: str) -> None:
        self.lecture.remarques.append(Faute(ligne, dit))

    def _lire_l_entete(self, numero: int, bloc: list[str]) -> None:
        if not re.match(r"WEBVTT(?:$|[ \t])", bloc[0]):
            srt = any(_VIRGULE.search(ligne) for ligne in bloc if _FLECHE in ligne)
            conseil = " On dirait un fichier SRT\u00a0: convertissez-le en WebVTT." if srt else ""
            self._fauter(numero, f"un fichier WebVTT commence par le mot WEBVTT, seul sur sa ligne.{conseil}")
            if any(_FLECHE in ligne for ligne in bloc) and not srt:
                self._lire_un_bloc(numero, bloc)
            return
        for rang, ligne in enumerate(bloc):
            if _FLECHE in ligne:
                self._fauter(numero + rang, "il manque une ligne vide entre l’en-tête et les répliques.")

    def _lire_un_bloc(self, numero: int, bloc: list[str]) -> None:
        fleches = [rang for rang, ligne in enumerate(bloc) if _FLECHE in ligne]
        premier = bloc[0].strip()
        if re.match(r"NOTE(?:$|[ \t])", bloc[0]):
            for rang in fleches:
                self._fauter(numero + rang, "«\u00a0-->\u00a0» est interdit dans un commentaire NOTE.")
        elif premier in ("STYLE", "REGION"):
            if fleches:
                self._fauter(numero + fleches[0], f"«\u00a0-->\u00a0» est interdit dans un bloc {premier}.")
            elif self.derniere is not None:
                self._remarquer(numero, f"un bloc {premier} après la première réplique reste sans effet.")
        elif not fleches:
            self._fauter(
                numero,
                "ce texte n’a pas d’horaire. Une ligne vide en trop coupe peut-être une réplique en deux.",
            )
        elif fleches[0] > 1:
            self._fauter(numero + 1, "une seule ligne, son nom, peut précéder l’horaire d’une réplique.")
        else:
            for rang in fleches[1:]:
                self._fauter(numero + rang, "il manque une ligne vide avant cet horaire.")
            for rang, fin in zip(fleches, [*fleches[1:], len(bloc)], strict=True):
                self._lire_une_replique(numero + rang, bloc[rang], bloc[rang + 1 : fin])

    def _lire_une_replique(self, numero: int, temps: str, paroles: list[str]) -> None:
        dits = list(self._lire_les_paroles(numero + 1, paroles))
        if not any(texte for _, texte in dits):
            self._fauter(numero, "cette réplique ne dit rien.")
        bornes = self._lire_l_horaire(numero, temps)
        if bornes is None:
            return
        debut, fin = bornes
        if fin <= debut:
            quoi = "finit avant de commencer" if fin < debut else "ne dure pas"
            self._fauter(numero, f"la réplique {quoi} ({horaire(debut)} --> {horaire(fin)}).")
            return
        self._comparer(numero, debut, fin, {voix for voix, texte in dits if texte})
        self.lecture.repliques += [Replique(debut, fin, v, texte, numero) for v, texte in dits if texte]

    def _lire_l_horaire(self, numero: int, temps: str) -> tuple[int, int] | None:
        lu = _TEMPS.fullmatch(temps)
        if lu is None:
            conseil = (
                "les millièmes se séparent par un point, pas par une virgule"
                if _VIRGULE.search(temps)
                else "l’horaire s’écrit 00:00:01.000 --> 00:00:04.000 (les heures peuvent manquer)"
            )
            self._fauter(numero, f"{conseil}\u00a0: «\u00a0{_court(temps)}\u00a0».")
            return None
        bornes = [_en_ms(*lu.groups()[:4]), _en_ms(*lu.groups()[4:8])]
        if min(bornes) < 0:
            self._fauter(
                numero, f"minutes et secondes vont de 00 à 59, les heures jusqu’à 23\u00a0: {_court(temps)}."
            )
            return None
        for reglage in (lu[9] or "").split():
            nom, deux_points, valeur = reglage.partition(":")
            if nom not in _REGLAGES or not deux_points or not valeur:
                self._remarquer(numero, f"le réglage «\u00a0{_court(reglage)}\u00a0» reste sans effet.")
        return bornes[0], bornes[1]

    def _comparer(self, numero: int, debut: int, fin: int, voix: set[str]) -> None:
        """Hold a cue against those before it."""
        if self.derniere is not None and debut < self.derniere[0]:
            self._fauter(
                numero,
                f"la réplique commence ({horaire(debut)}) avant celle de la ligne {self.derniere[1]} "
                f"({horaire(self.derniere[0])}). Les répliques se suivent dans l’ordre.",
            )
        for autre, (jusque, ligne) in self.fins.items():
            if debut >= jusque:
                continue
            ou = f"celle de la ligne {ligne}, qui finit à {horaire(jusque)}"
            if autre in voix or "" in voix or not autre:
                self._fauter(numero, f"la réplique chevauche {ou}.")
            else:
                self._remarquer(numero, f"deux voix se chevauchent, cette réplique et {ou}.")
        for une in voix:
            if fin > self.fins.get(une, (0, 0))[0]:
                self.fins[une] = fin, numero
        if self.derniere is None or debut >= self.derniere[0]:
            self.derniere = debut, numero

    def _lire_les_paroles(self, numero: int, lignes: list[str]) -> Iterator[tuple[str, str]]:
        """Yield what each voice says in a cue; a voice lasts until the next one, or its closing tag."""
        texte = "\n".join(lignes)
        voix, lu, morceaux = "", 0, list[str]()
        for balise in _BALISE.finditer(texte):
            morceaux.append(self._nu(numero, texte, lu, balise.start()))
            lu = balise.end()
            ligne = numero + texte.count("\n", 0, balise.start())
            suivante = self._lire_une_balise(ligne, balise[1])
            if suivante is not None:
                yield voix, _une_ligne("".join(morceaux))
                voix, morceaux = suivante, []
        morceaux.append(self._nu(numero, texte, lu, len(texte)))
        yield voix, _une_ligne("".join(morceaux))

    def _lire_une_balise(self, ligne: int, dedans: str) -> str | None:
        """Return the voice that a tag opens, the empty voice where it closes one, None for another tag."""
        if _CHRONO.fullmatch(dedans):
            return None
        lue = _NOM_DE_BALISE.fullmatch(dedans)
        if lue is None or (dedans and lue[1] is None and dedans != "/"):
            self._fauter(
                ligne, f"la balise «\u00a0<{_court(dedans)}>\u00a0» n’existe pas en WebVTT. "
                "Un signe «\u00a0<\u00a0» dans le texte s’écrit &lt;."
            )  # fmt: skip
            return None
        if lue[1] != "v":
            return None
        if dedans.startswith("/"):
            return ""
        voix = _une_ligne(html.unescape(lue[3] or ""))
        if not voix:
            self._fauter(ligne, "la balise <v> ne dit pas qui parle\u00a0: <v Prénom Nom>.")
        elif len(voix) > VOIX_MAX:
            self._fauter(ligne, f"le nom d’une voix dépasse {VOIX_MAX} signes.")
        return voix

    def _nu(self, numero: int, texte: str, debut: int, fin: int) -> str:
        """Return the plain words between two tags."""
        morceau = texte[debut:fin]
        place = morceau.find("<")
        if place >= 0:
            self._fauter(
                numero + texte.count("\n", 0, debut + place),
                "une balise n’est pas refermée. Un signe «\u00a0<\u00a0» dans le texte s’écrit &lt;.",
            )
        return html.unescape(morceau)


def _blocs(lignes: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield the groups of lines that empty lines part, with the number of their first line."""
    bloc: list[str] = []
    for numero, ligne in enumerate([*lignes, ""], start=1):
        if ligne.strip(" \t"):
            bloc.append(ligne)
        elif bloc:
            yield numero - len(bloc), bloc
            bloc = []


def _en_ms(heures: str | None, minutes: str, secondes: str, milliemes: str) -> int:
    """Return a time in milliseconds, or -1 when it is not one."""
    h, m, s = int(heures) if heures else 0, int(minutes), int(secondes)
    return ((h * 60 + m) * 60 + s) * 1000 + int(milliemes) if h < HEURES_MAX and m < 60 and s < 60 else -1  # noqa: PLR2004


def _une_ligne(texte: str) -> str:
    """Join lines and spaces, without what no page can hold; accents stay composed."""
    visible = "".join(
        " " if unicodedata.category(signe) in ("Cc", "Cs", "Zl", "Zp") else signe
        for signe in unicodedata.normalize("NFC", texte)
    )
    return re.sub(r" {2,}", " ", visible).strip()


def _court(texte: str) -> str:
    plat = " ".join(texte.split())
    return plat if len(plat) <= 60 else f"{plat[:57]}…"  # noqa: PLR2004


def voix_de(repliques: Iterable[Replique]) -> list[str]:
    """Return the voices as the file writes them, in the order in which they are heard."""
    return list(dict.fromkeys(replique.voix for replique in repliques))
