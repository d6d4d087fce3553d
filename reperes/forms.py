"""What somebody who contributes, or reads, sends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from reperes.lecture import LIBELLES, Choix
from reperes.seuil import AXES, Profil


def profil_demande(envoi: Mapping[str, str]) -> Profil:
    """The groups that an address asks for, as typed: what is unknown is left out by the reading."""
    return Profil(*(envoi.get(axe, "") for axe in AXES))


@dataclass(frozen=True, slots=True)
class Champ:
    """One part of the profile, to choose: code, words, and whether it is chosen."""

    axe: str
    libelle: str
    options: tuple[tuple[str, str, bool], ...]


def champs(choix: Iterable[Choix], dit: Profil) -> list[Champ]:
    """The three parts of the profile as a form shows them; a list that is not loaded is not asked."""
    return [
        Champ(
            c.axe,
            c.libelle,
            tuple((code, mots, code == getattr(dit, c.axe)) for code, mots in c.termes.items()),
        )
        for c in choix
        if c.termes
    ]


class ContribuerForm(forms.Form):
    """What is said of the association, each part as one likes, and the agreement."""

    version = forms.IntegerField(
        error_messages=dict.fromkeys(
            ("required", "invalid"), "La page n’était pas complète\u00a0: relisez-la et recommencez."
        )
    )
    accord = forms.BooleanField(error_messages={"required": "Cochez la case pour donner votre accord."})

    def __init__(self, envoi: Mapping[str, str], *, mots: Mapping[str, Mapping[str, str]]) -> None:
        super().__init__(envoi)
        for axe in AXES:
            inconnu = f"{LIBELLES[axe]}\u00a0: ce choix n’existe pas dans la liste."
            self.fields[axe] = forms.ChoiceField(
                choices=list(mots[axe].items()), required=False, error_messages={"invalid_choice": inconnu}
            )

    @property
    def dit(self) -> dict[str, Any]:
        """What the service wants."""
        return {
            "profil": Profil(*(self.cleaned_data[axe] for axe in AXES)),
            "version": self.cleaned_data["version"],
        }

    @property
    def phrases(self) -> list[str]:
        """Why it is refused, one sentence a fault."""
        return [str(phrase) for erreurs in self.errors.values() for phrase in erreurs]
