"""Writing without a cookie: the address is the secret, the browser says where the request comes from."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

P = ParamSpec("P")
Vue = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
ADMIS = frozenset({"same-origin", "none"})


def vient_d_ailleurs(request: HttpRequest) -> bool:
    """True when the browser says that another site sent this request.

    `Sec-Fetch-Site` decides when it is there (every browser since 2023); otherwise `Origin`
    must name our host. A request with neither does not come from a browser's page: accepted.
    A page under `Referrer-Policy: no-referrer` sends `Origin: null` with its own forms: prefer
    `same-origin`, which tells other sites just as little.
    """
    provenance = request.headers.get("Sec-Fetch-Site")
    if provenance is not None:
        return provenance not in ADMIS
    origine = request.headers.get("Origin")
    return origine is not None and urlsplit(origine).netloc != request.get_host()


def sans_temoin(vue: Vue[P]) -> Vue[P]:
    """Replace Django's CSRF cookie on a view whose address is a secret only its owner knows.

    Reading (GET, HEAD, OPTIONS) is let through; a write from another site gets a 403 and a
    sentence.
    """

    @wraps(vue)
    def gardee(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD", "OPTIONS") and vient_d_ailleurs(request):
            return render(request, "kits/ailleurs.html", status=403)
        return vue(request, *args, **kwargs)

    return csrf_exempt(gardee)


def adresse_secrete(vue: Vue[P]) -> Vue[P]:
    """Keep a page whose address is its key out of caches, search engines and other sites' logs.

    `Referrer-Policy: same-origin` and not `no-referrer`: see `vient_d_ailleurs`. The view may
    set its own `Cache-Control`.
    """

    @wraps(vue)
    def discrete(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        reponse = vue(request, *args, **kwargs)
        reponse.headers["X-Robots-Tag"] = "noindex"
        reponse.headers["Referrer-Policy"] = "same-origin"
        reponse.headers.setdefault("Cache-Control", "private, no-store")
        return reponse

    return discrete
