"""What coordinators and associations send."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from accompagnement.models import NOTE_MAX, Accompagnement
from accompagnement.texte import PARTAGES
from comptes.cles import Travail
from comptes.forms import DEPART
from kits.francais import PARIS


class DemandeForm(forms.Form):
    """Whom to ask."""

    depart = forms.RegexField(DEPART, widget=forms.HiddenInput)
    adresse = forms.EmailField(
        label="L’adresse de qui administre l’association",
        help_text="La demande y part, et ne servira qu’à cette adresse. "
        "Laissez vide pour un lien à transmettre vous-même.",
        required=False,
        max_length=254,
        error_messages={
            "invalid": "Cette adresse ne peut rien recevoir\u00a0: écrivez-la comme nom@exemple.fr."
        },
    )


class PartageForm(forms.Form):
    """What is shared, box by box, and in which works: nothing is ticked beforehand."""

    portee = forms.MultipleChoiceField(
        label="Ce que nous partageons",
        choices=list(PARTAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    travaux = forms.TypedMultipleChoiceField(
        label="Dans quels travaux", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, travaux: Sequence[Travail], accord: Accompagnement | None = None, **kwargs: Any
    ) -> None:
        if accord:
            choisis = [str(pk) for pk in accord.travaux.values_list("pk", flat=True)]
            kwargs["initial"] = {"portee": accord.portee, "travaux": choisis}
        super().__init__(*args, **kwargs)
        champ = self.fields["travaux"]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = [
            (str(t.rattachement.pk), f"{t.genre.libelle}\u00a0: {t.nom}") for t in travaux if t.genre
        ]


class AccepterForm(PartageForm):
    """Agreeing: one has read."""

    lu = forms.BooleanField(
        label="J’ai lu ce texte, et je l’accepte au nom de l’association",
        error_messages={"required": "Cochez cette case si l’association accepte ce texte."},
    )


class NoteForm(forms.Form):
    """A note, and the number of the one it was written over."""

    texte = forms.CharField(
        label="Votre note",
        help_text="L’association lit tout ce qui est écrit ici, au présent comme par le passé.",
        required=False,
        max_length=NOTE_MAX,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"max_length": "Cette note est trop longue\u00a0: %(limit_value)d signes au plus."},
    )
    apres = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def clean_texte(self) -> str:
        """One kind of line end, so that the same note is the same."""
        texte: str = self.cleaned_data["texte"]
        return texte.replace("\r\n", "\n")


class SuiviForm(forms.Form):
    """The day when a follow-up took place."""

    jour = forms.DateField(
        label="Il a eu lieu le",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Dites quel jour.", "invalid": "Choisissez un jour du calendrier."},
    )

    def __init__(self, *args: Any, accord: Accompagnement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.depuis = accord.consenti_le.astimezone(PARIS).date()
        self.aujourd_hui = timezone.localdate(timezone=PARIS)
        self.initial.setdefault("jour", self.aujourd_hui)

    def clean_jour(self) -> Any:
        """Between the agreement and today."""
        jour = self.cleaned_data["jour"]
        if not self.depuis <= jour <= self.aujourd_hui:
            raise forms.ValidationError("Ce jour est entre celui de l’accord et aujourd’hui.")
        return jour
