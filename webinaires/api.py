"""The archive as open data: read only, no key, no account, from any site. See docs/api.md.

A person who objected has no name here: their function alone is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.query import PageQuerySet

from contenus.adresses import chemin_de
from contenus.courriels import adresse_entiere
from webinaires import filtres_api
from webinaires.etats import Etat
from webinaires.models import Intervenant, Intervention, Levier, Organisation, WebinairePage
from webinaires.publics import Fiche, ouverts
from webinaires.rencontres import lire_rencontres

PAR_PAGE, PAR_PAGE_MAX = 50, 100
M = TypeVar("M", bound=Model)


class Feuilles(PageNumberPagination):
    """Fifty rows a page, up to a hundred on demand; beyond, a hundred."""

    page_size = PAR_PAGE
    page_size_query_param = "par_page"
    max_page_size = PAR_PAGE_MAX

    def get_page_size(self, request: Request) -> int | None:
        """Read `par_page`; what is not a number is refused rather than guessed."""
        saisie = request.query_params.get("par_page", "")
        if saisie and not (saisie.isascii() and saisie.isdigit() and int(saisie[:9])):
            raise ValidationError(
                {"detail": f"«\u00a0par_page\u00a0»\u00a0: un nombre, de 1 à {PAR_PAGE_MAX}."}
            )
        return min(int(saisie[:9]), PAR_PAGE_MAX) if saisie else PAR_PAGE


class Ouverte:
    """What every address of this API has: other sites may read it, nothing may be written."""

    def finalize_response(self, request: Request, response: Response, *args: Any, **options: Any) -> Response:
        """Let any site read the answer (CORS)."""
        reponse: Response = super().finalize_response(request, response, *args, **options)  # type: ignore[misc]
        reponse["Access-Control-Allow-Origin"] = "*"
        return reponse


class LevierSerializer(serializers.ModelSerializer[Levier]):
    class Meta:
        model = Levier
        fields = ("titre", "texte")


class InterventionSerializer(serializers.ModelSerializer[Intervention]):
    """A voice. `voix`: how the portal calls it; `intervenant`: the name, empty when there is none to give."""

    intervenant = serializers.SerializerMethodField()
    intervenant_url = serializers.SerializerMethodField()
    organisation = serializers.SerializerMethodField()
    organisation_cle = serializers.SlugField(source="organisation.cle", default="")
    organisation_url = serializers.SerializerMethodField()

    class Meta:
        model = Intervention
        fields = (
            *("voix", "intervenant", "intervenant_url", "organisation", "organisation_cle"),
            *("organisation_url", "fonction", "angle", "cardinal", "question"),
        )

    def get_intervenant(self, intervention: Intervention) -> str:
        """The name that the published report gives; empty once the person objected."""
        return intervention.intervenant.nom_complet if intervention.intervenant else ""

    def get_intervenant_url(self, intervention: Intervention) -> str:
        """The page of the person, while they are named."""
        qui = intervention.intervenant
        return adresse_entiere(qui.get_absolute_url()) if qui and qui.nom_complet else ""

    def get_organisation(self, intervention: Intervention) -> str:
        """The name of the structure."""
        return intervention.organisation.nom if intervention.organisation else ""

    def get_organisation_url(self, intervention: Intervention) -> str:
        """The page of the structure."""
        ou = intervention.organisation
        return adresse_entiere(ou.get_absolute_url()) if ou else ""


@dataclass(frozen=True, slots=True)
class Vue:
    """A webinar as the API says it at this moment."""

    fiche: Fiche
    etat: Etat

    @property
    def page(self) -> WebinairePage:
        """The page itself."""
        return self.fiche.page

    @property
    def url(self) -> str:
        """Where it is read."""
        return adresse_entiere(chemin_de(self.page))


class WebinaireSerializer(serializers.Serializer[Vue]):
    cle = serializers.SlugField(source="page.cle")
    titre = serializers.CharField(source="page.title")
    resume = serializers.CharField(source="page.resume")
    url = serializers.CharField()
    cycle = serializers.SlugField(source="page.cycle.cle", default="")
    cycle_titre = serializers.CharField(source="page.cycle.titre", default="")
    numero = serializers.IntegerField(source="page.numero")
    date_debut = serializers.DateTimeField(source="page.debut")
    date_fin = serializers.DateTimeField(source="page.fin")
    date_dite = serializers.CharField(source="page.date_dite")
    remarque = serializers.CharField(source="page.remarque")
    etat = serializers.CharField()
    odd = serializers.ListField(source="page.odd")
    domaines = serializers.ListField(source="page.domaines")
    piliers = serializers.ListField(source="page.piliers")
    regions = serializers.ListField(source="page.regions")
    interventions = InterventionSerializer(source="page.interventions.all", many=True)
    leviers_genre = serializers.CharField(source="page.leviers_genre")
    leviers = LevierSerializer(source="page.leviers.all", many=True)
    replay = serializers.CharField(source="page.replay")
    manques = serializers.ListField(source="page.manques_dits")
    statut = serializers.CharField(source="page.statut")
    source = serializers.CharField(source="page.source")  # type: ignore[assignment]
    modifie_le = serializers.DateTimeField(source="fiche.change_le")


def avec_leurs_voix(pages: PageQuerySet) -> PageQuerySet:
    """Bring voices, in order, and levers along: two more queries, whatever their number."""
    voix = Intervention.objects.select_related("intervenant", "organisation").order_by("sort_order", "pk")
    leviers = Levier.objects.order_by("sort_order", "pk")
    pages = pages.select_related("cycle").defer_streamfields()
    return pages.prefetch_related(Prefetch("interventions", voix), Prefetch("leviers", leviers))


def en_vues(pages: Iterable[WebinairePage]) -> list[Vue]:
    """Say where each meeting is in its life, in the same order: one more query."""
    maintenant = timezone.now()
    lues = lire_rencontres(pages).values()
    return [Vue(Fiche(lue.page, lue.rendezvous), lue.etat(maintenant)) for lue in lues]


class Webinaires(Ouverte, generics.ListAPIView[WebinairePage]):
    """Published webinars, the latest first."""

    serializer_class: Any = WebinaireSerializer
    pagination_class = Feuilles

    def get_queryset(self) -> QuerySet[WebinairePage]:
        """Those that answer to the filters."""
        demande = filtres_api.lire(self.request.query_params.dict())
        pages: QuerySet[WebinairePage] = avec_leurs_voix(demande.webinaires()).order_by("-debut", "-pk")
        return pages

    def paginate_queryset(self, queryset: Any) -> list[Any]:
        """Complete the rows of one page only."""
        return en_vues(super().paginate_queryset(queryset) or ())


class UnWebinaire(Ouverte, generics.RetrieveAPIView[WebinairePage]):
    """One published webinar."""

    serializer_class: Any = WebinaireSerializer
    lookup_field = "cle"

    def get_queryset(self) -> QuerySet[WebinairePage]:
        """Any that is published."""
        pages: QuerySet[WebinairePage] = avec_leurs_voix(ouverts())
        return pages

    def get_object(self) -> Any:
        """The webinar of this key, as it is now; raises Http404."""
        return en_vues([super().get_object()])[0]


class DiteSerializer(serializers.ModelSerializer[Intervention]):
    """An intervention, seen from who made it."""

    webinaire = serializers.SlugField(source="page.cle")
    titre = serializers.CharField(source="page.title")
    date_debut = serializers.DateTimeField(source="page.debut")
    url = serializers.SerializerMethodField()
    organisation = serializers.CharField(source="organisation.nom", default="")
    organisation_cle = serializers.SlugField(source="organisation.cle", default="")

    class Meta:
        model = Intervention
        fields = (
            *("webinaire", "titre", "date_debut", "url", "organisation", "organisation_cle"),
            *("fonction", "angle", "question"),
        )

    def get_url(self, intervention: Intervention) -> str:
        """The page of the webinar."""
        return adresse_entiere(chemin_de(intervention.page))


class VoixSerializer(DiteSerializer):
    """An intervention, seen from the structure that it was made for."""

    voix = serializers.CharField()

    class Meta(DiteSerializer.Meta):
        fields: Any = ("voix", "webinaire", "titre", "date_debut", "url", "fonction", "angle", "question")


class IntervenantSerializer(serializers.ModelSerializer[Intervenant]):
    nom = serializers.CharField(source="nom_complet")
    url = serializers.SerializerMethodField()
    interventions = DiteSerializer(many=True)

    class Meta:
        model = Intervenant
        fields = ("cle", "nom", "url", "statut", "source", "interventions")

    def get_url(self, intervenant: Intervenant) -> str:
        """The page of the person, while they are named."""
        return adresse_entiere(intervenant.get_absolute_url()) if intervenant.nom_complet else ""


class OrganisationSerializer(serializers.ModelSerializer[Organisation]):
    url = serializers.SerializerMethodField()
    interventions = VoixSerializer(many=True)

    class Meta:
        model = Organisation
        fields = (
            *("cle", "nom", "variantes", "profil", "region", "adresse", "presentation", "url"),
            *("statut", "source", "interventions"),
        )

    def get_url(self, organisation: Organisation) -> str:
        """The page of the structure."""
        return adresse_entiere(organisation.get_absolute_url())


def avec_leurs_interventions(lignes: QuerySet[M], champ: str, pages: PageQuerySet) -> QuerySet[M]:
    """Those who spoke in one of these webinars, with what they did there: one more query."""
    dites = Intervention.objects.filter(page__in=pages.values("pk"))
    ici = dites.filter(**{champ: OuterRef("pk")})
    lues = dites.select_related("intervenant", "organisation", "page").order_by("page__debut", "sort_order")
    lourdes = ("page__corps", "page__grilles", "page__manques")
    return lignes.filter(Exists(ici)).prefetch_related(Prefetch("interventions", lues.defer(*lourdes)))


class Intervenants(Ouverte, generics.ListAPIView[Intervenant]):
    """Who took the floor in published webinars; who objected has no name, and is listed first."""

    serializer_class: Any = IntervenantSerializer
    pagination_class = Feuilles

    def get_queryset(self) -> QuerySet[Intervenant]:
        """Those of the webinars that answer to the filters, by name."""
        pages = filtres_api.lire(self.request.query_params.dict()).webinaires()
        lignes = avec_leurs_interventions(Intervenant.objects.all(), "intervenant", pages)
        return lignes.order_by("nom", "prenom", "pk")


class Organisations(Ouverte, generics.ListAPIView[Organisation]):
    """The structures that took the floor in published webinars."""

    serializer_class: Any = OrganisationSerializer
    pagination_class = Feuilles

    def get_queryset(self) -> QuerySet[Organisation]:
        """Those of the webinars that answer to the filters, by name."""
        pages = filtres_api.lire(self.request.query_params.dict()).webinaires()
        lignes = avec_leurs_interventions(Organisation.objects.all(), "organisation", pages)
        return lignes.order_by("nom", "pk")
