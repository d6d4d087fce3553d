"""Write the reference lists and the series: plain rows, replaced as a whole when their file changed."""

from collections.abc import Callable

from contenus.corpus.balisage import en_html
from contenus.corpus.origines import Journal, empreinte_de
from contenus.corpus.schema import FichierDeNomenclature, FichierDeSerie
from contenus.models import MessageDeSerie, Nomenclature, Serie, Terme

_TETE = ("titre", "description", "statut", "source", "incomplete")
_TERME = ("code", "rang", "intitule", "description", "statut", "source", "donnees")
_SERIE = ("titre", "description", "cadence", "statut", "source")
_MESSAGE = ("rang", "titre", "texte", "geste", "statut", "source")


def ecrire_nomenclature(
    fichier: FichierDeNomenclature, *, journal: Journal, lien_de: Callable[[str], str]
) -> None:
    """Bring one list and its rows; rows keep their primary key as long as their code stays."""
    tete = fichier.nomenclature
    liste = Nomenclature.objects.filter(cle=tete.cle).first()

    def etat() -> str:
        assert liste is not None
        lignes = list(liste.termes.order_by("rang").values_list(*_TERME))
        return empreinte_de([getattr(liste, champ) for champ in _TETE], lignes)

    def ecrire() -> str:
        nonlocal liste
        champs = tete.model_dump(include=set(_TETE)) | {"description": en_html(tete.description, lien_de)}
        liste, _ = Nomenclature.objects.update_or_create(cle=tete.cle, defaults=champs)
        for rang, terme in enumerate(fichier.termes, start=1):
            valeurs = terme.model_dump(include=set(_TERME)) | {
                "rang": rang,
                "description": en_html(terme.description, lien_de),
            }
            Terme.objects.update_or_create(nomenclature=liste, code=terme.code, defaults=valeurs)
        liste.termes.exclude(code__in=[terme.code for terme in fichier.termes]).delete()
        return etat()

    empreinte = empreinte_de(fichier)
    journal.ecrire(f"liste:{tete.cle}", empreinte, etat=etat, ecrire=ecrire, existe=liste is not None)


def ecrire_serie(fichier: FichierDeSerie, *, journal: Journal, lien_de: Callable[[str], str]) -> None:
    """Bring one series and its posts; a post keeps its rank, which is what subscriptions remember."""
    tete = fichier.serie
    serie = Serie.objects.filter(cle=tete.cle).first()

    def etat() -> str:
        assert serie is not None
        lignes = list(serie.messages.order_by("rang").values_list(*_MESSAGE))
        return empreinte_de([getattr(serie, champ) for champ in _SERIE], lignes)

    def ecrire() -> str:
        nonlocal serie
        champs = tete.model_dump(include=set(_SERIE)) | {"description": en_html(tete.description, lien_de)}
        serie, _ = Serie.objects.update_or_create(cle=tete.cle, defaults=champs)
        for message in fichier.messages:
            valeurs = message.model_dump(include=set(_MESSAGE)) | {"texte": en_html(message.texte, lien_de)}
            MessageDeSerie.objects.update_or_create(serie=serie, rang=message.rang, defaults=valeurs)
        serie.messages.filter(rang__gt=len(fichier.messages)).delete()
        return etat()

    empreinte = empreinte_de(fichier)
    journal.ecrire(f"serie:{tete.cle}", empreinte, etat=etat, ecrire=ecrire, existe=serie is not None)
