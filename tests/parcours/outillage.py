"""Two small tools, as the corpus would declare them."""

from pathlib import Path

from parcours.demandes import declarer
from parcours.models import Cahier
from parcours.remplissage import demande_d_outil
from parcours.services import enregistrer

CADRAGE = """
outil:
  cle: cadrage
  titre: La note de cadrage
  consigne: Écrivez vos mots.
  etape: cadrer
  statut: proposition
  source: Essai.
  rubriques:
    - cle: pourquoi
      titre: Pourquoi
      champs:
        - {cle: question, libelle: La question, genre: long, reprend: ""}
        - {cle: moyens, libelle: Moyens accordés, genre: montant}
        - {cle: adoption, libelle: Adoptée le, genre: date}
    - cle: activites
      titre: Les activités
      lignes: {nom: activité, maximum: 3}
      colonnes:
        - {cle: nom, libelle: Activité, genre: texte}
        - cle: place
          libelle: Sa place
          genre: choix
          choix: [{cle: regardee, libelle: Nous la regardons}, {cle: plus-tard, libelle: Plus tard}]
exemple:
  titre: Un cas
  statut: source
  source: Un rapport.
  valeurs: {pourquoi: {question: "Que garder ?", moyens: "800"}}
  lignes: {activites: [{nom: Le festival, place: regardee}, {nom: Le café}]}
"""
PLAN = """
outil:
  cle: plan
  titre: Le plan d’action daté
  consigne: Une ligne par action.
  etape: batir-le-plan
  statut: proposition
  source: Essai.
  rubriques:
    - cle: actions
      titre: Les actions
      lignes: {nom: action, maximum: 30}
      reprend: cadrage.activites
      colonnes:
        - {cle: nom, libelle: Activité, genre: texte}
        - {cle: action, libelle: L’action, genre: texte}
        - {cle: porteur, libelle: Qui la porte, genre: texte}
        - {cle: echeance, libelle: Pour quand, genre: date}
    - cle: cadre
      titre: Le cadre
      champs:
        - {cle: ambition, libelle: L’ambition, genre: long, reprend: cadrage.pourquoi.question}
        - {cle: budget, libelle: Le budget, genre: montant, reprend: cadrage.pourquoi.moyens}
exemple:
  titre: Un cas
  statut: source
  source: Un rapport.
"""
TEXTES = {"cadrage": CADRAGE, "plan": PLAN}


def ecrire_outils(dossier: Path, **remplacements: tuple[str, str]) -> None:
    """Write both files; `cadrage=(ancien, nouveau)` replaces a text that is there."""
    for cle, texte in TEXTES.items():
        ancien, nouveau = remplacements.get(cle, ("", ""))
        assert ancien in texte
        contenu = texte.replace(ancien, nouveau, 1) if ancien else texte
        (dossier / f"{cle}.yaml").write_text(contenu, encoding="utf-8")


def ecrire(cahier: Cahier, objet: str, champ: str, valeur: str) -> None:
    """Write in a field of a tool, as its page does."""
    declarer(demande_d_outil)
    enregistrer(cahier=cahier, objet=objet, champ=champ, valeur=valeur, auteur="awa")
