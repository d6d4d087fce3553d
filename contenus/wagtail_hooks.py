"""What the editorial office adds to Wagtail: its lists, its agenda, its reports, a word to reviewers."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.rich_text.editors.draftail import DraftailRichTextArea
from wagtail.admin.ui.tables import Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from contenus import moderation, rapports
from contenus.blocs import TRAITS
from contenus.models import Nomenclature, Serie


def texte_mis_en_forme(nom: str) -> FieldPanel:
    """A text that holds simple HTML: the editor keeps what pages keep, and drops the rest on entry."""
    return FieldPanel(nom, widget=DraftailRichTextArea(features=TRAITS))


PROVENANCE = MultiFieldPanel([FieldPanel("statut"), FieldPanel("source")], heading="Provenance")


class NomenclaturesViewSet(SnippetViewSet):
    """The reference lists, with their rows. What is written there is read at once."""

    model = Nomenclature
    icon = "list-ul"
    menu_label = "Listes de référence"
    menu_order = 240
    add_to_admin_menu = True
    inspect_view_enabled = True
    list_display: ClassVar = [
        "titre",
        Column("cle", label="Clé"),
        Column("statut", accessor="get_statut_display"),
    ]
    search_fields: ClassVar = ["titre", "cle"]
    edit_handler = ObjectList(
        [
            FieldPanel("titre"),
            FieldPanel("cle"),
            texte_mis_en_forme("description"),
            FieldPanel("incomplete"),
            PROVENANCE,
            InlinePanel(
                "termes",
                heading="Termes",
                label="Terme",
                panels=[
                    *(FieldPanel(nom) for nom in ("rang", "code", "intitule")),
                    texte_mis_en_forme("description"),
                    *(FieldPanel(nom) for nom in ("statut", "source", "donnees")),
                ],
            ),
        ]
    )


class SeriesViewSet(SnippetViewSet):
    """The series followed by mail, with their posts. Who follows them is shown nowhere."""

    model = Serie
    icon = "mail"
    menu_label = "Séries"
    menu_order = 245
    add_to_admin_menu = True
    inspect_view_enabled = True
    list_display: ClassVar = ["titre", Column("cadence", accessor="get_cadence_display")]
    search_fields: ClassVar = ["titre", "cle"]
    edit_handler = ObjectList(
        [
            FieldPanel("titre"),
            FieldPanel("cle"),
            FieldPanel("cadence"),
            texte_mis_en_forme("description"),
            PROVENANCE,
            InlinePanel(
                "messages",
                heading="Messages",
                label="Message",
                panels=[
                    FieldPanel("rang"),
                    FieldPanel("titre"),
                    texte_mis_en_forme("texte"),
                    *(FieldPanel(nom) for nom in ("geste", "statut", "source")),
                ],
            ),
        ]
    )


def ajouter_les_rapports(request: HttpRequest, lignes: list[Any]) -> None:
    """Our reports, before Wagtail's own."""
    lignes[:0] = [ligne for ligne in rapports.lignes_de_menu() if ligne.is_shown(request)]


def relire_la_nouvelle_version(request: HttpRequest, page: Any) -> None:
    """A text changed while under review is reviewed anew: what is approved is what was looked at.

    Whoever changed it while approving it learns why it still waits (models/circuit.py).
    """
    en_cours = page.current_workflow_task_state
    if en_cours is None or en_cours.revision_id == page.latest_revision_id:
        return
    en_cours.cancel(user=request.user, resume=True)
    if request.POST.get("workflow-action-name") == "approve":
        messages.warning(
            request,
            "Vous avez modifié ce texte en le relisant\u00a0: vos modifications sont enregistrées, "
            "et une autre personne doit maintenant l’approuver.",
        )


register_snippet(NomenclaturesViewSet)
register_snippet(SeriesViewSet)
register_snippet(moderation.EvenementsViewSet)
hooks.register("register_snippet_listing_buttons", moderation.boutons_de)
hooks.register("register_admin_urls", moderation.adresses)
hooks.register("register_admin_urls", rapports.adresses)
hooks.register("construct_reports_menu", ajouter_les_rapports)
hooks.register("after_edit_page", relire_la_nouvelle_version)
