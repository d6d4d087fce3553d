"""What members send, checked before anything is done with it."""

import unicodedata
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms

from comptes import identifiants
from comptes.models import Adhesion, Role, Structure, Utilisateur
from comptes.vocabulaires import Choix, Vocabulaires

OUTRE_MER = ("outre-mer", "Outre-mer")
"""Added to the regions, of which the list only knows the thirteen of mainland France."""
JETON = r"^[0-9a-f]{64}\Z"
DEPART = r"^[0-9a-f]{32}\Z"
NE_PAS_DIRE = ("", "Ne pas le dire")


def une_ligne(texte: str) -> str:
    """One line with single spaces, without control signs."""
    propre = "".join(c if unicodedata.category(c) != "Cc" else " " for c in texte)
    return " ".join(propre.split())


class Ligne(forms.CharField):
    """A text of one line, whatever was pasted into it."""

    def to_python(self, value: Any) -> str:
        """Return one clean line."""
        return une_ligne(str(super().to_python(value) or ""))


class CodeForm(forms.Form):
    """A resume code or the address of a work."""

    code = Ligne(
        label="Le code, ou l’adresse du travail",
        help_text="Seize signes, comme 7KMQ-2XWD-9FHP-4TRN, ou l’adresse entière. "
        "Majuscules, espaces et tirets sont sans importance.",
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Tapez ou collez un code."},
    )


