"""One structure, for whoever follows it: what it shares, the notes, the follow-ups.

Each opening is written in the journal of the structure that is read: one opens by a button, which writes the
line and lets this session read for half an hour; a form sent back with its faults opens the page too.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accompagnement import demandes, ouvertures, suivis
from accompagnement.acces import avec_suivie
from accompagnement.calendrier import MOIS
from accompagnement.colonnes import a_l_ecran
from accompagnement.etat import Suivie
from accompagnement.forms import NoteForm, SuiviForm
from accompagnement.lecture import suivies
from accompagnement.models import Accompagnement
from accompagnement.presentation import detailler
from accompagnement.suivis import NoteDepassee
from comptes.acces import personne
from comptes.erreurs import ErreurMetier
from comptes.models import Adhesion


@require_POST
@avec_suivie
def ouvrir(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Write the opening in the journal of the structure, then show its page."""
    ouvertures.ouvrir(request, adhesion, accord)
    return redirect("accompagnement:suivie", adhesion.structure_id, accord.pk)


@require_safe
@avec_suivie
def suivie(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Show what the structure shares, once opened; else the button that opens."""
    if not ouvertures.est_ouverte(request, accord):
        contexte = {"structure": adhesion.structure, "accord": accord}
        return render(request, "accompagnement/a_ouvrir.html", contexte)
    return _montrer(request, adhesion, accord)


@require_POST
@avec_suivie
def noter(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Save the note; when another one was saved meanwhile, show both and save nothing."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _montrer(request, adhesion, accord, note=form)
    try:
        suivis.noter(accord=accord, par=personne(request), **form.cleaned_data)
    except NoteDepassee as conflit:
        relue = NoteForm(initial={"texte": form.cleaned_data["texte"], "apres": conflit.autre.pk})
        return _montrer(request, adhesion, accord, note=relue, conflit=conflit)
    except ErreurMetier:
        raise Http404 from None
    messages.success(request, "La note est enregistrée.")
    return _revenir(request, adhesion, accord)


@require_POST
@avec_suivie
def suivre(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Write down that the follow-up took place."""
    form = SuiviForm(request.POST, accord=accord)
    if not form.is_valid():
        return _montrer(request, adhesion, accord, suivi=form)
    try:
        suivis.suivre(accord=accord, par=personne(request), jour=form.cleaned_data["jour"])
    except ErreurMetier:
        raise Http404 from None
    messages.success(request, "Le suivi est inscrit, le prochain est daté.")
    return _revenir(request, adhesion, accord)


@require_POST
@avec_suivie
def annuler(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement, suivi: int) -> HttpResponse:
    """Take back a follow-up that did not take place."""
    try:
        suivis.annuler(accord=accord, suivi=suivi)
    except ErreurMetier:
        raise Http404 from None
    messages.success(request, "Ce suivi est retiré de la liste.")
    return _revenir(request, adhesion, accord)


@require_http_methods(["GET", "HEAD", "POST"])
@avec_suivie
def cesser(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    """Say what stopping does; with POST, stop following."""
    if request.method != "POST":
        contexte = {"structure": adhesion.structure, "accord": accord}
        return render(request, "accompagnement/cesser.html", contexte)
    demandes.retirer(accord=accord, adhesion=adhesion)
    messages.success(request, f"Vous n’accompagnez plus {accord.nom_accompagnee}.")
    return redirect("accompagnement:bureau", adhesion.structure_id)


def _revenir(request: HttpRequest, adhesion: Adhesion, accord: Accompagnement) -> HttpResponse:
    return redirect("accompagnement:suivie", adhesion.structure_id, accord.pk)


def _montrer(
    request: HttpRequest,
    adhesion: Adhesion,
    accord: Accompagnement,
    *,
    note: NoteForm | None = None,
    suivi: SuiviForm | None = None,
    conflit: NoteDepassee | None = None,
) -> HttpResponse:
    lues: list[Suivie] = suivies(Accompagnement.objects.en_cours().filter(pk=accord.pk))
    if not lues:
        raise Http404
    ouvertures.ouvrir(request, adhesion, accord)
    lue = lues[0]
    derniere = lue.note
    depart = {"texte": derniere.texte if derniere else "", "apres": derniere.pk if derniere else 0}
    contexte = {
        "structure": adhesion.structure,
        "accord": accord,
        "lue": lue,
        "colonnes": list(a_l_ecran(lue)),
        "detail": detailler(lue),
        "note": note or NoteForm(initial=depart),
        "conflit": conflit.autre if conflit else None,
        "suivi": suivi or SuiviForm(accord=accord),
        "suivis": accord.suivis.all(),
        "anciennes": accord.notes.select_related("par")[1:],
        "mois": MOIS,
    }
    statut = 409 if conflit else 422 if note or suivi else 200
    return render(request, "accompagnement/suivie.html", contexte, status=statut)
