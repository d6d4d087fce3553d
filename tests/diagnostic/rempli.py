"""A diagnostic where everything that can be typed was typed, hostile texts included."""

from diagnostic import services
from diagnostic.models import Diagnostic
from tests.diagnostic.factories import DiagnosticFactory
from tests.diagnostic.grilles import TOUS

NOM = "L’Échappée & <b>compagnie</b>"
LONG = " ".join(f"Dix-mille-{i}" for i in range(1, 700))[:10_000].strip()
COMMENTAIRES = {
    "A1": "Ça tient, où ça naît : « l’été », cœur, ŷ",
    "A2": "Bravo 🌱 👩🏽‍🌾",
    "A3": "<script>alert('&amp;')</script>",
    "A4": "première ligne\ndeuxième ligne\n\ndernière",
    "B1": LONG,
    "B2": "جمعية الحي",
    "C8": "Un commentaire sans réponse",
    "D1": '=HYPERLINK("http://ailleurs")',
}
CHOIX = {code: str(rang % 4) for rang, code in enumerate(TOUS) if code != "C8"} | {"D7": "nc", "D8": "nsp"}
PLAN = {
    ("court-1", "texte"): "Former deux personnes\navec Marcel",
    ("court-1", "porteur"): "Inès & <i>Marcel</i>",
    ("court-1", "echeance"): "2027-03-27",
    ("court-3", "porteur"): "Une proposition a son porteur",
    ("moyen-2", "texte"): "Long projet. " * 60,
}


SANS_CAP = "Avant le cap"


def ecrire(diagnostic: Diagnostic, objet: str, champ: str, valeur: str, nom: str = "Maïwenn") -> None:
    services.enregistrer(
        diagnostic=diagnostic, objet=objet, champ=champ, valeur=valeur, auteur=f"onglet-{nom}", nom=nom
    )


def remplir() -> Diagnostic:
    """Every kind of answer, a plan, a cap, three steps (the first without cap), on the published grid."""
    diagnostic: Diagnostic = DiagnosticFactory(nom=NOM)
    for code, choix in CHOIX.items():
        ecrire(diagnostic, code, "choix", choix)
    for code, texte in COMMENTAIRES.items():
        ecrire(diagnostic, code, "commentaire", texte, nom="Jean-Paul")
    services.prendre_instantane(diagnostic=diagnostic, nom=SANS_CAP)
    services.placer_cap(diagnostic=diagnostic, poids=(5, 3, 1))
    diagnostic.refresh_from_db()
    services.prendre_instantane(diagnostic=diagnostic, nom="Printemps <1>")
    ecrire(diagnostic, "B7", "choix", "0")
    services.prendre_instantane(diagnostic=diagnostic, nom="Assemblée d’été ☀")
    for (objet, champ), valeur in PLAN.items():
        ecrire(diagnostic, objet, champ, valeur)
    services.placer_cap(diagnostic=diagnostic, poids=(4, 7, 2))
    diagnostic.refresh_from_db()
    return diagnostic
