"""Meetings and offers to testify, in the office: each gesture is a service, addresses are the direction’s."""

import logging
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Case, F, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn, NumberColumn
from wagtail.admin.widgets.button import Button
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from contenus.decisions import Bureau, Decision, boutons, decider
from kits import tableur
from kits.francais import jour_et_heure
from webinaires.etats import MOTS
from webinaires.models import Inscription, Rendezvous, Temoignage, WebinairePage
from webinaires.rencontres import annuler_rendezvous, faits_de, regler_rendezvous, retablir_rendezvous
from webinaires.temoignages import ecarter_temoignage, retenir_temoignage

journal = logging.getLogger(__name__)
REGLER, LIRE_LES_ADRESSES = "webinaires.change_rendezvous", "webinaires.view_inscription"
MODERER = "webinaires.change_temoignage"
COLONNES = ("adresse", "etat", "confirmee_le")
Etat = Temoignage.Etat

RENDEZVOUS = Bureau(
    objet="rendezvous",
    decisions={
        "annuler": Decision(
            *(
                "Annuler",
                "Annuler ce webinaire",
                "Le webinaire est annulé, les personnes inscrites sont prévenues.",
            ),
            ("tenu",),
            annuler_rendezvous,
            True,
        ),
        "retablir": Decision(
            *(
                "Rétablir",
                "Rétablir ce webinaire",
                "Le webinaire a lieu, les personnes inscrites sont prévenues.",
            ),
            ("annule",),
            retablir_rendezvous,
            False,
        ),
    },
    adresse="decider_rendezvous",
    retour="wagtailsnippets_webinaires_rendezvous:list",
    icone="date",
    lecteur="La page du webinaire la dira, et toutes les personnes inscrites la recevront.",
)
TEMOIGNAGES = Bureau(
    objet="temoignage",
    decisions={
        "retenir": Decision(
            *("Retenir", "Retenir ce témoignage", "Le témoignage est retenu, la personne est prévenue."),
            (Etat.PROPOSE, Etat.ECARTE),
            retenir_temoignage,
            False,
        ),
        "ecarter": Decision(
            *("Écarter", "Écarter ce témoignage", "Le témoignage est écarté, la personne est prévenue."),
            (Etat.PROPOSE,),
            ecarter_temoignage,
            True,
        ),
    },
    adresse="decider_temoignage",
    retour="wagtailsnippets_webinaires_temoignage:list",
    icone="comment",
    lecteur="La personne qui s’est proposée la recevra.",
)


class RendezvousForm(WagtailAdminModelForm):
    """Which webinar, then what may be set at any time; the webinar is chosen once."""

    cle = forms.ChoiceField(label="Webinaire")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        pages = WebinairePage.objects.order_by("debut")
        if self.instance.pk:
            pages = pages.filter(cle=self.instance.cle)
            self.fields["cle"].disabled = True
        else:
            organises = Rendezvous.objects.values("cle")
            pages = pages.filter(fin__gt=timezone.now()).exclude(cle__in=organises)
        choix = [(page.cle, f"{page.title}, {jour_et_heure(page.debut)}") for page in pages]
        if self.instance.pk and not choix:
            choix = [(self.instance.cle, self.instance.cle)]
        self.fields["cle"].choices = choix
        self.fields["cle"].help_text = (
            "" if choix else "Tous les webinaires à venir ont déjà leur rendez-vous."
        )

    def clean_capacite(self) -> int | None:
        """Refuse a meeting without a seat."""
        places: int | None = self.cleaned_data["capacite"]
        if places == 0:
            raise forms.ValidationError("Une place au moins\u00a0; vide, c’est sans limite.")
        return places


class _ParLeService:
    """What is set on a meeting goes through its service: seats added go to who waits."""

    form: Any

    def save_instance(self) -> Rendezvous:
        """Save what was set, and nothing of the rest."""
        return regler_rendezvous(rendezvous=self.form.save(commit=False))


class CreationDeRendezvous(_ParLeService, CreateView):
    """Organise a webinar."""


class ReglageDeRendezvous(_ParLeService, EditView):
    """Open, close, count seats, give the live address."""


def _mots(rendezvous: Any) -> str:
    """The state of a meeting, in words; it may have lost its page."""
    return MOTS[faits_de(rendezvous).etat(timezone.now())] if rendezvous.debut else "Sans page"


class RendezvousViewSet(SnippetViewSet):
    """Meetings: the next ones first, the nearest on top; then those that took place."""

    model = Rendezvous
    icon = "date"
    menu_label = "Inscriptions"
    menu_order = 252
    add_to_admin_menu = True
    add_view_class = CreationDeRendezvous
    edit_view_class = ReglageDeRendezvous
    copy_view_enabled = False
    list_display: ClassVar = [
        "__str__",
        DateColumn("debut", label="Date"),
        Column("etat", label="État", accessor=_mots),
        Column("capacite", label="Places", accessor=lambda r: r.capacite or "Sans limite"),
        NumberColumn("assises", label="Inscrites"),
        NumberColumn("attente", label="En attente"),
        NumberColumn("demandees", label="À confirmer"),
    ]
    list_filter: ClassVar = ["inscriptions"]
    search_fields: ClassVar = ["cle"]
    edit_handler = ObjectList(
        [FieldPanel(nom) for nom in ("cle", "inscriptions", "capacite", "direct")],
        base_form_class=RendezvousForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rendezvous]:
        """Each with its title, its date and its counts: one query."""
        a_venir = Case(When(fin__gte=timezone.now(), then=F("debut")))
        lus = Rendezvous.objects.avec_webinaire().avec_comptes()
        return lus.order_by(a_venir.asc(nulls_last=True), F("debut").desc(nulls_last=True), "pk")


