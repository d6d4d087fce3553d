"""Deciding in the office about what somebody sent: the words of a decision, its button, its page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from contenus.motifs import MOTIF_MAX, ModerationRefusee


@dataclass(frozen=True)
class Decision:
    """One decision: its words, the states from which it is offered, its service, whether it says why.

    The service is called with what is decided about under the name `objet`, and `motif` when it says why.
    """

    verbe: str
    titre: str
    fait: str
    depuis: tuple[str, ...]
    service: Callable[..., object]
    motivee: bool


@dataclass(frozen=True)
class Bureau:
    """What is decided about: the name of its argument, its decisions, where they are taken, who reads why."""

    objet: str
    decisions: Mapping[str, Decision]
    adresse: str
    retour: str
    icone: str
    lecteur: str


class FormulaireDeDecision(forms.Form):
    """Why, in a sentence that somebody will receive."""

    motif = forms.CharField(label="Pourquoi", max_length=MOTIF_MAX, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, lecteur: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["motif"].help_text = f"Une phrase. {lecteur}"


def boutons(bureau: Bureau, *, pk: object, etat: str) -> list[Button]:
    """The decisions that a state allows."""
    return [
        Button(
            decision.verbe,
            reverse(bureau.adresse, args=[pk, nom]),
            priority=rang,
            icon_name="check",
        )
        for rang, (nom, decision) in enumerate(bureau.decisions.items())
        if etat in decision.depuis
    ]


def decider(request: HttpRequest, bureau: Bureau, decision: Decision, objet: object) -> HttpResponse:
    """Ask for the reason when one is due, then decide; a decision made meanwhile is told in a sentence."""
    recu = request.POST if request.method == "POST" else None
    formulaire: forms.Form = (
        FormulaireDeDecision(recu, lecteur=bureau.lecteur) if decision.motivee else forms.Form(recu)
    )
    if formulaire.is_valid():
        try:
            decision.service(**{bureau.objet: objet}, **formulaire.cleaned_data)
        except ModerationRefusee as refus:
            formulaire.add_error(None, str(refus))
        else:
            messages.info(request, decision.fait)
            return redirect(reverse(bureau.retour))
    if formulaire.non_field_errors():
        messages.warning(request, " ".join(map(str, formulaire.non_field_errors())))
    contexte = {
        "page_title": decision.titre,
        "page_subtitle": str(objet),
        "header_icon": bureau.icone,
        "form": formulaire,
        "action_url": request.path,
        "submit_button_label": decision.verbe,
        "submit_button_active_label": "Un instant…",
        "media": formulaire.media,
    }
    return render(request, "wagtailadmin/generic/form.html", contexte)
