"""The takeout: everything about a person, as one archive that a person and a program can read."""

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Manager
from django.db.models.functions import Lower
from django.utils import timezone

from comptes import cles, parts
from comptes.cles import Travail
from comptes.models import Acces, Invitation, Rattachement, Utilisateur
from comptes.parts import Accord, Personne
from comptes.travaux import Fichier
from kits.porte import CodeInconnu


def exporter(*, utilisateur: Utilisateur) -> bytes:
    """Everything about a person, as a ZIP: `moi.json`, the files of their works and those of each app.

    The codes of these works are in it: they are theirs, and without them the keys would go with the account.
    Works of structures are named, not copied: they are not about this person alone.
    """
    personne = parts.decrire(utilisateur, communs=True)
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", zipfile.ZIP_DEFLATED) as archive:
        contenu = json.dumps(_moi(personne), ensure_ascii=False, indent=2)
        archive.writestr("moi.json", contenu)
        for dossier, fichier in _fichiers(personne.travaux):
            archive.writestr(f"{dossier}/{fichier.nom}", fichier.contenu)
        for part in parts.parts():
            for fichier in part.fichiers(personne):
                archive.writestr(f"{part.cle}/{fichier.nom}", fichier.contenu)
    return tampon.getvalue()


def _fichiers(travaux: Iterable[Travail]) -> Iterator[tuple[str, Fichier]]:
    for rang, travail in enumerate(travaux, start=1):
        if travail.genre and travail.vivant:
            nom = re.sub(r"[^\w-]+", "-", travail.nom).strip("-")[:60]
            with suppress(CodeInconnu):  # erased by somebody else meanwhile
                for fichier in travail.genre.exporter(travail.code):
                    yield f"travaux/{rang:03}-{travail.genre.cle}-{nom}", fichier


def _moi(personne: Personne) -> dict[str, Any]:
    moi = personne.utilisateur
    adhesions = moi.adhesions.select_related("structure").order_by("depuis", "pk")
    consentements = moi.consentements.select_related("structure").order_by("donne_le", "pk")
    return {
        "emporte_le": timezone.now().isoformat(),
        "compte": _compte(moi),
        "structures": [
            {
                "structure": a.structure.nom,
                "role": a.role,
                "administre": a.administre,
                "depuis": _iso(a.depuis),
            }
            for a in adhesions
        ],
        "travaux": [_travail(t) | {"code": t.code} for t in personne.travaux],
        "travaux_partages": _partages(moi),
        "consentements": [
            {
                "pour": c.structure.nom if c.structure else None,
                "objet": c.objet,
                "texte": c.texte,
                "donne_le": _iso(c.donne_le),
                "retire_le": _iso(c.retire_le),
            }
            for c in consentements
        ],
        "accords": [_accord(accord) for accord in parts.accords_de(personne)],
        "gestes": _gestes(moi.acces),
        "gestes_sur_moi": _gestes(moi.acces_subis),
        **_invitations(personne),
        **{part.cle: lu for part in parts.parts() if (lu := part.emporter(personne))},
    }


def _compte(moi: Utilisateur) -> dict[str, Any]:
    adresses = EmailAddress.objects.filter(user=moi).order_by("email")
    facteurs = Authenticator.objects.filter(user_id=moi.pk).order_by("created_at")
    return {
        "adresse": moi.email,
        "adresses": [{"adresse": a.email, "verifiee": a.verified} for a in adresses],
        "nom_affiche": moi.get_full_name(),
        "cree_le": _iso(moi.date_joined),
        "derniere_connexion": _iso(moi.last_login),
        "prevenu_de_l_effacement_le": _iso(moi.prevenu_le),
        "facons_d_entrer": [
            {
                "genre": f.type,
                "nom": f.data.get("name", ""),
                "ajoutee_le": _iso(f.created_at),
                "utilisee_le": _iso(f.last_used_at),
            }
            for f in facteurs
        ],
        "identites": [
            {"fournisseur": i.provider, "identifiant": i.uid, "recu": i.extra_data}
            for i in SocialAccount.objects.filter(user_id=moi.pk).order_by("pk")
        ],
        "appareils": [
            {
                "adresse_ip": s.ip,
                "navigateur": s.user_agent,
                "depuis": _iso(s.created_at),
                "vu_le": _iso(s.last_seen_at),
            }
            for s in UserSession.objects.filter(user_id=moi.pk).order_by("created_at")
        ],
    }


def _travail(travail: Travail) -> dict[str, Any]:
    rattachement = travail.rattachement
    return {"genre": rattachement.genre, "nom": travail.nom, "attache_le": _iso(rattachement.attache_le)}


def _partages(moi: Utilisateur) -> list[dict[str, Any]]:
    """The keys this person gave to structures: named as they were when one may no longer open them."""
    siens = Rattachement.objects.filter(attache_par=moi, structure__isnull=False)
    lus = cles.lire(siens.select_related("structure").order_by("attache_le", "pk"))
    dedans = set(moi.adhesions.exclude(role="partenaire").values_list("structure_id", flat=True))
    return [
        _travail(t)
        | {"structure": t.rattachement.structure.nom if t.rattachement.structure else ""}
        | ({} if t.rattachement.structure_id in dedans else {"nom": ""})
        for t in lus
    ]


def _accord(accord: Accord) -> dict[str, str | None]:
    return {
        "pour": accord.pour,
        "a_qui": accord.a_qui,
        "texte": accord.texte,
        "portee": accord.portee,
        "donne_le": accord.donne_le.isoformat(),
        "retire_le": accord.retire_le.isoformat() if accord.retire_le else None,
    }


def _invitations(personne: Personne) -> dict[str, Sequence[dict[str, Any]]]:
    toutes = Invitation.objects.select_related("structure").order_by("creee_le", "pk")
    return {
        "invitations_envoyees": [
            {"structure": i.structure.nom, "adresse": i.adresse, "role": i.role, "le": _iso(i.creee_le)}
            for i in toutes.filter(par=personne.utilisateur)
        ],
        "invitations_recues": [
            {"structure": i.structure.nom, "role": i.role, "le": _iso(i.creee_le)}
            for i in toutes.annotate(basse=Lower("adresse")).filter(basse__in=personne.adresses)
        ],
    }


def _gestes(lignes: Manager[Acces]) -> list[dict[str, str | None]]:
    return [
        {"structure": g.structure.nom, "geste": g.geste, "objet": g.objet, "le": _iso(g.le)}
        for g in lignes.select_related("structure").order_by("le", "pk")
    ]


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
