"""A tool with what a cahier holds: what its page shows. One query, whatever was written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property, reduce
from operator import or_
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from contenus.corpus.balisage import en_html
from diagnostic.forms import temoin
from parcours.models import Cahier, Saisie
from parcours.outils import (
    Champ,
    Exemple,
    Outil,
    Rubrique,
    RubriqueDite,
    Trousse,
    dire,
    dire_l_exemple,
    lire_outils,
)
from parcours.valeurs import Lue, remarquer

Ecrits = Mapping[tuple[str, str], Saisie]
EN_TEXTE = ("texte", "long")
TITRE_DE_LIGNE_MAX = 60


def trousse() -> Trousse:
    """The declared tools, read once per process."""
    return _lire(settings.CORPUS / "parcours")


def remarque_sur(objet: str, cle: str, valeur: str) -> str:
    """What the page says beside a value just typed: it cannot be read, or deserves a word."""
    champ = trousse().champ(objet, cle)
    lue = champ.lire(valeur) if champ else None
    return (lue.faute or remarquer(lue, aujourd_hui=timezone.localdate())) if lue else ""


@cache
def _lire(dossier: Path) -> Trousse:
    etapes = (chemin.stem.partition("-")[2] for chemin in sorted((dossier / "methode").glob("*.yaml")))
    return lire_outils(dossier / "outils", etapes=tuple(etapes))


@cache
def _exemple_dit(dossier: Path, cle: str) -> SafeString:
    """The filled-in example of a tool, drawn once per process; empty when there is none."""
    trousse = _lire(dossier)
    outil = trousse.outil(cle)
    dites = dire_l_exemple(outil, trousse.exemples[cle]) if outil else ()
    return SafeString(render_to_string("parcours/outils/_dites.html", {"dites": dites}) if dites else "")


@dataclass(frozen=True, slots=True)
class Deja:
    """What another tool already says: how it is said, how it would be kept here, and where it comes from.

    `change`: something was written here, and the other changed since.
    """

    dite: str
    garde: str
    source: Outil
    change: bool


@dataclass(frozen=True, slots=True)
class Dessin:
    """All that the drawing of a field depends on: the same gives the same HTML, whose cahier it may be.

    `offre`: whether what is known elsewhere changed, the title of that tool, what it says.
    """

    nom: str
    cle: str
    libelle: str
    aide: str
    genre: str
    choix: tuple[tuple[str, str], ...]
    affichee: str
    illisible: bool
    erreur: str
    remarque: str
    par: str
    offre: tuple[bool, str, str] | None

    @property
    def avant(self) -> str:
        """The fingerprint of what is shown: tells whether the visitor changed it."""
        return temoin(self.affichee)

    @property
    def attributs(self) -> SafeString:
        """What ties the field to its advice and to what is said of it."""
        dits = [("aide", self.aide), ("mot", self.erreur or self.remarque)]
        cles = " ".join(f"{cle}-{self.nom}" for cle, texte in dits if texte)
        invalide = SafeString(' aria-invalid="true"' if self.illisible else "")
        return invalide + (format_html(' aria-describedby="{}"', cles) if cles else SafeString(""))

    @property
    def options(self) -> SafeString:
        """The words of its list; what was typed and is none of them comes last."""
        autre = ((self.affichee, self.affichee),) if self.illisible else ()
        choisie = SafeString(" selected")
        return format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            ((c, choisie if c == self.affichee else "", mot) for c, mot in (("", ""), *self.choix, *autre)),
        )


@dataclass(frozen=True, slots=True)
class Case:
    """A field of the page, with what is written there."""

    champ: Champ
    objet: str
    rang: int
    affichee: str
    lue: Lue
    remarque: str
    deja: Deja | None
    erreur: str
    par: str

    @property
    def nom(self) -> str:
        """Its name in the form."""
        return f"{self.objet}.{self.champ.cle}"

    @property
    def offre(self) -> Deja | None:
        """What is offered beside the field: a row offers at once all that is still empty in it."""
        return self.deja if self.deja and (self.deja.change or not self.rang) else None

    @property
    def dessin(self) -> Dessin:
        """What its drawing depends on; `illisible`: what is kept is no word of its list, or no day."""
        offre, champ = self.offre, self.champ
        return Dessin(
            nom=self.nom,
            cle=champ.cle,
            libelle=champ.libelle,
            aide=champ.aide,
            genre=champ.genre,
            choix=tuple((option.cle, option.libelle) for option in champ.choix),
            affichee=self.affichee,
            illisible=bool(self.erreur or self.lue.faute),
            erreur=self.erreur,
            remarque=self.remarque,
            par=self.par,
            offre=(offre.change, offre.source.titre, offre.dite) if offre else None,
        )


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row of a table."""

    rang: int
    objet: str
    cases: tuple[Case, ...]

    @property
    def vide(self) -> bool:
        """Nothing is written in it."""
        return all(case.lue.vide for case in self.cases)

    @property
    def titre(self) -> str:
        """What its first written cell says, shortened."""
        dite = next((case.lue.dite for case in self.cases if not case.lue.vide), "")
        return dite if len(dite) <= TITRE_DE_LIGNE_MAX else f"{dite[: TITRE_DE_LIGNE_MAX - 1]}…"

    @property
    def deja(self) -> tuple[Case, ...]:
        """The cells still to fill that the other table already says."""
        return tuple(case for case in self.cases if case.deja and not case.deja.change)


