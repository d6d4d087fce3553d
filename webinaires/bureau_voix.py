"""Cycles, structures and persons in the office; a person who objects; two rows that are one."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from contenus.erreurs import ErreurMetier
from webinaires.champs import termes_de
from webinaires.fusion import FUSION, fusionner_intervenants, fusionner_organisations, ou_est_passee
from webinaires.models import Cycle, Intervenant, Organisation
from webinaires.opposition import OPPOSITION, opposer, ou_le_nom_reste

PROVENANCE = MultiFieldPanel([FieldPanel("statut"), FieldPanel("source")], heading="Provenance")
VARIANTES = "Séparées par des virgules. Elles servent à reconnaître, elles ne sont jamais montrées."
OPPOSEE = "Cette personne a demandé à ne pas être nommée\u00a0: sa fiche ne change plus."


class FormulaireDIntervenant(WagtailAdminModelForm):
    """Nobody gives a name back to somebody who objected."""

    def clean(self) -> dict[str, Any]:
        """Refuse any change of such a row."""
        propre: dict[str, Any] = super().clean()
        if self.instance.oppose_le is not None:
            raise ValidationError(OPPOSEE)
        return propre


class FormulaireDOrganisation(WagtailAdminModelForm):
    """Its kind and its region are chosen in the reference lists."""

    profil = forms.ChoiceField(label="type d’acteur", required=False)
    region = forms.ChoiceField(label="région", required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for champ, liste in (("profil", "profils-acteurs"), ("region", "regions")):
            self.fields[champ].choices = [("", "Non précisé"), *termes_de(liste)]


class CyclesViewSet(SnippetViewSet):
    """A year of meetings, or two."""

    model = Cycle
    icon = "date"
    menu_label = "Cycles"
    inspect_view_enabled = True
    list_display: ClassVar = ["titre", Column("debut", label="Du"), Column("fin", label="Au")]
    edit_handler = ObjectList(
        [
            *(FieldPanel(nom) for nom in ("titre", "cle", "debut", "fin", "attendus", "presentation")),
            PROVENANCE,
        ]
    )


class OrganisationsViewSet(SnippetViewSet):
    """The structures that take the floor."""

    model = Organisation
    icon = "group"
    menu_label = "Organisations"
    inspect_view_enabled = True
    search_fields: ClassVar = ["nom", "cle", "presentation"]
    list_display: ClassVar = [
        "nom",
        Column("profil", label="Type d’acteur"),
        Column("region", label="Région"),
    ]
    edit_handler = ObjectList(
        [
            *(FieldPanel(nom) for nom in ("nom", "cle")),
            FieldPanel("variantes", help_text=VARIANTES),
            *(FieldPanel(nom) for nom in ("profil", "region", "adresse", "presentation")),
            PROVENANCE,
        ],
        base_form_class=FormulaireDOrganisation,
    )


class IntervenantsViewSet(SnippetViewSet):
    """The persons who take the floor."""

    model = Intervenant
    icon = "user"
    menu_label = "Intervenants"
    inspect_view_enabled = True
    search_fields: ClassVar = ["nom", "prenom", "cle"]
    list_display: ClassVar = [
        "__str__",
        Column("variantes", label="Autres graphies", accessor=lambda qui: ", ".join(qui.variantes)),
        Column("oppose_le", label="S’est opposé le"),
    ]
    edit_handler = ObjectList(
        [
            *(FieldPanel(nom) for nom in ("prenom", "nom", "cle")),
            FieldPanel("variantes", help_text=VARIANTES),
            PROVENANCE,
        ],
        base_form_class=FormulaireDIntervenant,
    )


class VoixViewSetGroup(SnippetViewSetGroup):
    """One entry of the menu for the three."""

    menu_label = "Archive des webinaires"
    menu_icon = "media"
    menu_order = 247
    items = (IntervenantsViewSet, OrganisationsViewSet, CyclesViewSet)


@dataclass(frozen=True)
class Genre:
    """What two rows of one kind need to become one."""

    modele: type[Intervenant] | type[Organisation]
    droit: str
    fusionner: Callable[..., Model]
    liste: str


GENRES = {
    "intervenant": Genre(
        Intervenant,
        "webinaires.change_intervenant",
        fusionner_intervenants,
        "wagtailsnippets_webinaires_intervenant:list",
    ),
    "organisation": Genre(
        Organisation,
        "webinaires.change_organisation",
        fusionner_organisations,
        "wagtailsnippets_webinaires_organisation:list",
    ),
}


class FormulaireDeFusion(forms.Form):
    """Which row stays."""

    def __init__(self, *args: Any, genre: Genre, absorbe: int, **options: Any) -> None:
        super().__init__(*args, **options)
        autres = genre.modele._default_manager.exclude(pk=absorbe)
        self.fields["garde"] = forms.ModelChoiceField(
            autres,
            label="La fiche à garder",
            help_text="Elle reçoit les interventions et les graphies de l’autre, qui disparaît.",
        )


def boutons_de(ligne: Any, user: Any, next_url: str | None = None) -> list[Button]:
    """Merge, and for a person still named, stop naming; for those who may change the row."""
    nom = next((nom for nom, genre in GENRES.items() if isinstance(ligne, genre.modele)), "")
    if not nom or not user.has_perm(GENRES[nom].droit):
        return []
    boutons = [
        Button(
            "Fusionner", reverse("fusionner_voix", args=[nom, ligne.pk]), icon_name="resubmit", priority=50
        )
    ]
    if isinstance(ligne, Intervenant) and ligne.oppose_le is None:
        adresse = reverse("opposer_intervenant", args=[ligne.pk])
        boutons.append(Button("Ne plus nommer", adresse, icon_name="view", priority=60))
    return boutons


@require_http_methods(["GET", "HEAD", "POST"])
def opposer_intervenant(request: HttpRequest, cle: int) -> HttpResponse:
    """Say what will happen, then do it once and for all; doing it twice says that it was done."""
    if not request.user.has_perm(GENRES["intervenant"].droit):
        raise PermissionDenied
    qui = get_object_or_404(Intervenant, pk=cle)
    if request.method != "POST" and qui.oppose_le is None:
        return render(request, "webinaires/bureau/opposition.html", {"qui": qui})
    noms = [qui.nom_complet, *qui.variantes]
    if request.method == "POST" and opposer(intervenant=qui, par=request.user):  # type: ignore[arg-type]
        messages.success(request, "Cette personne n’est plus nommée nulle part sur le portail.")
        if restes := ou_le_nom_reste(noms):
            titres = ", ".join(f"«\u00a0{document.titre}\u00a0»" for document in restes)
            messages.warning(
                request, f"Son nom est encore écrit à la main ici, à vous de l’ôter\u00a0: {titres}."
            )
    else:
        messages.info(request, "C’était déjà fait\u00a0: cette personne n’est plus nommée.")
    return redirect(GENRES["intervenant"].liste)


@require_http_methods(["GET", "HEAD", "POST"])
def fusionner_voix(request: HttpRequest, nom: str, cle: int) -> HttpResponse:
    """Ask which row stays, then make one of two; a row already merged is told in a sentence."""
    if nom not in GENRES:
        raise Http404
    genre = GENRES[nom]
    if not request.user.has_perm(genre.droit):
        raise PermissionDenied
    ligne = genre.modele._default_manager.filter(pk=cle).first()
    if ligne is None:
        messages.warning(request, ou_est_passee(genre.modele, cle))
        return redirect(genre.liste)
    formulaire = FormulaireDeFusion(request.POST or None, genre=genre, absorbe=cle)
    if formulaire.is_valid():
        try:
            reste = genre.fusionner(absorbe=cle, garde=formulaire.cleaned_data["garde"].pk, par=request.user)
        except ErreurMetier as refus:
            formulaire.add_error(None, str(refus))
            messages.warning(request, str(refus))
        else:
            messages.success(request, f"Il ne reste qu’une fiche\u00a0: «\u00a0{reste}\u00a0».")
            return redirect(genre.liste)
    contexte = {
        "page_title": "Fusionner avec une autre fiche",
        "page_subtitle": str(ligne),
        "header_icon": "resubmit",
        "form": formulaire,
        "action_url": request.path,
        "submit_button_label": "Fusionner",
        "submit_button_active_label": "Un instant…",
        "media": formulaire.media,
    }
    return render(request, "wagtailadmin/generic/form.html", contexte)


def adresses() -> list[Any]:
    """The addresses of both gestures, below /redaction/."""
    return [
        path("webinaires/opposition/<int:cle>/", opposer_intervenant, name="opposer_intervenant"),
        path("webinaires/fusion/<slug:nom>/<int:cle>/", fusionner_voix, name="fusionner_voix"),
    ]


def journaliser(actions: LogActionRegistry) -> None:
    """How the journal says both gestures; nobody's name is in it."""
    actions.register_action(OPPOSITION, "Ne plus nommer une personne", "Opposition enregistrée")
    actions.register_action(FUSION, "Fusionner deux fiches", "Deux fiches réunies en une")
