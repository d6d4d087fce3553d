"""Read what people type in a tool: dates, amounts, percentages, words of a list. Pure: no Django, no clock.

Nothing typed is ever refused: what cannot be read is kept as it is, with a sentence that says how to
write it. Reading what was kept gives the same again.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kits.francais import INSECABLE, MOIS

Genre = Literal["texte", "long", "date", "nombre", "montant", "pourcentage", "choix"]
Choix = tuple[tuple[str, str], ...]
"""Keys and words of a closed list."""

ESPACES = "[ \u00a0\u202f\u2009\t]"
CHIFFRES_MAX = 15
SIECLE = 2000
ABREGE = 3
CITE_MAX = 40
PASSEE = "Cette date est déjà passée. C’est peut-être voulu\u00a0: elle est gardée."

_ENTIER = rf"(?:\d{{1,3}}(?:{ESPACES}\d{{3}})+|\d{{1,3}}(?:['’]\d{{3}})+|\d+)"
_NOMBRE = re.compile(rf"^(?P<signe>[-−–]?){ESPACES}*(?P<entier>{_ENTIER})(?:[.,](?P<decimales>\d{{1,2}}))?$")
_MILLIERS = re.compile(r"^(?P<signe>[-−–]?)(?P<entier>\d{1,3}(?:\.\d{3})+),(?P<decimales>\d{1,2})$")
_MILLIERS_ANGLAIS = re.compile(r"^(?P<signe>[-−–]?)(?P<entier>\d{1,3}(?:,\d{3})+)\.(?P<decimales>\d{1,2})$")
_MILLIONS = re.compile(r"^(?P<signe>[-−–]?)(?P<entier>\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:,\d{3}){2,})$")
_EUROS = re.compile(r"(?P<echelle>k|m)?\s*(?:€|euros?|eur)\.?$", re.IGNORECASE)
_POUR_CENT = re.compile(r"(?:%|pour\s*cent)$", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_EN_CHIFFRES = re.compile(r"^(\d{1,2})\s*[/. -]\s*(\d{1,2})\s*[/. -]\s*(\d{2}|\d{4})$")
_EN_LETTRES = re.compile(r"^(?:[a-z]+ )?(\d{1,2})(?:er)?\s+([a-z]+)\.?\s+(\d{4})$")
_ECHELLES = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Lue:
    """A value as kept (ISO, plain number, key of a list), as said in French, and what prevents reading it."""

    garde: str
    dite: str
    faute: str = ""
    jour: date | None = None
    nombre: Decimal | None = None

    @property
    def vide(self) -> bool:
        """Nothing was typed."""
        return not self.garde.strip()


def lire(genre: Genre, brut: str, choix: Choix = ()) -> Lue:
    """Read what was typed in a field of that genre; never fails (see `Lue.faute`)."""
    texte = brut.replace("\r\n", "\n").replace("\r", "\n")
    if genre in ("texte", "long"):
        return Lue(texte, texte)
    mot = texte.strip()
    match genre:
        case _ if not mot:
            return Lue("", "")
        case "date":
            return _date(mot)
        case "choix":
            return _choix(mot, choix)
    return _quantite(genre, mot)


def remarquer(lue: Lue, *, aujourd_hui: date) -> str:
    """A gentle word about a value that was read: a date before today is kept, and said."""
    return PASSEE if lue.jour and lue.jour < aujourd_hui else ""


def dire_jour(jour: date) -> str:
    """« 1er mars 2026 »."""
    return f"{'1er' if jour.day == 1 else jour.day}{INSECABLE}{MOIS[jour.month - 1]}{INSECABLE}{jour.year}"


def dire_nombre(nombre: Decimal) -> str:
    """« 12 500,50 », with no-break spaces; decimals only when there are some."""
    entier = nombre == nombre.to_integral_value()
    ecrit = f"{nombre:,.0f}" if entier else f"{nombre:,.2f}"
    return ecrit.replace(",", INSECABLE).replace(".", ",")


def plier(texte: str) -> str:
    """Without case, accents, nor the differences between spaces or apostrophes: to compare words."""
    decompose = unicodedata.normalize("NFKD", texte.replace("’", "'"))
    nu = "".join(signe for signe in decompose if not unicodedata.combining(signe))
    return re.sub(r"\s+", " ", nu).strip().casefold()


def _citer(mot: str) -> str:
    court = mot if len(mot) <= CITE_MAX else f"{mot[: CITE_MAX - 1]}…"
    return f"«\u00a0{court}\u00a0»"


def _date(mot: str) -> Lue:
    if (jour := _jour(mot)) is not None:
        return Lue(jour.isoformat(), dire_jour(jour), jour=jour)
    conseil = "Écrivez un jour, par exemple 12/03/2027. Ce que vous avez écrit est gardé."
    return Lue(mot, mot, f"{_citer(mot)} ne se lit pas comme une date. {conseil}")


def _jour(mot: str) -> date | None:
    nu = plier(mot)
    if iso := _ISO.match(nu):
        annee, mois, quantieme = map(int, iso.groups())
    elif chiffres := _EN_CHIFFRES.match(nu):
        quantieme, mois, annee = map(int, chiffres.groups())
        annee += 0 if len(chiffres[3]) == len("2027") else SIECLE
    elif lettres := _EN_LETTRES.match(nu):
        quantieme, mois, annee = int(lettres[1]), _mois(lettres[2]), int(lettres[3])
    else:
        return None
    try:
        return date(annee, mois, quantieme)
    except ValueError:
        return None


def _mois(mot: str) -> int:
    """The month that a word begins, from three letters (« sept », « janv »); 0 when none or several."""
    possibles = [rang for rang, nom in enumerate(MOIS, start=1) if plier(nom).startswith(mot)]
    return possibles[0] if len(possibles) == 1 and len(mot) >= ABREGE else 0


def _choix(mot: str, choix: Choix) -> Lue:
    for cle, libelle in choix:
        if mot == cle or plier(mot) == plier(libelle):
            return Lue(cle, libelle)
    mots = ", ".join(libelle for _, libelle in choix)
    return Lue(
        mot, mot, f"{_citer(mot)} n’est pas dans la liste\u00a0: {mots}. Ce que vous avez écrit est gardé."
    )


def _quantite(genre: Genre, mot: str) -> Lue:
    nu, echelle, unite = mot, "", ""
    if genre == "montant":
        unite = f"{INSECABLE}€"
        if euros := _EUROS.search(mot):
            nu, echelle = mot[: euros.start()], (euros["echelle"] or "").lower()
    elif genre == "pourcentage":
        unite = f"{INSECABLE}%"
        nu = _POUR_CENT.sub("", mot)
    nombre = _nombre(nu.strip())
    if nombre is None:
        modele = {"montant": "12\u00a0500,50\u00a0€", "pourcentage": "25\u00a0%"}.get(genre, "12,5")
        conseil = f"Écrivez-le comme {modele}, avec deux chiffres au plus après la virgule."
        return Lue(mot, mot, f"{_citer(mot)} ne se lit pas comme un nombre. {conseil} Rien n’est perdu.")
    nombre *= _ECHELLES[echelle]
    entier = nombre == nombre.to_integral_value()
    garde = f"{nombre:.0f}" if entier else f"{nombre:.2f}"
    return Lue(garde, f"{dire_nombre(nombre)}{unite}", nombre=nombre)


def _nombre(mot: str) -> Decimal | None:
    """« 12 500,50 », « 12.500,50 », « 12,500.50 »; None for « 12.500 », which may be two numbers."""
    for forme in (_NOMBRE, _MILLIERS, _MILLIERS_ANGLAIS, _MILLIONS):
        if lu := forme.match(mot):
            entier = re.sub(r"\D", "", lu["entier"])
            decimales = lu.groupdict().get("decimales") or "0"
            if len(entier) > CHIFFRES_MAX:
                return None
            nombre = Decimal(f"{entier}.{decimales}")
            return -nombre if lu["signe"] and nombre else nombre
    return None