@dataclass(frozen=True, slots=True)
class Partie:
    """A heading of the page: fields, or rows with an empty one more."""

    rubrique: Rubrique
    objet: str
    cases: tuple[Case, ...]
    lignes: tuple[Ligne, ...]

    @property
    def offertes(self) -> int:
        """How many rows the other table can fill."""
        return sum(bool(ligne.deja) for ligne in self.lignes)

    @property
    def pleine(self) -> bool:
        """No row can be added."""
        return len(self.lignes) == self.rubrique.maximum and not self.lignes[-1].vide


@dataclass(frozen=True, slots=True)
class Feuille:
    """A tool, ready to be shown."""

    outil: Outil
    parties: tuple[Partie, ...]
    ecrits: Ecrits
    enregistre_le: datetime | None
    exemple: Exemple
    exemple_dit: SafeString

    @property
    def consigne(self) -> SafeString:
        """What the tool is for and how to fill it in."""
        return SafeString(en_html(self.outil.consigne, _sans_lien))

    @property
    def dite(self) -> tuple[RubriqueDite, ...]:
        """What is written, in words; empty headings are left out."""
        return dire_les_ecrits(self.outil, self.ecrits)


def lire_ecrits(cahier: Cahier, *outils: Outil) -> Ecrits:
    """What the cahier holds for these tools. One query."""
    if not outils:
        return {}
    ici = reduce(or_, (Q(objet__startswith=f"{outil.cle}-") for outil in outils))
    return {(saisie.objet, saisie.champ): saisie for saisie in cahier.saisies.filter(ici)}


def valeur(ecrits: Ecrits, objet: str, champ: str) -> str:
    """What is written at that place, as kept; empty when nothing is."""
    saisie = ecrits.get((objet, champ))
    return saisie.valeur if saisie else ""


def dire_les_ecrits(outil: Outil, ecrits: Ecrits) -> tuple[RubriqueDite, ...]:
    """What is written in a tool, in words; empty headings are left out."""
    return tuple(dite for dite in dire(outil, lambda o, c: valeur(ecrits, o, c)) if not dite.vide)


def lire_feuille(
    cahier: Cahier,
    outil: Outil,
    *,
    aujourd_hui: date,
    refuses: Mapping[str, tuple[str, str]] | None = None,
) -> Feuille:
    """Gather a tool with what is written in it and what other tools already say.

    `refuses` gives, by name of field, what could not be saved and why: it is shown as it was typed.
    """
    lecteur = _Lecteur(trousse(), outil, lire_ecrits(cahier, *_lies(outil)), aujourd_hui, refuses or {})
    ici = [saisie.le for (objet, _), saisie in lecteur.ecrits.items() if objet.startswith(f"{outil.cle}-")]
    return Feuille(
        outil=outil,
        parties=tuple(lecteur.parties()),
        ecrits=lecteur.ecrits,
        enregistre_le=max(ici, default=None),
        exemple=trousse().exemples[outil.cle],
        exemple_dit=_exemple_dit(settings.CORPUS / "parcours", outil.cle),
    )


