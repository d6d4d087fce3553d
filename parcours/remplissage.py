"""Fill in a tool: what its fields accept, and its page sent as a whole (the way without JavaScript)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from diagnostic.forms import temoin
from parcours.collage import lire_collage
from parcours.demandes import Demande, declarer, texte_borne
from parcours.feuilles import Feuille, Partie, afficher, lire_ecrits, lire_feuille, trousse
from parcours.models import Cahier
from parcours.outils import Champ, Outil
from parcours.services import SaisieRefusee, enregistrer


@declarer
def demande_d_outil(objet: str, champ: str) -> Demande | None:
    """The question behind a field of a tool. What cannot be read as its genre is kept as it was typed."""
    demande = trousse().champ(objet, champ)
    if demande is None:
        return None
    return Demande(trousse().libelle(objet, champ), lambda brut: texte_borne(demande.lire(brut).garde))


@dataclass(slots=True)
class Bilan:
    """What became of a page that was sent.

    `refuses`: by name of field, what was typed and why it was not saved. `remplaces`: sentences about
    what somebody else had written. `restes`: by table, what was pasted without finding a place, and why.
    """

    refuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    remplaces: list[str] = field(default_factory=list)
    restes: dict[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def a_dire(self) -> bool:
        """Whether the page has something to say that a redirection would lose."""
        return bool(self.refuses or self.remplaces or self.restes)


def remplir(
    *,
    cahier: Cahier,
    outil: Outil,
    envoi: Mapping[str, str],
    aujourd_hui: date,
    auteur: str = "",
    nom: str = "",
    a_ajouter: Sequence[Mapping[str, str]] = (),
) -> Bilan:
    """Save what changed on the page, then do what its button asks.

    In order: each field that is no longer what was drawn (one left alone never undoes what somebody else
    wrote meanwhile); `vider`, a row; `reprendre`, a field, a row or a whole table; `ajouter`, the rows
    given after the last of a table; `coller-…`, pasted rows.
    """
    stylo = _Stylo(cahier, auteur or str(uuid4()), nom, Bilan(), _valeurs(cahier, outil))
    for nom_de_champ, tape in envoi.items():
        objet, _, cle = nom_de_champ.rpartition(".")
        lieu, champ = trousse().lieux.get(objet), trousse().champ(objet, cle)
        ici = champ is not None and lieu is not None and lieu.outil.cle == outil.cle
        vu = envoi.get(f"avant-{nom_de_champ}", temoin(""))
        if champ and ici and temoin(tape) != vu:
            stylo.ecrire(objet, champ, tape, vu=vu)
    if any(geste in ("vider", "reprendre", "ajouter") or geste.startswith("coller-") for geste in envoi):
        feuille = lire_feuille(cahier, outil, aujourd_hui=aujourd_hui)
        _vider(feuille, envoi.get("vider", ""), stylo)
        _reprendre(feuille, envoi.get("reprendre", ""), stylo)
        _ajouter(feuille, envoi.get("ajouter", ""), a_ajouter, stylo)
        for partie in feuille.parties:
            if partie.lignes and (texte := envoi.get(f"coller-{partie.objet}", "")).strip():
                _coller(outil, partie, texte, stylo)
    return stylo.bilan


def _valeurs(cahier: Cahier, outil: Outil) -> dict[tuple[str, str], str]:
    return {place: saisie.valeur for place, saisie in lire_ecrits(cahier, outil).items()}


@dataclass(frozen=True, slots=True)
class _Stylo:
    cahier: Cahier
    auteur: str
    nom: str
    bilan: Bilan
    valeurs: dict[tuple[str, str], str]

    def ecrire(self, objet: str, champ: Champ, tape: str, *, vu: str = "") -> None:
        """Write in a cell, unless it says the same already.

        `vu` is the fingerprint of what the page showed there: replacing something else is told.
        """
        garde = champ.lire(tape).garde
        if garde == self.valeurs.get((objet, champ.cle), ""):
            return
        try:
            ecrit = enregistrer(
                cahier=self.cahier,
                objet=objet,
                champ=champ.cle,
                valeur=tape,
                auteur=self.auteur,
                nom=self.nom,
            )
        except SaisieRefusee as refus:
            self.bilan.refuses[f"{objet}.{champ.cle}"] = (tape, str(refus))
            return
        self.valeurs[objet, champ.cle] = garde
        avant = champ.lire(ecrit.avant)
        if vu not in ("", temoin(afficher(champ, avant))) and ecrit.remplace_un_autre(
            auteur=self.auteur, valeur=garde
        ):
            qui = ecrit.avant_nom or "quelqu’un d’autre"
            self.bilan.remplaces.append(
                f"{champ.libelle}\u00a0: vos mots remplacent ceux de {qui}, qui avait écrit "
                f"«\u00a0{avant.dite}\u00a0». Recopiez-les s’ils manquent."
            )


def _vider(feuille: Feuille, objet: str, stylo: _Stylo) -> None:
    for partie in feuille.parties:
        for ligne in partie.lignes:
            if ligne.objet == objet:
                for case in ligne.cases:
                    stylo.ecrire(case.objet, case.champ, "")


def _reprendre(feuille: Feuille, cible: str, stylo: _Stylo) -> None:
    """Take over a field (even one that changed since), or what is still empty in a row or a table."""
    for partie in feuille.parties:
        for case in (*partie.cases, *(case for ligne in partie.lignes for case in ligne.cases)):
            vises = (case.nom,) if case.deja and case.deja.change else (case.nom, case.objet, partie.objet)
            if case.deja and cible in vises:
                stylo.ecrire(case.objet, case.champ, case.deja.garde)


def _ajouter(feuille: Feuille, cible: str, lignes: Sequence[Mapping[str, str]], stylo: _Stylo) -> None:
    """Put rows known elsewhere after the last one, as long as there is room: the others stay offered."""
    for partie in feuille.parties:
        if partie.objet == cible and partie.lignes:
            premier = _premier_rang_libre(partie)
            for rang, ligne in zip(range(premier, partie.rubrique.maximum + 1), lignes, strict=False):
                for colonne in partie.rubrique.colonnes:
                    if valeur := ligne.get(colonne.cle):
                        stylo.ecrire(feuille.outil.objet(partie.rubrique, rang), colonne, valeur)


def _premier_rang_libre(partie: Partie) -> int:
    occupees = [ligne.rang for ligne in partie.lignes if not ligne.vide or ligne.deja]
    return max(occupees, default=0) + 1


def _coller(outil: Outil, partie: Partie, texte: str, stylo: _Stylo) -> None:
    """Put pasted rows after the last one that says something, or is about to."""
    premier, rubrique = _premier_rang_libre(partie), partie.rubrique
    collage = lire_collage(texte, rubrique, places=rubrique.maximum - premier + 1)
    for rang, ligne in enumerate(collage.lignes, start=premier):
        for champ, case in ligne:
            stylo.ecrire(outil.objet(rubrique, rang), champ, case)
    if collage.phrase:
        stylo.bilan.restes[partie.objet] = (collage.reste, collage.phrase)
