"""The roles of the editorial office and its workflow, installed as often as one likes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Task,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from contenus.models import AccueilPage, RelectureQuatreYeux

CIRCUIT = "Quatre yeux"
TACHE = "Relecture par une autre personne"
_GROUPES_DE_WAGTAIL = ("Editors", "Moderators")
_CIRCUIT_DE_WAGTAIL = ("Moderators approval", "Approbation des modérateurs")


@dataclass(frozen=True)
class Role:
    """What a group may do: with pages, with images and files, with the rest (`app.codename`)."""

    nom: str
    relit: bool
    pages: frozenset[str]
    medias: frozenset[str]
    reste: frozenset[str] = field(default_factory=frozenset)


_LIRE = frozenset(f"contenus.view_{nom}" for nom in ("nomenclature", "serie", "evenement")) | {
    f"webinaires.view_{nom}" for nom in ("rendezvous", "cycle", "organisation", "intervenant")
}
_ENTRER = frozenset({"wagtailadmin.access_admin"})
_CHOISIR = frozenset({"choose_image", "choose_document"})
_AJOUTER = frozenset({"add_image", "add_document"})
_MODERER = frozenset(
    {"contenus.change_evenement", "webinaires.view_temoignage", "webinaires.change_temoignage"}
)

REDACTION = Role("Rédaction", False, frozenset({"add", "change"}), _AJOUTER | _CHOISIR, _ENTRER | _LIRE)
RELECTURE = Role("Relecture", True, frozenset({"change"}), _CHOISIR, _ENTRER | _LIRE | _MODERER)
DIRECTION = Role(
    "Direction éditoriale",
    True,
    frozenset({"add", "change", "publish", "bulk_delete", "lock", "unlock"}),
    _AJOUTER | _CHOISIR | {"change_image", "change_document"},
    _ENTRER
    | _LIRE
    | _MODERER
    | {f"contenus.{verbe}_nomenclature" for verbe in ("add", "change")}
    | {f"contenus.{verbe}_serie" for verbe in ("add", "change")}
    | {f"webinaires.{verbe}_rendezvous" for verbe in ("add", "change")}
    | {
        f"webinaires.{verbe}_{nom}"
        for verbe in ("add", "change")
        for nom in ("cycle", "organisation", "intervenant")
    }
    | {"webinaires.view_inscription"}
    | {f"wagtailredirects.{verbe}_redirect" for verbe in ("add", "change", "delete")},
)
"""Lists and series have no draft: what is written there is read at once, so they stay with the direction.

