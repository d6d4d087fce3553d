"""What the page of a structure says of following and being followed."""

from collections.abc import Iterator

from django.urls import reverse

from accompagnement.models import Accompagnement
from comptes.models import Adhesion, Structure
from comptes.verbes import permis
from comptes.volets import Ligne, Volet, declarer
from kits.francais import jour


def volets(adhesion: Adhesion) -> Iterator[Volet]:
    """The desk, for whoever follows; who follows us, for whoever is inside and is followed."""
    structure = adhesion.structure
    if structure.nature == Structure.Nature.PARTENAIRE and permis("accompagner", adhesion):
        lien = (("Ouvrir le bureau", reverse("accompagnement:bureau", args=[structure.pk])),)
        yield Volet("Accompagner", "Les associations qui acceptent que vous les suiviez.", liens=lien)
    if permis("voir_accord", adhesion):
        accords = structure.accompagnements_recus.order_by("retire_le", "-consenti_le", "pk")
        if lignes := tuple(_ligne(accord) for accord in accords):
            yield Volet(
                "Qui nous accompagne", "À votre demande, et jusqu’à ce que vous y mettiez fin.", lignes
            )


def _ligne(accord: Accompagnement) -> Ligne:
    dit = f"Depuis le {jour(accord.consenti_le)}, accord donné par\u00a0: {accord.consenti_par}. "
    if accord.vivant:
        dit += f"Partagé\u00a0: {accord.partage}."
    else:
        dit += "L’accord a pris fin" + (f" le {jour(accord.retire_le)}." if accord.retire_le else ".")
    return Ligne(accord.nom_accompagnatrice, accord.get_absolute_url(), dit, tuple(accord.texte.split("\n")))


declarer("accompagnement", volets)
