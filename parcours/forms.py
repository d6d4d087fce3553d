"""What visitors send, checked before anything is done with it."""

from django import forms
from django.http import QueryDict

from contenus.forms import SuivreSerieForm
from diagnostic.forms import Changement, temoin
from parcours import codes
from parcours.demandes import FAITE
from parcours.models.pages import CLE_MAX

NOM_ATTESTE_MAX = 120


class CommencerForm(forms.Form):
    """What is not valid is left out: a start is never refused."""

    depart = forms.RegexField(codes.DEPART, required=False)
    etape = forms.SlugField(max_length=CLE_MAX, required=False)


class RappelsForm(SuivreSerieForm):
    """An address that wants the reminders of a plan: asked for with the same words."""


class AttestationForm(forms.Form):
    """Whom the attestation is for; typed at that moment and kept nowhere but in the file."""

    nom = forms.CharField(
        max_length=NOM_ATTESTE_MAX,
        required=False,
        error_messages={"max_length": f"Ce nom est trop long\u00a0: {NOM_ATTESTE_MAX} caractères au plus."},
    )


def changements(envoi: QueryDict, objet: str) -> list[Changement]:
    """Fields of a step that are no longer as they were drawn.

    An unchanged field is left alone, so that a page left open does not undo what somebody else wrote
    meanwhile. A quiz whose choices were all unticked still sends an empty value.
    """
    changes: list[Changement] = []
    for champ in envoi:
        if champ.startswith("note-"):
            valeur = str(envoi[champ])
            change = temoin(valeur) != envoi.get(f"avant-{champ}", temoin(""))
        elif champ.startswith("quiz-"):
            valeur = ",".join(str(position) for position in envoi.getlist(champ) if position)
            change = valeur != envoi.get(f"avant-{champ}", "")
        elif champ == FAITE:
            valeur, change = str(envoi[champ]), True
        else:
            continue
        if change:
            changes.append(Changement(objet, champ, valeur))
    return changes
