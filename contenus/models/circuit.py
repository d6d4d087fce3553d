"""Four eyes: a page goes live only when somebody other than its last author approved it.

docs/particularites/quatre-yeux.md says who may do what, and why nobody publishes alone.
"""

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import unquote

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.timezone import localtime
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import AbstractGroupApprovalTask, Page, PagePermissionTester, Revision

from contenus.memoire import PRIVES

VIDE = "Ce champ est vide."


class DroitsSurUnePage(PagePermissionTester):
    """Wagtail's rights, save that nobody publishes by hand: approving in the workflow publishes."""

    def can_publish(self) -> bool:
        """Nobody, administrators included: in the editor, to publish is to publish one's own words."""
        return False

    def can_publish_subpage(self) -> bool:
        """Nobody: neither on creation, nor by copying."""
        return False

    def can_unschedule(self) -> bool:
        """Whoever may withdraw a page may cancel its appointment."""
        return self._dirige()

    def can_set_view_restrictions(self) -> bool:
        """Closing a page to visitors is withdrawing it."""
        return self._dirige()

    def _dirige(self) -> bool:
        if self.page_is_root or not self.user.is_active:
            return False
        return bool(self.user.is_superuser or "publish" in self.permissions)


class FormulaireDePage(WagtailAdminPageForm):
    """A draft may have gaps; what is submitted may not. No page takes an address promised elsewhere."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in self.instance.obligatoires:
            if nom in self.fields:
                self.fields[nom].required = True

    def clean(self) -> dict[str, Any]:
        """Refuse the address of a view, and that of a sibling whose publication is already scheduled."""
        propre: dict[str, Any] = super().clean()
        prise = adresse_deja_prise(self.parent_page, propre.get("slug") or "", sauf=self.instance.vue)
        if prise:
            self.add_error("slug", forms.ValidationError(prise))
        retenue = self._retenue_par(propre.get("slug") or "")
        if retenue is not None:
            quand = f"{localtime(retenue.approved_go_live_at):%d/%m/%Y à %H:%M}"
            phrase = (
                f"L’adresse «\u00a0{propre['slug']}\u00a0» est déjà retenue par «\u00a0{retenue.object_str}"
                f"\u00a0», dont la publication est programmée le {quand}."
            )
            self.add_error("slug", forms.ValidationError(phrase))
        return propre

    def _retenue_par(self, slug: str) -> Revision | None:
        if not slug or self.parent_page is None:
            return None
        voisines = self.parent_page.get_children().exclude(pk=self.instance.pk).values_list("pk", flat=True)
        return (
            Revision.page_revisions.filter(approved_go_live_at__isnull=False, content__slug=slug)
            .filter(object_id__in=[str(cle) for cle in voisines])
            .first()
        )


class PageEnCircuit(Page):
    """A page that goes live by the workflow alone, and stays live until its next version replaces it."""

    base_form_class = FormulaireDePage
    obligatoires: ClassVar[tuple[str, ...]] = ()
    """Fields that a draft may leave empty and a published page may not."""
    vue: ClassVar[str] = ""
    """The view that shows the page at its address, when Wagtail does not."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        """What this person may do with this page."""
        return DroitsSurUnePage(user, self)

    def with_content_json(self, content: dict[str, Any]) -> Page:
        """A revision as a page; what is live is said by the page, not by the revision's memory of it."""
        page = super().with_content_json(content)
        page.live_revision_id = self.live_revision_id
        return page

    def publish(self, revision: Revision, *args: Any, **options: Any) -> None:
        """Publish or schedule a revision.

        Wagtail takes a live page offline when it schedules another version of it and no revision says
        what is live (a page written by a program, or an old revision purged): one is kept first.
        """
        if self.live and self.live_revision_id is None:
            self._garder_la_version_en_ligne(avant=revision)
        super().publish(revision, *args, **options)

    def _garder_la_version_en_ligne(self, *, avant: Revision) -> None:
        en_ligne = type(self).objects.get(pk=self.pk)
        self.live_revision = Revision.objects.create(
            content_object=en_ligne,
            base_content_type=self.get_base_content_type(),
            created_at=avant.created_at - timedelta(microseconds=1),
            content=en_ligne.serializable_data(),
            object_str=str(en_ligne),
        )
        Page.objects.filter(pk=self.pk).update(live_revision=self.live_revision)

    def empechements(self) -> dict[str, list[str]]:
        """What keeps these words from going live, by field: the form's own rules, read once more."""
        trouves: dict[str, list[str]] = {}
        try:
            self.full_clean()
        except ValidationError as erreur:
            trouves |= {
                str(self._meta.get_field(nom).verbose_name): m for nom, m in erreur.message_dict.items()
            }
        prise = adresse_deja_prise(self.get_parent(), self.slug, sauf=self.vue)
        if prise:
            trouves["adresse"] = [prise]
        for nom in self.obligatoires:
            if not str(getattr(self, nom)).strip():
                trouves[str(self._meta.get_field(nom).verbose_name)] = [VIDE]
        corps = getattr(self, "corps", None)
        if corps is not None:
            try:
                corps.stream_block.clean(corps)
            except ValidationError:
                trouves["contenu"] = ["Un bloc est incomplet, ou une image n’a pas de texte alternatif."]
        return trouves


