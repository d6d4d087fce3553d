"""The portal's addresses, and two more: the least a Django view can do, written to and read."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from trajectoires import urls

NU, NU_LU = "/banc/nu/", "/banc/nu-lu/"


@csrf_exempt
@require_POST
def nu(request: HttpRequest) -> HttpResponse:
    """Answer an empty 200: what the server, Django and every middleware cost by themselves."""
    return HttpResponse()


@require_safe
def nu_lu(request: HttpRequest) -> HttpResponse:
    """Answer an empty 200 to a visitor who reads."""
    return HttpResponse()


urlpatterns = [path("banc/nu/", nu), path("banc/nu-lu/", nu_lu), path("", include(urls))]
handler404 = urls.handler404
handler500 = urls.handler500