class GarderForm(forms.Form):
    """Where the waiting works go: one's own space, or one of one's structures."""

    ou = forms.ChoiceField(label="Où le garder\u00a0?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, structures: list[Structure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.structures = {str(structure.pk): structure for structure in structures}
        champ = self.fields["ou"]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = [
            ("moi", "Dans mon espace, pour moi"),
            *((cle, f"Avec {structure.nom}") for cle, structure in self.structures.items()),
        ]
        champ.initial = "moi"

    @property
    def structure(self) -> Structure | None:
        """The structure chosen, or None for oneself."""
        return self.structures.get(self.cleaned_data["ou"])


class NomForm(forms.ModelForm):  # type: ignore[type-arg]
    """How one is called by the other members."""

    first_name = Ligne(
        label="Le nom que liront les autres membres",
        help_text="Un prénom, une fonction\u00a0: «\u00a0Claire, trésorière\u00a0». "
        "Votre adresse n’est montrée qu’à qui administre.",
        max_length=60,
        required=False,
    )

    class Meta:
        model = Utilisateur
        fields: ClassVar[list[str]] = ["first_name"]


class StructureForm(forms.ModelForm):  # type: ignore[type-arg]
    """A structure: its name alone is asked; every number, every line of its profile is optional."""

    nom = Ligne(label="Son nom", max_length=160, error_messages={"required": "Donnez un nom à la structure."})
    rna = Ligne(
        label="Numéro RNA",
        help_text="W et neuf signes, sur le récépissé de la préfecture. Il n’y en a pas en Alsace-Moselle.",
        required=False,
        max_length=40,
    )
    siren = Ligne(
        label="SIREN ou SIRET", help_text="Neuf ou quatorze chiffres.", required=False, max_length=40
    )
    domaines = forms.MultipleChoiceField(
        label="Ce à quoi elle répond", required=False, widget=forms.CheckboxSelectMultiple
    )
    type_acteur = forms.ChoiceField(label="Type d’acteur", required=False)
    region = forms.ChoiceField(label="Région", required=False)
    equipe = forms.ChoiceField(
        label="Équipe salariée", required=False, choices=[NE_PAS_DIRE, *Structure.Equipe.choices]
    )
    budget = forms.ChoiceField(
        label="Budget annuel", required=False, choices=[NE_PAS_DIRE, *Structure.Budget.choices]
    )

    class Meta:
        model = Structure
        fields: ClassVar[list[str]] = [
            "nom",
            "nature",
            "rna",
            "siren",
            "type_acteur",
            "domaines",
            "region",
            "equipe",
            "budget",
        ]

    def __init__(self, *args: Any, vocabulaires: Vocabulaires, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        siennes = self.instance
        self._proposer("type_acteur", (NE_PAS_DIRE, *vocabulaires.types), [siennes.type_acteur])
        self._proposer("region", (NE_PAS_DIRE, *vocabulaires.regions, OUTRE_MER), [siennes.region])
        self._proposer("domaines", vocabulaires.domaines, siennes.domaines)
        self.initial["siren"] = siennes.siret or siennes.siren

    def _proposer(self, nom: str, choix: Choix, gardes: list[str]) -> None:
        """Offer the list of today, and what was chosen from a former one: saving must lose nothing."""
        connus = {code for code, _ in choix}
        champ = self.fields[nom]
        assert isinstance(champ, forms.ChoiceField)
        champ.choices = [*choix, *((code, code) for code in gardes if code and code not in connus)]

    def clean_rna(self) -> str:
        """Nothing, or a number of the RNA."""
        return self._numero("rna", identifiants.lire_rna, "W et neuf signes, comme W751234567")

    def clean_siren(self) -> str:
        """Nothing, a SIREN, or a SIRET; its SIREN is kept either way."""

        def lire(saisie: str) -> str | None:
            return identifiants.lire_siret(saisie) or identifiants.lire_siren(saisie)

        numero = self._numero("siren", lire, "neuf ou quatorze chiffres")
        self.instance.siret = numero if len(numero) > len("123456789") else ""
        return numero[: len("123456789")]

    def _numero(self, nom: str, lire: Callable[[str], str | None], forme: str) -> str:
        saisie: str = self.cleaned_data[nom]
        if not saisie:
            return ""
        if (numero := lire(saisie)) is None:
            raise forms.ValidationError(
                f"Ce numéro n’est pas juste\u00a0: il compte {forme}. Relisez-le, ou laissez ce champ vide."
            )
        return numero


class CreerForm(StructureForm):
    """A new structure, and what its creator is there."""

    role = forms.ChoiceField(
        label="Vous y êtes", choices=[choix for choix in Role.choices if choix[0] != Role.PARTENAIRE]
    )


class InviterForm(forms.Form):
    """Whom to invite, as what."""

    depart = forms.RegexField(DEPART, widget=forms.HiddenInput)
    role = forms.ChoiceField(label="En tant que", choices=Role.choices, initial=Role.GOUVERNANCE)
    adresse = forms.EmailField(
        label="Son adresse de courriel",
        help_text="L’invitation y part, et ne servira qu’à cette adresse. "
        "Laissez vide pour un lien à transmettre vous-même.",
        required=False,
        max_length=254,
        error_messages={
            "invalid": "Cette adresse ne peut rien recevoir\u00a0: écrivez-la comme nom@exemple.fr."
        },
    )
    plusieurs = forms.BooleanField(
        label="Lien à plusieurs\u00a0: qui a le lien peut entrer, jusqu’à son expiration", required=False
    )

    def clean(self) -> dict[str, Any]:
        """A link for several has no address."""
        donnees = super().clean() or {}
        if donnees.get("adresse") and donnees.get("plusieurs"):
            self.add_error("plusieurs", "Une invitation envoyée à une adresse ne sert qu’à elle.")
        return donnees


class MembreForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a member is, and whether they administer."""

    administre = forms.BooleanField(
        label="Administre la structure\u00a0: modifie la fiche, invite, change les rôles", required=False
    )

    class Meta:
        model = Adhesion
        fields: ClassVar[list[str]] = ["role", "administre"]

    def clean(self) -> dict[str, Any]:
        """A partner administers nothing."""
        donnees = super().clean() or {}
        if donnees.get("role") == Role.PARTENAIRE and donnees.get("administre"):
            self.add_error("administre", "Un partenaire n’administre pas la structure.")
        return donnees


class EffacerForm(forms.Form):
    """Erasing an account."""

    travaux = forms.BooleanField(
        label="Effacer aussi les travaux que je suis seul·e à garder dans un espace", required=False
    )
    courriels = forms.BooleanField(
        label="Effacer aussi ce que j’ai demandé avec mes adresses\u00a0: abonnements, rappels, "
        "inscriptions, propositions",
        required=False,
    )
    sur = forms.BooleanField(
        label="J’ai lu ce qui sera effacé, et je le veux",
        error_messages={"required": "Cochez cette case si vous voulez vraiment effacer votre compte."},
    )
