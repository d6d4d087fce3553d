"""What the open API holds, said by itself: read only, no key, no account."""

from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

FILTRES = {
    "cycle": "clé d’un cycle, par exemple cycle-2023",
    "annee": "année de la rencontre, en quatre chiffres",
    "odd": "numéro d’un objectif de développement durable",
    "pilier": "socle, humain, financier ou alliances",
    "organisation": "clé d’une organisation",
    "par_page": "lignes par page, de 1 à 100 (50 sans rien dire)",
    "page": "numéro de la page\u00a0; « next » donne l’adresse de la suivante",
}
COLLECTIONS = {
    "webinaires": "Les webinaires publiés, les plus récents d’abord, leurs voix dans l’ordre",
    "intervenants": "Qui a pris la parole\u00a0; une personne qui s’y est opposée n’a plus de nom",
    "organisations": "Les organisations qui ont pris la parole",
}


@api_view(["GET"])
def racine(request: Request) -> Response:
    """List the addresses and what each may be asked."""
    archive = {
        nom: {"adresse": reverse(f"api:{nom}", request=request), "contenu": contenu, "parametres": FILTRES}
        for nom, contenu in COLLECTIONS.items()
    }
    grilles = {
        "adresse": reverse("api:referentiels", request=request),
        "contenu": "Les grilles du diagnostic, version par version",
    }
    reponse = Response({"version": 1, "referentiels": grilles, **archive})
    reponse["Access-Control-Allow-Origin"] = "*"
    return reponse
