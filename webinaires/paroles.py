"""What was said: subtitles taken in, rewritten when a speaker objects, read as a transcript."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from comptes.models import Utilisateur
from contenus import memoire
from contenus.erreurs import ErreurMetier
from kits.lectures import Lecture, parmi
from webinaires import noms, vtt
from webinaires.decoupe import paragraphes
from webinaires.models import Intervenant, Intervention, Passage, Transcription, WebinairePage
from webinaires.models.pages import appeler
from webinaires.models.voix import empreinte_de_cle
from webinaires.noms import Nom

SANS_NOM, SANS_VOIX = "Une personne qui n’est pas nommée", "Une voix qui n’est pas précisée"
VERSEE, RETIREE = "webinaires.transcription.verser", "webinaires.transcription.retirer"
_VOIX = Lecture(
    lambda: (
        Intervention.objects.filter(parmi("page_id", "pages"))
        .order_by("page_id", "sort_order")
        .values_list(
            "page_id", "intervenant_id", "intervenant__prenom", "intervenant__nom", "fonction",
            "organisation__nom",
        )
    )
)  # fmt: skip
_ANNONCE = re.compile(r"([^:<>\n]{3,80}?)\s?:\s+(\S.*)", re.DOTALL)
"""« Prénom Nom : », as meeting tools write who speaks."""


class FichierRefuse(ErreurMetier):
    """The file cannot be kept; `fautes` says why, line by line."""

    def __init__(self, fautes: list[vtt.Faute]) -> None:
        super().__init__(" ".join(map(str, fautes)))
        self.fautes = fautes


@dataclass(frozen=True, slots=True)
class Versement:
    """What was done with a file. `effaces`: names taken out, because a person asked not to be named.

    `a_relire`: someone of this webinar is not to be named, whose name the portal no longer knows.
    """

    change: bool
    passages: int
    reconnues: tuple[str, ...] = ()
    inconnues: tuple[str, ...] = ()
    remarques: tuple[vtt.Faute, ...] = ()
    effaces: int = 0
    a_relire: bool = False


def verser_transcription(
    *, webinaire: WebinairePage, octets: bytes, nom_du_fichier: str = "", par: Utilisateur | None = None
) -> Versement:
    """Keep a WebVTT file as the transcript of a webinar, in place of the former one.

    Effects: names of persons who objected are taken out, where their fingerprint tells them; voices are
    matched with the speakers of the webinar; the file and its passages are written, in one transaction;
    the journal says so; remembered pages are forgotten. The same file twice changes nothing.

    Raises:
        FichierRefuse: the file is not right; nothing is written, the former transcript stays.
    """
    lecture = vtt.lire(octets)
    if not lecture.juste:
        raise FichierRefuse(lecture.fautes)
    with transaction.atomic():
        WebinairePage.objects.select_for_update(of=("self",)).get(pk=webinaire.pk)
        interventions = interventions_de(webinaire.pk)
        texte, effaces = _taire_les_opposes(lecture.texte, interventions)
        if effaces:
            lecture = replace(vtt.lire(texte.encode()), remarques=lecture.remarques)
        nommees = _attribuer(lecture.repliques, interventions)
        lignes = _lignes(nommees)
        change = _ecrire(webinaire, texte, nom_du_fichier, par, lignes)
        if change:
            log(instance=webinaire, action=VERSEE, user=par, data={"passages": len(lignes)})
            transaction.on_commit(memoire.oublier)
    return Versement(
        change=change,
        passages=len(lignes),
        reconnues=tuple(nommees.dits.values()),
        inconnues=tuple(v for v in vtt.voix_de(nommees.repliques) if v and v not in nommees.qui),
        remarques=tuple(lecture.remarques),
        effaces=effaces,
        a_relire=any(i.intervenant and i.intervenant.oppose_le for i in interventions),
    )


@transaction.atomic
def retirer_transcription(*, webinaire: WebinairePage, par: Utilisateur | None = None) -> bool:
    """Take the transcript of a webinar away, file and passages; True if there was one."""
    combien, _ = Transcription.objects.filter(webinaire=webinaire).delete()
    if combien:
        log(instance=webinaire, action=RETIREE, user=par)
        transaction.on_commit(memoire.oublier)
    return bool(combien)


@transaction.atomic
def reprendre_les_voix(*, webinaire: WebinairePage) -> bool:
    """Match the voices again with the speakers of a webinar, who may have changed; True if one did."""
    transcription = Transcription.objects.select_for_update().filter(webinaire_id=webinaire.pk).first()
    if transcription is None:
        return False
    lecture = vtt.lire(transcription.vtt.encode())
    lignes = _lignes(_attribuer(lecture.repliques, interventions_de(webinaire.pk)))
    if lignes == _lignes_de(transcription):
        return False
    _remplacer_les_passages(transcription, lignes)
    transaction.on_commit(memoire.oublier)
    return True


@transaction.atomic
def taire(*, intervenant: Intervenant) -> int:
    """Take the name of a person out of every transcript; return how many times it was there.

    To be called while the name is still known, in the transaction that erases it. In the words, in the
    names of the voices, in the files and their names, the person's function takes its place.
    """
    if not intervenant.nom_complet and not intervenant.variantes:
        return 0
    combien = 0
    for cle in Transcription.objects.order_by("pk").values_list("pk", flat=True):
        transcription = Transcription.objects.select_for_update().get(pk=cle)
        combien += _taire_dans(transcription, intervenant)
    if combien:
        transaction.on_commit(memoire.oublier)
    return combien


def interventions_de(page: int) -> list[Intervention]:
    """The interventions of a page, in order, with who spoke and for whom."""
    trouvees = Intervention.objects.filter(page_id=page).order_by("sort_order")
    return list(trouvees.select_related("intervenant", "organisation"))


def voix_de(pages: Iterable[int]) -> list[tuple[int, int | None, str]]:
    """Who speaks in these pages, in order: the page, the person if known, how the voice is called."""
    return [
        (page, qui, appeler(f"{prenom or ''} {nom or ''}".strip(), fonction, organisation or ""))
        for page, qui, prenom, nom, fonction, organisation in _VOIX(pages=[*pages])
    ]


def appellation(intervention: Intervention | None) -> str:
    """How a person who objected is called: by the function, never by the name."""
    if intervention is None:
        return SANS_NOM
    return intervention.fonction or (intervention.organisation.nom if intervention.organisation else SANS_NOM)


# --- Who speaks ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Nommees:
    """Cues whose voice is written one way a person, and who these voices are."""

    repliques: list[vtt.Replique] = field(default_factory=list)
    qui: dict[str, int] = field(default_factory=dict)
    dits: dict[str, str] = field(default_factory=dict)


def _attribuer(repliques: Iterable[vtt.Replique], interventions: list[Intervention]) -> _Nommees:
    entieres, partielles = _reconnaissance(interventions)
    voix_de = {i.intervenant_id: i.voix for i in reversed(interventions) if i.intervenant_id}
    nommees, ecrites = _Nommees(), dict[int, str]()
    for dite in repliques:
        replique, cle = dite, _reconnaitre(dite.voix, entieres, partielles)
        if not dite.voix and (annonce := _ANNONCE.fullmatch(dite.texte)):
            cle = _reconnaitre(annonce[1], entieres, {})
            replique = replace(dite, voix=annonce[1], texte=annonce[2]) if cle else dite
        if cle:
            ecrit = ecrites.setdefault(cle, replique.voix)
            replique = replace(replique, voix=ecrit)
            nommees.qui[ecrit], nommees.dits[ecrit] = cle, voix_de[cle]
        nommees.repliques.append(replique)
    return nommees


def _reconnaissance(
    interventions: list[Intervention],
) -> tuple[Mapping[str, set[int]], Mapping[str, set[int]]]:
    """What calls each speaker: whole names and spellings; then a first or a last name alone."""
    entieres: dict[str, set[int]] = {}
    partielles: dict[str, set[int]] = {}
    for intervention in interventions:
        qui = intervention.intervenant
        if qui is None:
            continue
        dits = nom_de(qui).graphies() if not qui.oppose_le else (appellation(intervention),)
        for cle in {cle for dit in dits for cle in noms.cles(dit)}:
            entieres.setdefault(cle, set()).add(qui.pk)
        for partie in filter(None, (qui.prenom, qui.nom)):
            partielles.setdefault("".join(noms.mots(partie)), set()).add(qui.pk)
    return entieres, partielles


def _reconnaitre(dit: str, *reconnaissances: Mapping[str, set[int]]) -> int | None:
    """Return the only speaker who answers to a voice; nobody rather than one of two."""
    cles = noms.cles(dit)
    for connues in reconnaissances:
        trouves = {qui for cle in cles for qui in connues.get(cle, ())}
        if trouves:
            return trouves.pop() if len(trouves) == 1 else None
    return None


def nom_de(qui: Intervenant) -> Nom:
    """The name of a person, as it is taken out of a text."""
    return Nom(qui.prenom, qui.nom, tuple(qui.variantes))


# --- Those who are not to be named -----------------------------------------------------------


def _taire_les_opposes(texte: str, interventions: list[Intervention]) -> tuple[str, int]:
    """Take out the names of those who objected, which the portal does not know any more.

    The fingerprint of the key « nom-prenom » tells whether a name that the file writes is one of them.
    """
    opposes = {qui.empreinte: qui for qui in Intervenant.objects.exclude(oppose_le=None)}
    combien = 0
    for suite in dict.fromkeys(noms.suites(texte)) if opposes else ():
        for prenom, nom in noms.tours(suite):
            cle = "-".join(noms.plier(" ".join(nom + prenom)).split())
            qui = opposes.get(empreinte_de_cle(cle))
            if qui is not None:
                ici = next((i for i in interventions if i.intervenant_id == qui.pk), None)
                seul = ici is not None and _seul_a_porter(prenom[0], qui, interventions)
                par = appellation(ici or qui.interventions.order_by("-page__debut").first())
                nomme = Nom(" ".join(prenom), " ".join(nom), prenom_seul=seul)
                texte, fois = noms.effacer_du_vtt(texte, nomme, par)
                combien += fois
    return texte, combien


def _seul_a_porter(prenom: str, qui: Intervenant, interventions: Iterable[Intervention]) -> bool:
    autres = (i.intervenant for i in interventions if i.intervenant_id not in (None, qui.pk))
    return all(noms.plier(autre.prenom) != noms.plier(prenom) for autre in autres if autre)


def _taire_dans(transcription: Transcription, qui: Intervenant) -> int:
    interventions = interventions_de(transcription.webinaire_id)
    ici = next((i for i in interventions if i.intervenant_id == qui.pk), None)
    par = appellation(ici or qui.interventions.order_by("-page__debut").first())
    nom = replace(nom_de(qui), prenom_seul=ici is not None and _seul_a_porter(qui.prenom, qui, interventions))
    fichier, combien = noms.effacer_du_vtt(transcription.vtt, nom, par)
    nom_du_fichier, fois = noms.effacer(transcription.nom_du_fichier, nom, "")
    if not combien + fois:
        return 0
    Transcription.objects.filter(pk=transcription.pk).update(vtt=fichier, nom_du_fichier=nom_du_fichier)
    changes = []
    for passage in transcription.passages.defer("vecteur"):
        texte, dans_le_texte = noms.effacer(passage.texte, nom, f"[{par}]")
        voix, dans_la_voix = noms.effacer(passage.voix, nom, par)
        if dans_le_texte or dans_la_voix:
            passage.texte, passage.voix = texte, voix[: vtt.VOIX_MAX]
            changes.append(passage)
    Passage.objects.bulk_update(changes, ["texte", "voix"], batch_size=500)
    return combien + fois


# --- What is written -------------------------------------------------------------------------

_Ligne = tuple[int, int, int, int | None, str, str]


def _lignes(nommees: _Nommees) -> list[_Ligne]:
    """The passages as rows: rank, beginning, end, speaker, voice as written when it is nobody's, words."""
    return [
        (rang, p.debut, p.fin, cle := nommees.qui.get(p.voix), "" if cle else p.voix, p.texte)
        for rang, p in enumerate(paragraphes(nommees.repliques))
    ]


def _lignes_de(transcription: Transcription) -> list[Any]:
    champs = ("rang", "debut", "fin", "intervenant_id", "voix", "texte")
    return list(transcription.passages.order_by("rang").values_list(*champs))


def _ecrire(
    webinaire: WebinairePage, texte: str, nom: str, par: Utilisateur | None, lignes: list[_Ligne]
) -> bool:
    deja = Transcription.objects.filter(webinaire_id=webinaire.pk).first()
    if deja is not None and deja.vtt == texte and lignes == _lignes_de(deja):
        return False
    champs = {"vtt": texte, "nom_du_fichier": nom[:200], "televersee_par": par}
    transcription, _ = Transcription.objects.update_or_create(webinaire_id=webinaire.pk, defaults=champs)
    _remplacer_les_passages(transcription, lignes)
    return True


def _remplacer_les_passages(transcription: Transcription, lignes: list[_Ligne]) -> None:
    transcription.passages.all().delete()
    Passage.objects.bulk_create(
        (
            Passage(
                transcription=transcription, rang=rang, debut=debut, fin=fin, intervenant_id=qui, voix=voix,
                texte=texte,
            )
            for rang, debut, fin, qui, voix, texte in lignes
        ),
        batch_size=500,
    )  # fmt: skip
