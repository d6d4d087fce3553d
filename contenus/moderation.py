"""The common agenda in the office: what waits comes first, each decision is a service of the agenda."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Case, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import path
from django.views.decorators.http import require_http_methods
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import EditView, SnippetViewSet

from contenus.agenda import (
    annuler_evenement,
    modifier_evenement,
    publier_evenement,
    refuser_evenement,
)
from contenus.decisions import Bureau, Decision, boutons, decider
from contenus.models import Evenement

Etat = Evenement.Etat
DROIT = "contenus.change_evenement"


DECISIONS = {
    "publier": Decision(
        *("Publier", "Publier cet événement dans l’agenda", "L’événement est dans l’agenda."),
        (Etat.PROPOSE, Etat.REFUSE, Etat.ANNULE),
        publier_evenement,
        False,
    ),
    "refuser": Decision(
        *("Refuser", "Refuser cet événement", "L’événement est refusé, la structure est prévenue."),
        (Etat.PROPOSE,),
        refuser_evenement,
        True,
    ),
    "annuler": Decision(
        *("Annuler", "Annuler cet événement", "L’événement est annulé, l’agenda le dit."),
        (Etat.PUBLIE,),
        annuler_evenement,
        True,
    ),
}


BUREAU = Bureau(
    objet="evenement",
    decisions=DECISIONS,
    adresse="decider_evenement",
    retour="wagtailsnippets_contenus_evenement:list",
    icone="calendar-alt",
    lecteur="La structure qui a proposé l’événement la recevra.",
)


class CorrectionDEvenement(EditView):
    """Corrections go through the agenda's own service: calendars must learn of them."""

    def save_instance(self) -> Evenement:
        """Save what changed, and nothing of the state."""
        return modifier_evenement(evenement=self.form.save(commit=False))


class EvenementsViewSet(SnippetViewSet):
    """What structures proposed; what waits for an answer comes first."""

    model = Evenement
    icon = "calendar-alt"
    menu_label = "Agenda"
    menu_order = 250
    add_to_admin_menu = True
    edit_view_class = CorrectionDEvenement
    inspect_view_enabled = True
    list_filter: ClassVar = ["etat", "en_ligne"]
    search_fields: ClassVar = ["titre", "organisateur", "lieu"]
    list_display: ClassVar = [
        "titre",
        Column("etat", label="État", accessor="get_etat_display", sort_key="etat"),
        DateColumn("debut", label="Début", sort_key="debut"),
        Column("organisateur", label="Organisateur"),
        Column("region", label="Région"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel("titre"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("debut"), FieldPanel("fin")]),
            MultiFieldPanel(
                [FieldPanel(nom) for nom in ("lieu", "en_ligne", "region", "domaine")], heading="Où"
            ),
            MultiFieldPanel(
                [FieldPanel(nom) for nom in ("organisateur", "adresse", "contact")], heading="Qui"
            ),
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Evenement]:
        """Proposals first, the oldest on top; then by date."""
        attente = Case(When(etat=Etat.PROPOSE, then=Value(0)), default=Value(1))
        return Evenement.objects.order_by(attente, "debut", "titre")


def boutons_de(evenement: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """The decisions that the state of an event allows, for those who may take them."""
    if not isinstance(evenement, Evenement) or not user.has_perm(DROIT):
        return []
    return boutons(BUREAU, pk=evenement.pk, etat=evenement.etat)


@require_http_methods(["GET", "HEAD", "POST"])
def decider_evenement(request: HttpRequest, cle: UUID, nom: str) -> HttpResponse:
    """Ask for the reason when one is due, then decide; a decision made meanwhile is told in a sentence."""
    if not request.user.has_perm(DROIT):
        raise PermissionDenied
    if nom not in DECISIONS:
        raise Http404
    return decider(request, BUREAU, DECISIONS[nom], get_object_or_404(Evenement, pk=cle))


def adresses() -> list[Any]:
    """The addresses of the decisions, below /redaction/."""
    return [path("agenda/<uuid:cle>/<slug:nom>/", decider_evenement, name="decider_evenement")]
