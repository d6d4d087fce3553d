"""The editorial base: pages, reference lists, subscriptions, agenda."""

from contenus.models.abonnements import AbonnementActualites, AbonnementSerie, MessageDeSerie, Serie
from contenus.models.agenda import Evenement
from contenus.models.kits import KitPage
from contenus.models.listes import IndexPage
from contenus.models.nomenclatures import Nomenclature, Terme
from contenus.models.origines import Origine
from contenus.models.pages import AccueilPage, ActualitePage, ArticlePage, RessourcePage, RubriquePage

__all__ = [
    "AbonnementActualites",
    "AbonnementSerie",
    "AccueilPage",
    "ActualitePage",
    "ArticlePage",
    "Evenement",
    "IndexPage",
    "KitPage",
    "MessageDeSerie",
    "Nomenclature",
    "Origine",
    "RessourcePage",
    "RubriquePage",
    "Serie",
    "Terme",
]
