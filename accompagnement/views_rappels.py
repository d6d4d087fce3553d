"""The link at the foot of a recall: no account, no cookie, one click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accompagnement import rappels
from kits.acces import adresse_secrete


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@adresse_secrete
def quitter(request: HttpRequest, jeton: str) -> HttpResponse:
    """Ask for one click; with POST, leave (RFC 8058: from anywhere, as often as wished).

    A link that was never ours, or whose holder left the structure, says the same: nothing will come.
    """
    adhesion = rappels.adhesion_de(jeton)
    if request.method != "POST" and adhesion and rappels.les_recoit(adhesion=adhesion):
        return render(request, "accompagnement/quitter_rappels.html", {"adhesion": adhesion, "jeton": jeton})
    if request.method == "POST" and adhesion:
        rappels.cesser(adhesion=adhesion)
    return render(request, "accompagnement/rappels_quittes.html")
