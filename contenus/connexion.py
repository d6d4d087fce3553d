"""The door of the office is everybody's: the account's sign-in page."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods


@require_http_methods(["GET", "HEAD", "POST"])
def porte(request: HttpRequest) -> HttpResponse:
    """Stand where Wagtail's own forms were: lead to the sign-in page, refuse whoever may not enter.

    Whatever is posted here is not read: a password alone opens nothing.
    """
    suite = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(suite, allowed_hosts={request.get_host()}):
        suite = reverse("wagtailadmin_home")
    if not request.user.is_authenticated:
        return redirect_to_login(suite)
    if not request.user.has_perm("wagtailadmin.access_admin"):
        return render(request, "contenus/bureau_ferme.html", status=403)
    return redirect(suite)
