"""The grids as open data: read only, no key, no account."""

from typing import Any

from rest_framework import generics, serializers

from diagnostic.models import Referentiel


class ReferentielSerializer(serializers.ModelSerializer[Referentiel]):
    url = serializers.HyperlinkedIdentityField(view_name="api:referentiel", lookup_field="version")

    class Meta:
        model = Referentiel
        fields = ["version", "empreinte", "publie_le", "url"]


class ReferentielCompletSerializer(ReferentielSerializer):
    grille = serializers.JSONField(source="contenu", read_only=True)

    class Meta(ReferentielSerializer.Meta):
        fields = [*ReferentielSerializer.Meta.fields, "grille"]


class Referentiels(generics.ListAPIView[Referentiel]):
    """Published grids, the newest first."""

    queryset = Referentiel.objects.defer("contenu").order_by("-version")
    serializer_class: Any = ReferentielSerializer


class UnReferentiel(generics.RetrieveAPIView[Referentiel]):
    """One whole grid: dimensions, criteria, levels, sources."""

    queryset = Referentiel.objects.all()
    serializer_class: Any = ReferentielCompletSerializer
    lookup_field = "version"
