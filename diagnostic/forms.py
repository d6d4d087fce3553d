"""What visitors send, checked before anything is done with it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms

from diagnostic import codes
from diagnostic.models import CHAMPS_D_ACTION, NOM_MAX, Champ, Diagnostic, Instantane
from diagnostic.restitution import LigneDePlan
from diagnostic.services import normaliser_texte


class CommencerForm(forms.Form):
    formule = forms.ChoiceField(
        choices=Diagnostic.Formule.choices, required=False, initial=Diagnostic.Formule.COURTE
    )

    depart = forms.RegexField(codes.DEPART, required=False)

    def clean_formule(self) -> str:
        """Nothing chosen is the short version."""
        return self.cleaned_data["formule"] or Diagnostic.Formule.COURTE


class RemettreForm(forms.Form):
    """Which line of the journal to put back."""

    ecriture = forms.IntegerField(min_value=1)


class ReglagesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Diagnostic
        fields: ClassVar[list[str]] = ["nom", "formule"]


class CapForm(forms.Form):
    """Three weights; all of them or none."""

    humain = forms.IntegerField(min_value=0, max_value=Diagnostic.CAP_MAX)
    financier = forms.IntegerField(min_value=0, max_value=Diagnostic.CAP_MAX)
    alliances = forms.IntegerField(min_value=0, max_value=Diagnostic.CAP_MAX)

    def clean(self) -> dict[str, Any]:
        """Refuse three zeros: they aim nowhere."""
        donnees = super().clean() or {}
        if not self.errors and not any(donnees.values()):
            raise forms.ValidationError(
                "Donnez du poids à un pilier au moins : trois zéros ne visent nulle part."
            )
        return donnees

    @property
    def poids(self) -> tuple[int, int, int]:
        """The weights, in the order of the pillars."""
        return tuple(self.cleaned_data[cle] for cle in ("humain", "financier", "alliances"))


class InstantaneForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Instantane
        fields: ClassVar[list[str]] = ["nom"]
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "nom": {
                "required": "Donnez un nom à cette étape, par exemple « Assemblée de juin ».",
                "max_length": f"Ce nom est trop long : {NOM_MAX} caractères au plus.",
            }
        }


@dataclass(frozen=True, slots=True)
class Changement:
    """One field that a whole-page form changed since the page was drawn."""

    objet: str
    champ: str
    valeur: str


def temoin(texte: str) -> str:
    """A short fingerprint of a text as drawn: tells whether the visitor changed it."""
    return hashlib.sha256(normaliser_texte(texte).encode("utf-8", "replace")).hexdigest()[:12]


def changements_de_reponses(envoi: Mapping[str, str], codes: Iterator[str]) -> list[Changement]:
    """Fields of the answer form whose value is no longer the one that was drawn.

    An unchanged field is left alone, so that a page left open does not undo what somebody else
    wrote meanwhile.
    """
    changes: list[Changement] = []
    for code in codes:
        choix = envoi.get(f"choix-{code}")
        if choix is not None and choix != envoi.get(f"avant-choix-{code}", ""):
            changes.append(Changement(code, Champ.CHOIX, choix))
        commentaire = envoi.get(f"commentaire-{code}")
        if commentaire is not None and temoin(commentaire) != envoi.get(
            f"avant-commentaire-{code}", temoin("")
        ):
            changes.append(Changement(code, Champ.COMMENTAIRE, commentaire))
    return changes


def changements_de_plan(
    envoi: Mapping[str, str], plan: tuple[LigneDePlan, ...], propositions: Mapping[str, str]
) -> list[Changement]:
    """Fields of the plan form that changed; `garder` keeps a line as proposed, `remplacer` swaps it.

    As soon as one field of a line is touched its text is written too: a proposal with somebody in
    charge is a decision.
    """
    changes: list[Changement] = []
    for ligne in plan:
        valeurs = {
            champ: normaliser_texte(envoi.get(f"{champ}-{ligne.objet}", "")) for champ in CHAMPS_D_ACTION
        }
        remplace = propositions.get(envoi.get(f"autre-{ligne.objet}", ""))
        if envoi.get("remplacer") == ligne.objet and remplace:
            valeurs[Champ.TEXTE] = remplace
        touches = [
            champ
            for champ, valeur in valeurs.items()
            if f"{champ}-{ligne.objet}" in envoi
            and valeur != getattr(ligne, champ)
            and temoin(valeur) != envoi.get(f"avant-{champ}-{ligne.objet}", temoin(getattr(ligne, champ)))
        ]
        if touches or envoi.get("garder") == ligne.objet:
            retenus = [Champ.TEXTE, *(champ for champ in touches if champ != Champ.TEXTE)]
            changes.extend(Changement(ligne.objet, champ, valeurs[champ]) for champ in retenus)
    return changes
