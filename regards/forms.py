"""What organisers and respondents send."""

from collections.abc import Callable

from django import forms

from diagnostic import codes as codes_de_diagnostic
from diagnostic.models import NOM_MAX, Diagnostic
from diagnostic.services import ErreurMetier
from regards import codes
from regards.regards import NOMS
from regards.services import FEUILLE_MAX


class CampagneForm(forms.Form):
    """Open a campaign, or follow one by another."""

    nom = forms.CharField(max_length=NOM_MAX, required=False)
    formule = forms.ChoiceField(choices=Diagnostic.Formule.choices, required=False)
    jusqu_au = forms.DateField(
        error_messages={
            "required": "Dites jusqu’à quel jour on peut répondre.",
            "invalid": "Écrivez la date comme ceci\u00a0: 31/12/2026.",
        }
    )
    depart = forms.RegexField(codes.DEPART, required=False)

    def clean_formule(self) -> str:
        """Nothing chosen is the short version."""
        return self.cleaned_data["formule"] or Diagnostic.Formule.COURTE


class DateForm(forms.Form):
    jusqu_au = CampagneForm.base_fields["jusqu_au"]


class PlacesForm(forms.Form):
    nombre = forms.IntegerField(
        min_value=1,
        max_value=FEUILLE_MAX,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"),
            f"Demandez entre 1 et {FEUILLE_MAX} codes à la fois.",
        ),
    )
    depart = forms.RegexField(codes.DEPART, required=True)


class RegardForm(forms.Form):
    regard = forms.ChoiceField(
        choices=list(NOMS.items()),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), "Choisissez de quelle place vous regardez l’association."
        ),
    )


class RejoindreForm(RegardForm):
    depart = forms.RegexField(codes_de_diagnostic.DEPART, required=False)
    ancien = forms.CharField(max_length=200, required=False)


def phrases(form: forms.Form) -> list[str]:
    """Why a form is refused, one sentence a fault."""
    return [str(phrase) for erreurs in form.errors.values() for phrase in erreurs]


def essayer(form: forms.Form, faire: Callable[..., object]) -> list[str]:
    """Do what a form asks, with its fields by name; return why it is refused, nothing when it is done."""
    if faute := phrases(form):
        return faute
    try:
        faire(**form.cleaned_data)
    except ErreurMetier as refus:
        return [str(refus)]
    return []
