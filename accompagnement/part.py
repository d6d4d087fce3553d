"""What following keeps about a person (`comptes.parts`): notes, follow-ups, requests; agreements given.

Whoever may no longer read a note does not take its words away: the agreement ended, or they coordinate no
more. That they wrote one, when and for whom stays theirs to know.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from accompagnement.models import Accompagnement, Demande, Note, Suivi
from accompagnement.verbes import COORDONNENT
from comptes.models import Adhesion, Utilisateur
from comptes.parts import Accord, Part, Personne, declarer
from comptes.travaux import Fichier
from comptes.verbes import permis
from kits.francais import jour
from kits.tableur import en_csv

COLONNES = ("Association", "Pour", "Le", "Note")


def emporter(personne: Personne) -> Mapping[str, Any]:
    """What they wrote as a coordinator, the requests they sent, and those that came to their address."""
    moi = personne.utilisateur
    suivis = Suivi.objects.filter(par=moi).select_related("accompagnement").order_by("jour", "pk")
    demandes = Demande.objects.select_related("accompagnatrice").order_by("creee_le", "pk")
    return {
        "notes": [_note(note, lisible=lisible) for note, lisible in _notes(moi)],
        "suivis": [
            {
                "association": s.accompagnement.nom_accompagnee,
                "pour": s.accompagnement.nom_accompagnatrice,
                "jour": s.jour.isoformat(),
                "ecrit_le": s.ecrit_le.isoformat(),
            }
            for s in suivis
        ],
        "demandes_envoyees": [_demande(d) | {"adresse": d.adresse} for d in demandes.filter(par=moi)],
        "demandes_recues": [
            _demande(d) for d in demandes.annotate(basse=Lower("adresse")).filter(basse__in=personne.adresses)
        ],
    }


def fichiers(personne: Personne) -> Iterator[Fichier]:
    """The notes again, in a table that opens with a spreadsheet; none when they wrote none."""
    lignes = [
        {
            "Association": note.accompagnement.nom_accompagnee,
            "Pour": note.accompagnement.nom_accompagnatrice,
            "Le": jour(note.le),
            "Note": note.texte if lisible else "",
        }
        for note, lisible in _notes(personne.utilisateur)
    ]
    if lignes:
        yield Fichier("notes.csv", en_csv(COLONNES, lignes).encode())


def accords(personne: Personne) -> Iterator[Accord]:
    """What the structures where they are inside agreed to; only whoever administers may end it."""
    dedans = {
        adhesion.structure_id: adhesion
        for adhesion in personne.utilisateur.adhesions.select_related("structure", "membre")
        if permis("voir_accord", adhesion)
    }
    donnes = Accompagnement.objects.filter(accompagnee__in=dedans).select_related("accompagnee")
    for accord in donnes.order_by("-consenti_le", "pk"):
        assert accord.accompagnee_id
        yield _accord(accord, dedans[accord.accompagnee_id])


def _accord(accord: Accompagnement, adhesion: Adhesion) -> Accord:
    peut = accord.vivant and permis("consentir", adhesion)
    return Accord(
        pour=adhesion.structure.nom,
        a_qui=accord.nom_accompagnatrice,
        texte=accord.texte,
        donne_le=accord.consenti_le,
        retire_le=accord.retire_le,
        portee=accord.partage if accord.vivant else "",
        adresse=accord.get_absolute_url(),
        retirer=reverse("accompagnement:retirer", args=[accord.accompagnee_id, accord.pk]) if peut else "",
    )


def _notes(moi: Utilisateur) -> Iterator[tuple[Note, bool]]:
    """Their notes, the oldest first, and whether they may still read them."""
    siennes = Adhesion.objects.filter(COORDONNENT, membre=moi).values("structure")
    lisibles = set(
        Accompagnement.objects.en_cours()
        .filter(Q(accompagnatrice__in=siennes), notes__par=moi)
        .values_list("pk", flat=True)
    )
    notes = Note.objects.filter(par=moi).select_related("accompagnement").order_by("le", "pk")
    return ((note, note.accompagnement_id in lisibles) for note in notes)


def _note(note: Note, *, lisible: bool) -> dict[str, str]:
    contenu = {"texte": note.texte} if lisible else {"pourquoi_sans_texte": "L’accord a pris fin pour vous."}
    return {
        "association": note.accompagnement.nom_accompagnee,
        "pour": note.accompagnement.nom_accompagnatrice,
        "le": note.le.isoformat(),
        **contenu,
    }


def _demande(demande: Demande) -> dict[str, str | None]:
    return {
        "pour": demande.accompagnatrice.nom,
        "le": demande.creee_le.isoformat(),
        "acceptee_le": demande.servie_le.isoformat() if demande.servie_le else None,
        "revoquee_le": demande.revoquee_le.isoformat() if demande.revoquee_le else None,
    }


PART = Part(
    cle="accompagnement",
    garde=(
        (
            "Accompagner",
            "Les notes et les suivis que vous écrivez pour un réseau, cinq ans après la fin de l’accord, "
            "parce que l’association suivie les lit\u00a0; vos demandes, trente jours après leur fin.",
        ),
    ),
    efface=("Votre nom sous les notes, les suivis et les demandes d’accompagnement que vous avez écrits.",),
    reste=(
        "Vos notes et vos suivis, sans votre nom\u00a0: ils sont au réseau, et l’association suivie les lit.",
        "Les accords donnés au nom d’une structure, où vous n’êtes pas nommé·e\u00a0: ils prouvent ce "
        "qu’elle a permis, cinq ans après leur fin.",
    ),
    emporter=emporter,
    fichiers=fichiers,
    accords=accords,
)
declarer(PART)
