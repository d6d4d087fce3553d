"""The blocks where people write: what was written there, and what tells a change from what was drawn."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.template import Context

from diagnostic.forms import temoin
from parcours.saisie import Question, question_de

register = template.Library()


@dataclass(frozen=True, slots=True)
class NoteEcrite:
    """A note as drawn: its field, its text, the fingerprint of what the database held, why it was refused."""

    champ: str
    texte: str
    avant: str
    erreur: str


@register.simple_tag(takes_context=True)
def note_ecrite(context: Context, *, bloc: Any) -> NoteEcrite:
    """What a person wrote under a note."""
    champ = f"note-{bloc.id}"
    saisies = context.get("saisies") or {}
    avant = (context.get("avants") or saisies).get(champ, "")
    erreur = (context.get("erreurs") or {}).get(champ, "")
    return NoteEcrite(champ, saisies.get(champ, ""), temoin(avant), erreur)


@register.simple_tag(takes_context=True)
def question_posee(context: Context, *, bloc: Any) -> Question:
    """A quiz with what a person ticked."""
    return question_de(bloc, context.get("saisies") or {}, context.get("avants"))


@register.simple_tag(takes_context=True)
def textes_envoyes(context: Context) -> list[str]:
    """What was typed in the page that was sent, to be given back when its cahier is no longer there."""
    try:
        envoi = context["request"].POST.items()
    except (RequestDataTooBig, TooManyFieldsSent):
        return []
    ecrits = ((nom, str(texte)) for nom, texte in envoi if not nom.startswith("avant-"))
    return [
        texte
        for nom, texte in ecrits
        if texte.strip() and ("." in nom or nom.startswith(("note-", "coller-")))
    ]