class TemoignagesViewSet(SnippetViewSet):
    """Offers to testify; what waits for an answer comes first."""

    model = Temoignage
    icon = "comment"
    menu_label = "Témoignages"
    menu_order = 253
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_filter: ClassVar = ["etat", "pilier"]
    search_fields: ClassVar = ["sujet", "organisation", "nom"]
    list_display: ClassVar = [
        "sujet",
        Column("etat", label="État", accessor="get_etat_display", sort_key="etat"),
        Column("nom", label="Qui"),
        Column("organisation", label="Structure"),
        DateColumn("propose_le", label="Reçu le", sort_key="propose_le"),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel(nom)
            for nom in ("sujet", "recit", "pilier", "nom", "fonction", "organisation", "courriel")
        ]
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Temoignage]:
        """Offers without an answer first, the oldest on top."""
        attente = Case(When(etat=Etat.PROPOSE, then=Value(0)), default=Value(1))
        return Temoignage.objects.order_by(attente, "propose_le", "pk")


def boutons_de(objet: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """What may be decided about a row, and the way to addresses for those who may read them."""
    if isinstance(objet, Temoignage) and user.has_perm(MODERER):
        return boutons(TEMOIGNAGES, pk=objet.pk, etat=objet.etat)
    if not isinstance(objet, Rendezvous):
        return []
    etat = "annule" if objet.annule_le else "tenu"
    offerts = boutons(RENDEZVOUS, pk=objet.pk, etat=etat) if user.has_perm(REGLER) else []
    if user.has_perm(LIRE_LES_ADRESSES):
        adresse = reverse("inscrites_du_rendezvous", args=[objet.pk])
        offerts.append(Button("Voir les adresses", adresse, priority=10, icon_name="group"))
    return offerts


@require_http_methods(["GET", "HEAD", "POST"])
def decider_rendezvous(request: HttpRequest, pk: int, nom: str) -> HttpResponse:
    """Call a meeting off, or put it back."""
    if not request.user.has_perm(REGLER):
        raise PermissionDenied
    return _decider(request, RENDEZVOUS, get_object_or_404(Rendezvous.objects.avec_webinaire(), pk=pk), nom)


@require_http_methods(["GET", "HEAD", "POST"])
def decider_temoignage(request: HttpRequest, pk: int, nom: str) -> HttpResponse:
    """Keep an offer, or set it aside."""
    if not request.user.has_perm(MODERER):
        raise PermissionDenied
    return _decider(request, TEMOIGNAGES, get_object_or_404(Temoignage, pk=pk), nom)


def _decider(request: HttpRequest, bureau: Bureau, objet: object, nom: str) -> HttpResponse:
    if nom not in bureau.decisions:
        raise Http404
    return decider(request, bureau, bureau.decisions[nom], objet)


def _inscrites(request: HttpRequest, pk: int) -> tuple[Rendezvous, QuerySet[Inscription]]:
    """A meeting and who confirmed, in the order of the line.

    Raises:
        PermissionDenied: addresses are not for this person.
    """
    if not request.user.has_perm(LIRE_LES_ADRESSES):
        raise PermissionDenied
    rendezvous = get_object_or_404(Rendezvous.objects.avec_webinaire().avec_comptes(), pk=pk)
    return rendezvous, rendezvous.inscrites.confirmes().order_by("rangee_le", "pk")


@require_safe
def inscrites(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who registered."""
    rendezvous, lignes = _inscrites(request, pk)
    contexte = {"rendezvous": rendezvous, "inscrites": lignes, "mots": _mots(rendezvous)}
    return render(request, "webinaires/bureau/inscrites.html", contexte)


@require_safe
def inscrites_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the same as a table; the journal says who took it."""
    rendezvous, lignes = _inscrites(request, pk)
    contenu = tableur.en_csv(
        COLONNES,
        (
            {
                "adresse": ligne.adresse,
                "etat": ligne.get_etat_display(),
                "confirmee_le": timezone.localtime(ligne.confirme_le).isoformat(timespec="seconds"),
            }
            for ligne in lignes
        ),
    )
    journal.info("adresses de %s emportées par l’utilisateur %s", rendezvous.cle, request.user.pk)
    disposition = content_disposition_header(as_attachment=True, filename=f"inscrites-{rendezvous.cle}.csv")
    entetes = {"Content-Disposition": disposition or "attachment"}  # the office adds « no-store » by itself
    return HttpResponse(contenu, content_type="text/csv; charset=utf-8", headers=entetes)


def adresses() -> list[Any]:
    """The addresses of the decisions and of the lists, below /redaction/."""
    return [
        path("rendez-vous/<int:pk>/inscrites/", inscrites, name="inscrites_du_rendezvous"),
        path("rendez-vous/<int:pk>/inscrites.csv", inscrites_csv, name="inscrites_du_rendezvous_csv"),
        path("rendez-vous/<int:pk>/<slug:nom>/", decider_rendezvous, name="decider_rendezvous"),
        path("temoignages/<int:pk>/<slug:nom>/", decider_temoignage, name="decider_temoignage"),
    ]
