"""The address of a page: found at once, then shown by Wagtail's own view."""

from typing import cast

from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, PageViewRestriction, Site
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult
from wagtail.views import serve

_modeles: dict[str, type[Page]] = {}
"""The kind of page last found at an address: a guess that the query checks, and that spares another."""


def servir(request: HttpRequest, path: str) -> HttpResponse:
    """Show the published page of this address.

    One query at any depth, two the first time, where Wagtail asks the site, its home, then two a level.
    `serve` reads the route from the request when it is known; restrictions and every hook remain its own.

    Raises:
        Http404: no published page has this address; an old address is redirected by the middleware.
    """
    racines = Site.get_site_root_paths()
    request._wagtail_cached_site_root_paths = racines  # type: ignore[attr-defined]  # where Wagtail looks
    parties = [partie for partie in path.split("/") if partie]
    page = _trouver(f"{racines[0].root_path}{'/'.join(parties)}/") if racines and parties else None
    if page is None:
        raise Http404
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return cast(HttpResponse, serve(request, path))


def _trouver(adresse: str) -> Page | None:
    if (modele := _modeles.get(adresse)) and (page := _a_l_adresse(modele.objects.all(), adresse)):
        return page
    page = _a_l_adresse(Page.objects.specific(), adresse)
    if page is not None:
        _modeles[adresse] = type(page)
    return page


def _a_l_adresse(pages: PageQuerySet, adresse: str) -> Page | None:
    """The published page of an address, which knows whether any page of the portal is closed."""
    ouvertes = ~Exists(PageViewRestriction.objects.all())
    trouvees = pages.live().filter(slug=adresse.split("/")[-2], url_path=adresse)  # the slug alone is indexed
    page: Page | None = next(iter(trouvees.order_by().annotate(rien_n_est_ferme=ouvertes)[:1]), None)
    return page