class RelectureQuatreYeux(AbstractGroupApprovalTask):
    """Approval by a member of the chosen groups who did not write the latest revision."""

    class Meta:
        verbose_name = "relecture à quatre yeux"
        verbose_name_plural = "relectures à quatre yeux"

    @classmethod
    def get_description(cls) -> str:
        """What the workflow's screen says of this kind of task."""
        return (
            "Un membre des groupes choisis approuve, à condition de ne pas avoir écrit la dernière version."
        )

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Offer everything but approval to the author of the latest revision."""
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        if est_de(obj.get_latest_revision(), user):
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **options: Any) -> Any:
        """Do what was asked, but for two approvals.

        By whoever changed the text in the same gesture: the change is kept, the page goes on waiting for
        somebody else. Of a page with gaps: it goes back to its writer, with the list of what is missing.
        """
        page = task_state.workflow_state.content_object
        if action_name != "approve":
            return super().on_action(task_state, user, action_name, **options)
        revision = page.get_latest_revision()
        if est_de(revision, user):
            return None
        empechements = revision.as_object().empechements()
        if empechements:
            dits = "\u00a0; ".join(
                f"{champ}\u00a0: {' '.join(phrases)}" for champ, phrases in empechements.items()
            )
            task_state.reject(user=user, comment=f"Ce texte ne peut pas encore paraître. {dits}")
            return None
        return super().on_action(task_state, user, action_name, **options)


def adresse_deja_prise(parent: Page | None, slug: str, *, sauf: str = "") -> str:
    """Say why a page with this slug would never be seen; empty when its address is free.

    The addresses of the portal's views are asked of the URL configuration, which answers before Wagtail.
    `sauf`: the view that shows this very page.
    """
    parties = parent.get_url_parts() if parent and slug else None
    if not parties:
        return ""
    adresse = unquote(f"{parties[2]}{slug}/")
    try:
        cachee = resolve(adresse).view_name not in ("wagtail_serve", sauf)
    except Resolver404:
        return ""
    if not cachee and not adresse.startswith((*PRIVES, settings.STATIC_URL, settings.MEDIA_URL)):
        return ""
    return (
        f"L’adresse {adresse} est celle d’un service du portail : une page n’y serait jamais vue. "
        "Choisissez-en une autre."
    )


def est_de(revision: Revision | None, personne: Any) -> bool:
    """Whether this person wrote this revision."""
    return revision is not None and revision.user_id is not None and revision.user_id == personne.pk
