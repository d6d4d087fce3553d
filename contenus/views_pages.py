"""The address of a page: found at once, then shown by Wagtail's own view."""

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve


def servir(request: HttpRequest, path: str) -> HttpResponse:
    """Show the published page of this address.

    Two queries at any depth, where Wagtail asks the site, its home, then two a level. `serve` reads the route
    from the request when it is known; restrictions and every hook remain its own.

    Raises:
        Http404: no published page has this address; an old address is redirected by the middleware.
    """
    page = _trouver([partie for partie in path.split("/") if partie])
    if page is None:
        raise Http404
    request._wagtail_route_for_request = RouteResult(page)  # type: ignore[attr-defined]
    return cast(HttpResponse, serve(request, path))


def _trouver(parties: list[str]) -> Page | None:
    racines = Site.get_site_root_paths()
    if not racines or not parties:
        return None
    adresse = f"{racines[0].root_path}{'/'.join(parties)}/"
    pages = Page.objects.live().filter(slug=parties[-1], url_path=adresse)  # the slug alone is indexed
    trouvee: Page | None = next(iter(pages.specific()[:1]), None)
    return trouvee
