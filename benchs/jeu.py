"""Diagnostics as associations fill them: every criterion answered, a third commented, a plan, steps."""

import random
from dataclasses import dataclass
from uuid import UUID

from diagnostic import services
from diagnostic.models import Action, Champ, Diagnostic, Referentiel

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
