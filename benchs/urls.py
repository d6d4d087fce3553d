"""The portal's addresses, and one more: the least a Django view can do."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from trajectoires import urls

NU = "/banc/nu/"


@csrf_exempt
@require_POST
def nu(request: HttpRequest) -> HttpResponse:
    """Answer an empty 200: what the server, Django and every middleware cost by themselves."""
    return HttpResponse()


urlpatterns = [path("banc/nu/", nu), path("", include(urls))]
handler404 = urls.handler404
handler500 = urls.handler500
