"""Found by allauth beside `provider`."""

from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from comptes.oidc.protocole import AdaptateurOIDC


@require_http_methods(["GET", "HEAD", "POST"])
def partir(request: HttpRequest) -> HttpResponse:
    """Leave for the provider (POST), or ask before (GET). Not configured: no such page."""
    return _servir(OAuth2LoginView, request)


@require_safe
def revenir(request: HttpRequest) -> HttpResponse:
    """Come back from the provider."""
    return _servir(OAuth2CallbackView, request)


def _servir(vue: type[OAuth2LoginView] | type[OAuth2CallbackView], request: HttpRequest) -> HttpResponse:
    try:
        reponse: HttpResponse = vue.adapter_view(AdaptateurOIDC(request))(request)
    except SocialApp.DoesNotExist as erreur:
        raise Http404 from erreur
    return reponse


urlpatterns = [
    path("oidc/login/", partir, name="oidc_login"),
    path("oidc/login/callback/", revenir, name="oidc_callback"),
]