Nobody deletes one: pages show the lists, and readers follow the series. Meetings stay with it too, and
nobody else reads the addresses of those who registered.
"""

ROLES = (REDACTION, RELECTURE, DIRECTION)


@transaction.atomic
def installer() -> list[str]:
    """Install groups, rights and workflow; return what changed, one sentence each.

    The three groups get exactly the rights written here: for other rights, make another group. Wagtail's
    two groups and its workflow are removed while nobody uses them. Members are never touched.
    """
    dits: list[str] = []
    for role in ROLES:
        dits += _installer_role(role)
    dits += _installer_circuit()
    dits += _retirer_ce_que_wagtail_avait_mis()
    return dits


def _installer_role(role: Role) -> list[str]:
    groupe, neuf = Group.objects.get_or_create(name=role.nom)
    dits = [f"Groupe «\u00a0{role.nom}\u00a0» créé."] if neuf else []
    changements = [
        _accorder_reste(groupe, role.reste),
        _accorder_medias(groupe, role.medias),
        _accorder_pages(groupe, role.pages),
    ]
    return dits + [f"Droits de «\u00a0{role.nom}\u00a0» mis à jour."] * any(changements)


def _permissions(noms: Iterable[str]) -> list[Permission]:
    """The rows of `app.codename`; one that does not exist is a mistake of ours."""
    voulues = {tuple(nom.split(".", 1)) for nom in noms}
    condition = Q(pk__in=())
    for app, code in voulues:
        condition |= Q(content_type__app_label=app, codename=code)
    trouvees = list(Permission.objects.filter(condition).select_related("content_type"))
    if len(trouvees) != len(voulues):
        connues = {(p.content_type.app_label, p.codename) for p in trouvees}
        raise Permission.DoesNotExist(f"Droits inconnus : {sorted(voulues - connues)}")
    return trouvees


def _accorder_reste(groupe: Group, noms: Iterable[str]) -> bool:
    voulues = _permissions(noms)
    if set(groupe.permissions.all()) == set(voulues):
        return False
    groupe.permissions.set(voulues)
    return True


def _accorder_medias(groupe: Group, codes: Iterable[str]) -> bool:
    racine = Collection.get_first_root_node()
    noms = [f"wagtail{'images' if code.endswith('image') else 'docs'}.{code}" for code in codes]
    voulues = {(racine.pk, permission.pk) for permission in _permissions(noms)}
    actuelles = GroupCollectionPermission.objects.filter(group=groupe)
    if set(actuelles.values_list("collection_id", "permission_id")) == voulues:
        return False
    actuelles.delete()
    for collection, permission in voulues:
        GroupCollectionPermission.objects.create(
            group=groupe, collection_id=collection, permission_id=permission
        )
    return True


def _accorder_pages(groupe: Group, verbes: Iterable[str]) -> bool:
    """Give rights over the whole site, and nowhere else; the site may not exist yet."""
    accueil = AccueilPage.objects.first()
    permissions = _permissions(f"wagtailcore.{verbe}_page" for verbe in verbes)
    voulues = {(accueil.pk, permission.pk) for permission in permissions} if accueil else set()
    actuelles = GroupPagePermission.objects.filter(group=groupe)
    if set(actuelles.values_list("page_id", "permission_id")) == voulues:
        return False
    actuelles.delete()
    for page, permission in voulues:
        GroupPagePermission.objects.create(group=groupe, page_id=page, permission_id=permission)
    return True


def _installer_circuit() -> list[str]:
    dits = []
    circuit, neuf = Workflow.objects.get_or_create(name=CIRCUIT)
    if neuf:
        dits.append(f"Circuit «\u00a0{CIRCUIT}\u00a0» créé.")
    tache, _ = RelectureQuatreYeux.objects.get_or_create(name=TACHE)
    relecteurs = list(Group.objects.filter(name__in=[role.nom for role in ROLES if role.relit]))
    if set(tache.groups.all()) != set(relecteurs):
        tache.groups.set(relecteurs)
        dits.append("Groupes de relecture mis à jour.")
    if not (circuit.active and tache.active):
        Workflow.objects.filter(pk=circuit.pk).update(active=True)
        Task.objects.filter(pk=tache.pk).update(active=True)
        dits.append(f"Circuit «\u00a0{CIRCUIT}\u00a0» remis en service.")
    if list(circuit.tasks.values_list("pk", flat=True)) != [tache.pk]:
        WorkflowTask.objects.filter(workflow=circuit).delete()
        WorkflowTask.objects.create(workflow=circuit, task=tache, sort_order=0)
        dits.append("Étapes du circuit mises à jour.")
    accueil = AccueilPage.objects.first()
    if accueil is None:
        return [*dits, "Pas encore de page d’accueil\u00a0: chargez le corpus, puis recommencez."]
    _, neuf = WorkflowPage.objects.update_or_create(page=accueil, defaults={"workflow": circuit})
    ailleurs = WorkflowPage.objects.filter(page__in=accueil.get_descendants()).delete()[0]
    return dits + ["Le circuit couvre tout le site."] * bool(neuf or ailleurs)


def _retirer_ce_que_wagtail_avait_mis() -> list[str]:
    """Its groups publish alone and its workflow lets one approve oneself."""
    groupes = Group.objects.filter(name__in=_GROUPES_DE_WAGTAIL, user=None)
    circuits = Workflow.objects.filter(name__in=_CIRCUIT_DE_WAGTAIL, workflow_states=None)
    noms = [*groupes.values_list("name", flat=True), *circuits.values_list("name", flat=True)]
    Task.objects.filter(workflow_tasks__workflow__in=circuits, task_states=None).delete()
    circuits.delete()
    groupes.delete()
    return [f"Retiré, personne ne s’en servait\u00a0: {', '.join(noms)}."] if noms else []
