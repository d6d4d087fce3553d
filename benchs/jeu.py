"""Diagnostics as associations fill them: every criterion answered, a third commented, a plan, steps."""

import random
from dataclasses import dataclass
from uuid import UUID

from diagnostic import services
from diagnostic.models import Action, Champ, Diagnostic, Referentiel
from parcours.feuilles import trousse
from parcours.models import Cahier
from parcours.outils import Champ as ChampDOutil
from parcours.services import commencer as commencer_un_cahier
from parcours.services import enregistrer as noter

NOMS = (
    "Les Jardins du Lavoir",
    "La Ruche des savoirs",
    "Entraide et Territoire",
    "Le Fil solidaire",
    "Culture en partage",
)
CAUSES = (
    "Le bureau porte presque tout ; deux personnes partent à la fin de l’année et rien n’est écrit.",
    "La subvention de la ville couvre 62 % des dépenses. Si elle baisse, nous tenons quatre mois.",
    "Nous connaissons bien la mission locale et le centre social, mais chaque lien dépend d’une personne.",
    "C’est fait depuis longtemps, sans jamais avoir été dit : il faudrait l’écrire dans le projet.",
    "Avis partagés entre salariés et bénévoles : à reprendre en conseil d’administration avant juin.",
)
_TIRAGES = ("0", "1", "1", "2", "2", "2", "3", "3", "nsp", "nc")
LIGNES = 7
ETAPES = ("Assemblée de juin", "Séminaire d’automne", "Bilan du dispositif local")


@dataclass(frozen=True, slots=True)
class Sujet:
    """A diagnostic of the bench: its id, its resume code, the codes of its criteria."""

    id: UUID
    code: str
    criteres: tuple[str, ...]


def creer(rang: int, *, complet: bool = True, etapes: bool = True) -> Sujet:
    """Create one diagnostic through the services; `rang` seeds everything that varies in it."""
    hasard = random.Random(rang)
    formule = Diagnostic.Formule.COMPLETE if complet else Diagnostic.Formule.COURTE
    diagnostic, code = services.commencer(formule=formule)
    diagnostic.nom = f"{NOMS[rang % len(NOMS)]} {rang}"
    diagnostic.save(update_fields=["nom"])
    criteres = tuple(c.code for c in diagnostic.referentiel.grille.criteres_de(courte=not complet))
    if etapes:
        for nom in ETAPES[:2]:
            _repondre(diagnostic, criteres, hasard)
            services.prendre_instantane(diagnostic=diagnostic, nom=nom)
    _repondre(diagnostic, criteres, hasard)
    _decider(diagnostic, hasard)
    return Sujet(diagnostic.pk, code, criteres)


def _repondre(diagnostic: Diagnostic, criteres: tuple[str, ...], hasard: random.Random) -> None:
    for place, critere in enumerate(criteres):
        _ecrire(diagnostic, critere, Champ.CHOIX, hasard.choice(_TIRAGES))
        if place % 3 == 0:
            _ecrire(diagnostic, critere, Champ.COMMENTAIRE, hasard.choice(CAUSES))


def _decider(diagnostic: Diagnostic, hasard: random.Random) -> None:
    services.placer_cap(
        diagnostic=diagnostic, poids=(hasard.randint(1, 10), hasard.randint(1, 10), hasard.randint(1, 10))
    )
    for objet in list(Action.OBJETS)[:3]:
        _ecrire(diagnostic, objet, Champ.TEXTE, "Réunir bureau et salariés pour écrire qui fait quoi.")
        _ecrire(diagnostic, objet, Champ.PORTEUR, "Claire et Ahmed")
        _ecrire(diagnostic, objet, Champ.ECHEANCE, "2026-06-30")


def _ecrire(diagnostic: Diagnostic, objet: str, champ: str, valeur: str) -> None:
    services.enregistrer(
        diagnostic=diagnostic,
        objet=objet,
        champ=champ,
        valeur=valeur,
        auteur="banc-preparation",
        nom="Claire",
    )


def reponses(graine: int) -> dict[str, str]:
    """Draw a choice for each of the criteria of the published grid."""
    hasard = random.Random(graine)
    return {c.code: hasard.choice(_TIRAGES) for c in Referentiel.objects.courant().grille.criteres}


def creer_un_cahier(rang: int) -> Cahier:
    """A notebook whose tools are filled: every single field, and up to seven rows of each table."""
    hasard = random.Random(rang)
    cahier, _ = commencer_un_cahier()
    cahier.diagnostic = Diagnostic.objects.get(pk=creer(rang).id)
    cahier.save(update_fields=["diagnostic"])
    for outil in trousse().outils:
        for rubrique in outil.rubriques:
            lignes = range(1, min(LIGNES, rubrique.maximum) + 1) if rubrique.lignes else (0,)
            for ligne in lignes:
                for champ in rubrique.a_remplir:
                    noter(
                        cahier=cahier,
                        objet=outil.objet(rubrique, ligne),
                        champ=champ.cle,
                        valeur=_valeur(champ, hasard),
                        auteur="banc-preparation",
                    )
    return cahier


def _valeur(champ: ChampDOutil, hasard: random.Random) -> str:
    if champ.genre == "choix":
        return hasard.choice(champ.choix).cle
    if champ.genre == "date":
        return f"2027-{hasard.randint(1, 12):02}-15"
    if champ.genre in ("texte", "long"):
        return hasard.choice(CAUSES)
    return str(hasard.randint(1, 90))
