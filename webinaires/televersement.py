"""The subtitles of a webinar in the office: one file in, validated line by line, or nothing changes."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from webinaires.models import Transcription, WebinairePage
from webinaires.paroles import (
    RETIREE,
    VERSEE,
    FichierRefuse,
    Versement,
    retirer_transcription,
    verser_transcription,
)
from webinaires.vtt import Faute

TAILLE_MAX = 5 * 1024 * 1024
FAUTES_MONTREES, REMARQUES_MONTREES = 50, 10
TROP_GROS = (
    "Ce fichier dépasse 5\u00a0Mo\u00a0: il n’a pas été lu, rien n’a changé. "
    "Les sous-titres d’une heure et demie pèsent moins de 300\u00a0Ko."
)


class Guichet(FileUploadHandler):
    """Takes in so many bytes, and lets the rest go by unread: a huge file fills neither memory nor disk."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.recus = 0
        self.contenu = BytesIO()

    @property
    def trop_gros(self) -> bool:
        """Whether more was sent than may be."""
        return self.recus > TAILLE_MAX

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file; what was received before still counts."""
        super().new_file(*args, **kwargs)
        self.contenu = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or give the file up."""
        self.recus += len(raw_data)
        if self.trop_gros:
            self.contenu = BytesIO()
            raise SkipFile
        self.contenu.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand the file over."""
        self.contenu.seek(0)
        return InMemoryUploadedFile(
            self.contenu, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


class FormulaireDeTranscription(forms.Form):
    """A file, or the wish that there be none any more."""

    fichier = forms.FileField(
        label="Fichier WebVTT (.vtt)",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
        help_text="En UTF-8, 5\u00a0Mo au plus. Qui parle s’écrit <v Prénom Nom>.",
    )
    retirer = forms.BooleanField(label="Retirer la transcription actuelle, sans la remplacer", required=False)

    def __init__(self, *args: Any, deja: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not deja:
            del self.fields["retirer"]

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        propre: dict[str, Any] = super().clean() or {}
        if not propre.get("fichier") and not propre.get("retirer") and "fichier" not in self.files:
            self.add_error("fichier", "Choisissez un fichier.")
        return propre


def peut_televerser(page: WebinairePage, personne: Any) -> bool:
    """Whoever may change the page, while nobody locked it."""
    droits = page.permissions_for_user(personne)
    return bool(droits.can_edit() and not droits.page_locked())


@csrf_exempt  # the token is read below, once the size is watched: reading it reads the file
@require_http_methods(["GET", "HEAD", "POST"])
def televerser_transcription(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a webinar has of transcript; with POST, replace it."""
    guichet = Guichet(request)
    request.upload_handlers = [guichet]
    return _televerser(request, pk, guichet)


@csrf_protect
def _televerser(request: HttpRequest, pk: int, guichet: Guichet) -> HttpResponse:
    page = get_object_or_404(WebinairePage, pk=pk)
    if not peut_televerser(page, request.user):
        raise PermissionDenied
    deja = Transcription.objects.filter(webinaire=page).defer("vtt").first()
    if request.method != "POST":
        return _montrer(request, page, deja, FormulaireDeTranscription(deja=bool(deja)))
    formulaire = FormulaireDeTranscription(request.POST, request.FILES, deja=bool(deja))
    if guichet.trop_gros:
        formulaire.errors["fichier"] = formulaire.error_class([TROP_GROS])
        return _montrer(request, page, deja, formulaire, status=413)
    if not formulaire.is_valid():
        return _montrer(request, page, deja, formulaire, status=422)
    envoye = formulaire.cleaned_data["fichier"]
    if not envoye:
        retirer_transcription(webinaire=page, par=_personne(request))
        messages.info(request, "La transcription est retirée\u00a0: plus rien n’en est lu ni trouvé.")
        return redirect(request.path)
    try:
        versement = verser_transcription(
            webinaire=page, octets=envoye.read(), nom_du_fichier=envoye.name, par=_personne(request)
        )
    except FichierRefuse as refus:
        return _montrer(request, page, deja, formulaire, fautes=refus.fautes, status=422)
    _raconter(request, versement)
    return redirect(request.path)


def _personne(request: HttpRequest) -> Any:
    return request.user


def _raconter(request: HttpRequest, fait: Versement) -> None:
    """Say what was understood of the file, and what is to be looked at."""
    if not fait.change:
        messages.info(request, "Ce fichier est déjà celui de ce webinaire\u00a0: rien n’a changé.")
        return
    dits = [f"La transcription est en place\u00a0: {fait.passages} passages."]
    if fait.reconnues:
        dits.append(f"Voix reconnues\u00a0: {', '.join(fait.reconnues)}.")
    if fait.inconnues:
        dits.append(f"Voix gardées telles qu’écrites\u00a0: {', '.join(fait.inconnues)}.")
    messages.info(request, " ".join(dits))
    if fait.effaces:
        messages.warning(
            request,
            "Qui a demandé à ne plus être nommé ne l’est pas\u00a0: la fonction remplace le nom, "
            f"{fait.effaces} fois.",
        )
    if fait.a_relire:
        messages.warning(
            request,
            "Relisez\u00a0: une voix de ce webinaire ne doit pas être nommée, et le portail ne connaît plus "
            "toutes les façons d’écrire son nom.",
        )
    for remarque in fait.remarques[:REMARQUES_MONTREES]:
        messages.warning(request, str(remarque))
    if (reste := len(fait.remarques) - REMARQUES_MONTREES) > 0:
        messages.warning(request, f"Et {reste} autres remarques de cette sorte.")


def _montrer(
    request: HttpRequest,
    page: WebinairePage,
    deja: Transcription | None,
    formulaire: forms.Form,
    *,
    fautes: list[Faute] | None = None,
    status: int = 200,
) -> HttpResponse:
    lues = fautes or []
    contexte = {
        "page_title": "Transcription",
        "page_subtitle": page.title,
        "header_icon": "openquote",
        "webinaire": page,
        "deja": deja,
        "passages": deja.passages.count() if deja else 0,
        "fautes": lues[:FAUTES_MONTREES],
        "autres": max(0, len(lues) - FAUTES_MONTREES),
        "combien": len(lues),
        "form": formulaire,
        "form_is_multipart": True,
        "action_url": request.path,
        "submit_button_label": "Remplacer la transcription" if deja else "Verser la transcription",
        "submit_button_active_label": "Un instant…",
        "media": formulaire.media,
    }
    return render(request, "webinaires/bureau/transcription.html", contexte, status=status)


def adresses() -> list[Any]:
    """The address, below /redaction/."""
    chemin = "webinaires/<int:pk>/transcription/"
    return [path(chemin, televerser_transcription, name="televerser_transcription")]


def boutons(page: Any, user: Any, next_url: str | None = None, **_: Any) -> Iterator[Button]:
    """The way to the transcript, from the list of pages and from the editor of a webinar."""
    if isinstance(page, WebinairePage) and peut_televerser(page, user):
        adresse = reverse("televerser_transcription", args=[page.pk])
        yield Button("Transcription", adresse, icon_name="openquote", priority=45)


def journaliser(actions: LogActionRegistry) -> None:
    """How the journal of a page says it."""
    actions.register_action(VERSEE, "Verser une transcription", "Transcription versée")
    actions.register_action(RETIREE, "Retirer la transcription", "Transcription retirée")