def _lies(outil: Outil) -> list[Outil]:
    """The tool, and those it takes something over from."""
    cibles = [cible for r in outil.rubriques for cible in (r.reprend, *(c.reprend for c in r.a_remplir))]
    cles = {outil.cle, *(cible.partition(".")[0] for cible in cibles)}
    return [autre for autre in trousse().outils if autre.cle in cles]


@dataclass(frozen=True)
class _Lecteur:
    trousse: Trousse
    outil: Outil
    ecrits: Ecrits
    aujourd_hui: date
    refuses: Mapping[str, tuple[str, str]]

    @cached_property
    def _objets(self) -> set[str]:
        """Where something is written."""
        return {objet for (objet, _), saisie in self.ecrits.items() if saisie.valeur}

    def parties(self) -> Iterator[Partie]:
        for rubrique in self.outil.rubriques:
            objet = self.outil.objet(rubrique)
            cases = tuple(self._case(rubrique, champ, 0) for champ in rubrique.champs)
            yield Partie(rubrique, objet, cases, tuple(self._lignes(rubrique)))

    def _lignes(self, rubrique: Rubrique) -> Iterator[Ligne]:
        refusees = {nom.rpartition(".")[0] for nom in self.refuses}
        bouts = [rang for rang in range(1, rubrique.maximum + 1) if self._dit(rubrique, rang) & self._objets]
        bouts += [lieu.rang for objet in refusees if (lieu := self.trousse.lieux.get(objet))]
        toutes = [
            Ligne(
                rang,
                self.outil.objet(rubrique, rang),
                tuple(self._case(rubrique, colonne, rang) for colonne in rubrique.colonnes),
            )
            for rang in range(1, min(max(bouts, default=0) + 1, rubrique.maximum) + 1)
        ]
        dernier = max((ligne.rang for ligne in toutes if not ligne.vide or ligne.deja), default=0)
        for ligne in toutes:
            if ligne.rang <= dernier + 1 or ligne.objet in refusees:
                yield ligne

    def _dit(self, rubrique: Rubrique, rang: int) -> set[str]:
        """Where a row may be written: here, and on the same row of what it takes over."""
        cibles = [f"{rubrique.reprend}.", *(colonne.reprend for colonne in rubrique.colonnes)]
        sources = (self.trousse.source(cible, rang) for cible in cibles if cible.strip("."))
        return {self.outil.objet(rubrique, rang), *(source[0] for source in sources if source)}

    def _case(self, rubrique: Rubrique, champ: Champ, rang: int) -> Case:
        objet = self.outil.objet(rubrique, rang)
        saisie = self.ecrits.get((objet, champ.cle))
        lue = champ.lire(saisie.valeur if saisie else "")
        tape, erreur = self.refuses.get(f"{objet}.{champ.cle}", ("", ""))
        return Case(
            champ=champ,
            objet=objet,
            rang=rang,
            affichee=tape if erreur else afficher(champ, lue),
            lue=lue,
            remarque=lue.faute or remarquer(lue, aujourd_hui=self.aujourd_hui),
            deja=self._deja(rubrique, champ, rang, lue, saisie),
            erreur=erreur,
            par=saisie.par if saisie else "",
        )

    def _deja(
        self, rubrique: Rubrique, champ: Champ, rang: int, lue: Lue, saisie: Saisie | None
    ) -> Deja | None:
        cible = champ.reprend
        if not cible and rubrique.reprend and (table := self.trousse.table(rubrique.reprend)):
            cible = f"{rubrique.reprend}.{champ.cle}" if table[1].champ(champ.cle) else ""
        place = self.trousse.source(cible, rang) if cible else None
        source = self.ecrits.get(place) if place else None
        ailleurs = self.trousse.champ(*place) if place else None
        if source is None or ailleurs is None or (saisie and saisie.le >= source.le):
            return None
        dite = ailleurs.lire(source.valeur)
        garde = dite.dite if champ.genre in EN_TEXTE else dite.garde
        if dite.vide or champ.lire(garde).garde == lue.garde:
            return None
        return Deja(dite.dite, garde, self.trousse.lieux[source.objet].outil, change=not lue.vide)


def _sans_lien(cle: str) -> str:
    raise ValueError(f"La consigne d’un outil ne mène à aucune page : page:{cle}")


def afficher(champ: Champ, lue: Lue) -> str:
    """What a field shows: calendars and lists want what is kept, people want what is said."""
    return lue.garde if champ.genre in ("date", "choix", *EN_TEXTE) else lue.dite
