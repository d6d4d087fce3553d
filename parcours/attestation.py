"""The attestation: which steps a person declares to have followed, and when. Never a grade."""

from kits.document import Document, Encadre, Liste, Paragraphe, Section, Tableau
from kits.francais import jour
from parcours.carnet import RETIREES, Carnet, Chemin, Pas
from parcours.models import mot_de

TITRE = "Attestation de parcours"
TYPE_DOCUMENT = "Attestation de parcours"
VERSION = "Étapes déclarées suivies"
SANS_NOM = "La personne qui présente ce document"


def attester(carnet: Carnet, *, nom: str) -> Document:
    """Write the attestation for `nom` (may be empty), of at least one followed step.

    Same steps and same name, same document: asking twice gives the same verification code.
    """
    qui = nom or SANS_NOM
    groupes = [(chemin.titre, chemin.mot, _suivies(chemin)) for chemin in carnet.chemins]
    groupes.append((RETIREES, mot_de(""), [pas for pas in carnet.retirees if pas.faite_le]))
    suivies = [pas for *_, groupe in groupes for pas in groupe]
    derniere = max(pas.faite_le for pas in suivies if pas.faite_le)
    return Document(
        titre=TITRE,
        sous_titre=nom or "Sans nom",
        reperes=(("Étapes déclarées", str(len(suivies))), ("Dernière étape", jour(derniere))),
        sections=(
            Section("Ce qui est attesté", (Paragraphe(_phrase(qui, len(suivies)), "chapo"),)),
            Section(
                "Les étapes suivies",
                tuple(_tableau(titre, mot, groupe) for titre, mot, groupe in groupes if groupe),
            ),
            _portee(),
        ),
        auteur=nom,
        resume="Étapes qu’une personne déclare avoir suivies, et quand. Ni note, ni évaluation.",
    )


def _suivies(chemin: Chemin) -> list[Pas]:
    return [pas for pas in chemin.pas if pas.faite_le]


def _phrase(qui: str, nombre: int) -> str:
    etapes = "l’étape qui suit" if nombre == 1 else f"les {nombre} étapes qui suivent"
    return f"{qui} déclare avoir suivi {etapes}, aux dates indiquées."


def _tableau(titre: str, mot: str, suivies: list[Pas]) -> Tableau:
    lignes = tuple((pas.titre, jour(pas.faite_le)) for pas in suivies if pas.faite_le)
    return Tableau(titre, (mot.capitalize(), "Déclarée suivie le"), lignes)


def _portee() -> Section:
    return Section(
        "Ce que ce document dit, et ne dit pas",
        (
            Liste(
                (
                    "C’est la personne elle-même qui déclare ses étapes\u00a0: personne ne l’a évaluée.",
                    "Il n’y a ni note, ni score, ni niveau\u00a0: les questions du parcours servent à "
                    "apprendre, leurs réponses ne sont pas comptées.",
                    "Le nom est celui que la personne a écrit en demandant ce document\u00a0; nous ne "
                    "l’avons pas vérifié.",
                )
            ),
            Encadre(
                "Vérifier ce document",
                (
                    "Le code de la couverture dit que ce document vient bien d’ici, et quand il a été "
                    "préparé. La page de vérification ne montre ni le nom ni les étapes.",
                ),
            ),
        ),
    )
