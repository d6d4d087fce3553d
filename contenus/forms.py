"""What visitors send about mail and agenda, checked before anything is done with it."""

import unicodedata
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone

from contenus.agenda import Mots
from contenus.html_simple import en_une_ligne
from contenus.models import AbonnementActualites, Evenement

TROP_LOIN = timedelta(days=3 * 366)
TROP_LONG = timedelta(days=366)


def _sans_signes_de_commande(texte: str) -> str:
    """Drop what no page, mail or calendar can hold: control signs, line ends and tabs aside."""
    return "".join(c for c in texte if c in "\n\t" or unicodedata.category(c) != "Cc")


class Ligne(forms.CharField):
    """A text of one line, whatever was pasted into it."""

    def to_python(self, value: Any) -> str:
        """Return one line with single spaces."""
        return _sans_signes_de_commande(en_une_ligne(str(super().to_python(value) or "")))


class Paragraphes(forms.CharField):
    """A text of several lines."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return it with line ends as the database keeps them."""
        texte = str(super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")
        return _sans_signes_de_commande(texte)


def champ_adresse(libelle: str, aide: str) -> forms.EmailField:
    """An address of mail: one line, refused in plain words."""
    return forms.EmailField(
        label=libelle,
        help_text=aide,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Écrivez votre adresse de courriel.",
            "invalid": "Cette adresse ne peut rien recevoir\u00a0: écrivez-la comme nom@exemple.fr.",
        },
    )


class SuivreSerieForm(forms.Form):
    """An address that wants to follow a series."""

    adresse = champ_adresse(
        "Votre adresse de courriel", "Elle ne sert qu’à cela, et s’efface quand vous partez."
    )


class FrequenceForm(forms.Form):
    """A pace."""

    frequence = forms.ChoiceField(
        label="À quel rythme",
        choices=AbonnementActualites.Frequence.choices,
        initial=AbonnementActualites.Frequence.HEBDOMADAIRE,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un rythme.",
            "invalid_choice": "Ce rythme n’existe pas\u00a0: choisissez l’un des trois.",
        },
    )


class SuivreActualitesForm(FrequenceForm, SuivreSerieForm):
    """An address that wants the digest, at a pace."""

    field_order = ("adresse", "frequence")


class FiltreForm(forms.Form):
    """What the agenda is filtered by; an unknown word filters nothing."""

    region = forms.ChoiceField(label="Territoire", required=False)
    domaine = forms.ChoiceField(label="Domaine", required=False)

    def __init__(self, *args: Any, mots: Mots, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["region"].choices = [("", "Partout"), *mots.regions.items()]  # type: ignore[attr-defined]
        self.fields["domaine"].choices = [("", "Tous"), *mots.domaines.items()]  # type: ignore[attr-defined]

    @property
    def demande(self) -> dict[str, str]:
        """What is asked and known, without the empty ones."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}


def _moment(libelle: str, **options: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=libelle,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={
            "required": "Donnez le jour et l’heure.",
            "invalid": "Écrivez le jour et l’heure ainsi\u00a0: 12/03/2026 09:30.",
            "ambiguous_timezone": "Cette heure n’existe pas, ou existe deux fois\u00a0: c’est la nuit du "
            "changement d’heure.",
        },
        **options,
    )


class PropositionForm(forms.ModelForm):  # type: ignore[type-arg]
    """An event that a structure proposes. `cle` makes of a form sent twice one proposal."""

    cle = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    titre = Ligne(label="Titre", max_length=160)
    debut = _moment("Début", help_text="À l’heure de Paris.")
    fin = _moment("Fin")
    lieu = Ligne(label="Lieu", max_length=240, required=False, help_text="Une adresse, une salle, une ville.")
    en_ligne = forms.BooleanField(label="On peut y participer en ligne", required=False)
    region = forms.ChoiceField(label="Territoire", required=False)
    domaine = forms.ChoiceField(label="Domaine", required=False)
    description = Paragraphes(
        label="De quoi s’agit-il",
        max_length=4000,
        help_text="En quelques phrases\u00a0: pour qui, ce que l’on y fera, comment s’inscrire.",
    )
    organisateur = Ligne(label="Structure qui organise", max_length=160)
    adresse = forms.URLField(
        label="Page de l’événement",
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={"invalid": "Cette adresse ne mène nulle part\u00a0: elle commence par https://."},
    )
    contact = champ_adresse(
        "Adresse de contact", "Pour vous répondre, et pour rien d’autre\u00a0: elle n’est jamais affichée."
    )

    class Meta:
        model = Evenement
        fields: ClassVar[list[str]] = [
            "titre", "debut", "fin", "lieu", "en_ligne", "region", "domaine", "description", "organisateur",
            "adresse", "contact",
        ]  # fmt: skip

    def __init__(self, *args: Any, mots: Mots, **options: Any) -> None:
        super().__init__(*args, **options)
        for nom, libelle, choix in (
            ("region", "Toute la France, ou en ligne", mots.regions),
            ("domaine", "Plusieurs, ou aucun en particulier", mots.domaines),
        ):
            self.fields[nom].choices = [("", libelle), *choix.items()]  # type: ignore[attr-defined]
            if not choix:
                del self.fields[nom]

    def clean(self) -> dict[str, Any]:
        """Refuse what is past, backwards, too far or nowhere; each time beside its field."""
        donnees = super().clean() or {}
        debut, fin, maintenant = donnees.get("debut"), donnees.get("fin"), timezone.now()
        if debut and debut < maintenant:
            self.add_error("debut", "Cette date est passée\u00a0: l’agenda annonce ce qui vient.")
        elif debut and debut > maintenant + TROP_LOIN:
            self.add_error("debut", "Cette date est à plus de trois ans\u00a0: vérifiez l’année.")
        if debut and fin and fin <= debut:
            self.add_error("fin", "La fin doit venir après le début.")
        elif debut and fin and fin - debut > TROP_LONG:
            self.add_error(
                "fin", "Plus d’un an\u00a0: vérifiez l’année, ou proposez chaque rencontre à part."
            )
        if not donnees.get("lieu") and not donnees.get("en_ligne") and "lieu" not in self.errors:
            self.add_error("lieu", "Dites où cela se passe, ou cochez «\u00a0en ligne\u00a0».")
        return donnees

    def proposition(self) -> Evenement:
        """The event as typed, under the key of this form."""
        evenement: Evenement = self.save(commit=False)
        evenement.pk = self.cleaned_data["cle"] or evenement.pk
        return evenement
