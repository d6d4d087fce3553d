"""What visitors send about a meeting, checked before anything is done with it."""

from typing import ClassVar
from uuid import uuid4

from django import forms

from contenus.champs import Pilier
from contenus.forms import Ligne, Paragraphes, champ_adresse
from webinaires.models import Temoignage


class InscriptionForm(forms.Form):
    """An address that asks for a seat."""

    adresse = champ_adresse("Votre adresse de courriel", "Elle ne sert qu’à ce webinaire.")


class TemoignageForm(forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who offers to testify. `cle` makes of a form sent twice one offer."""

    cle = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    nom = Ligne(label="Votre nom", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    courriel = champ_adresse(
        "Votre adresse de courriel",
        "Pour vous répondre, et pour rien d’autre\u00a0: elle n’est jamais affichée.",
    )
    organisation = Ligne(
        label="Votre structure",
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    fonction = Ligne(label="Votre fonction", max_length=160, required=False)
    pilier = forms.ChoiceField(
        label="Le pilier dont vous parleriez",
        choices=[("", "Plusieurs, ou je ne sais pas"), *Pilier.choices],
        required=False,
    )
    sujet = Ligne(label="Votre sujet, en une phrase", max_length=200)
    recit = Paragraphes(
        label="Ce que vous avez vécu, et ce que d’autres pourraient en tirer",
        max_length=4000,
        help_text="Quelques phrases suffisent.",
    )

    class Meta:
        model = Temoignage
        fields: ClassVar[list[str]] = [
            "nom", "courriel", "organisation", "fonction", "pilier", "sujet", "recit",
        ]  # fmt: skip

    def proposition(self) -> Temoignage:
        """The offer as typed, under the key of this form."""
        temoignage: Temoignage = self.save(commit=False)
        temoignage.jeton = self.cleaned_data["cle"] or uuid4()
        return temoignage
