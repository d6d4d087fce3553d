"""The editorial base: pages, reference lists, subscriptions, agenda."""

from contenus.models.abonnements import AbonnementActualites, AbonnementSerie, MessageDeSerie, Serie
from contenus.models.agenda import Evenement
from contenus.models.circuit import PageEnCircuit, RelectureQuatreYeux
from contenus.models.kits import KitPage
from contenus.models.liens import LienVerifie
from contenus.models.listes import IndexPage
from contenus.models.medias import FichierDuPortail, ImageDuPortail, RenduDImage
from contenus.models.nomenclatures import Nomenclature, Terme
from contenus.models.origines import Origine
from contenus.models.pages import AccueilPage, ActualitePage, ArticlePage, RessourcePage, RubriquePage
from contenus.models.parcours import ChoixDUsage, EtapeDUsage
from contenus.models.recherche import DocumentPublic, MotConnu, Rayon, RechercheVaine

__all__ = [
    "AbonnementActualites",
    "AbonnementSerie",
    "AccueilPage",
    "ActualitePage",
    "ArticlePage",
    "ChoixDUsage",
    "DocumentPublic",
    "EtapeDUsage",
    "Evenement",
    "FichierDuPortail",
    "ImageDuPortail",
    "IndexPage",
    "KitPage",
    "LienVerifie",
    "MessageDeSerie",
    "MotConnu",
    "Nomenclature",
    "Origine",
    "PageEnCircuit",
    "Rayon",
    "RechercheVaine",
    "RelectureQuatreYeux",
    "RenduDImage",
    "RessourcePage",
    "RubriquePage",
    "Serie",
    "Terme",
]
