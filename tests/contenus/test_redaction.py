"""The editor: drafts with gaps, hostile HTML, images, addresses, two people at once, lists and agenda."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from contenus.models import (
    ArticlePage,
    Evenement,
    ImageDuPortail,
    KitPage,
    MessageDeSerie,
    Nomenclature,
    Serie,
    Terme,
)
from tests.contenus.bureau import (
    UNE_IMAGE,
    article,
    bientot,
    creer,
    decider,
    embaucher,
    en_ligne,
    formulaire,
    image,
    modifier,
    paragraphe,
    poste,
    relire,
    soumettre,
)

pytestmark = pytest.mark.django_db


# --- A published page stays published ---------------------------------------------------------------------


def test_published_page_stays_as_it_is_while_somebody_edits_it(bureau, client):
    page = en_ligne(bureau)
    redactrice = poste(bureau.claire)
    modifier(redactrice, page, title="Brouillon", source="", corps=[paragraphe("<p>Phrase secrète</p>")])
    modifier(redactrice, page, title="Brouillon", **{"action-submit": "1"})
    decider(poste(bureau.denis), relire(page), "reject", comment="Non")
    page = relire(page)
    assert (page.live, page.title, page.has_unpublished_changes) == (True, "Trois-piliers", True)
    vue = client.get(page.url)
    assert (vue.status_code, "Phrase secrète" in vue.content.decode()) == (200, False)


@pytest.mark.parametrize("par_programme", [False, True])
def test_published_page_stays_online_until_its_scheduled_version(bureau, par_programme):
    page = en_ligne(bureau)
    if par_programme:  # no revision says what is live: Wagtail alone would take the page offline
        ArticlePage.objects.filter(pk=page.pk).update(live_revision=None)
    modifier(
        poste(bureau.claire),
        page,
        title="Version d’été",
        go_live_at=bientot(days=1),
        **{"action-submit": "1"},
    )
    decider(poste(bureau.denis), relire(page))
    page = relire(page)
    assert (page.live, page.title, page.approved_schedule) == (True, "Trois-piliers", True)
    assert page.live_revision.as_object().title == "Trois-piliers"


def test_page_whose_address_changes_leaves_a_redirection(bureau, client, django_capture_on_commit_callbacks):
    page = en_ligne(bureau)
    ancienne = page.url
    with django_capture_on_commit_callbacks(execute=True):
        modifier(poste(bureau.claire), page, slug="nouvelle-adresse", **{"action-submit": "1"})
        assert client.get(ancienne).status_code == 200
        decider(poste(bureau.denis), relire(page))
    assert client.get(ancienne).headers["Location"].endswith("/nouvelle-adresse/")


# --- Drafts -------------------------------------------------------------------------------------------------


def test_draft_with_empty_fields_is_kept(bureau):
    vide = creer(
        poste(bureau.claire),
        bureau,
        resume="",
        source="",
        corps=[("exemple", {"titre": "", "texte": "null"})],
    )
    page = ArticlePage.objects.get(slug="trois-piliers")
    assert (vide.status_code, page.live, page.resume) == (302, False, "")


def test_draft_without_a_title_is_refused_and_nothing_typed_is_lost(bureau):
    reponse = creer(poste(bureau.claire), bureau, title="", resume="Une phrase rare")
    assert (reponse.status_code, "Une phrase rare" in reponse.content.decode()) == (200, True)
    assert not ArticlePage.objects.exists()


def test_empty_page_has_a_name():
    assert [str(ArticlePage()), str(KitPage())] == ["Sans titre", "Sans titre"]


def test_submitting_asks_for_what_a_visitor_needs(bureau):
    reponse = creer(poste(bureau.claire), bureau, resume="", source=" ", **{"action-submit": "1"})
    erreurs = reponse.context["form"].errors
    assert set(erreurs) == {"resume", "source"}
    assert not ArticlePage.objects.exists()


# --- Addresses ----------------------------------------------------------------------------------------------


def test_address_promised_to_a_scheduled_page_is_refused_with_its_name(bureau):
    page = en_ligne(bureau)
    modifier(poste(bureau.claire), page, slug="rentree", go_live_at=bientot(days=3), **{"action-submit": "1"})
    decider(poste(bureau.denis), relire(page))
    reponse = creer(poste(bureau.claire), bureau, title="Autre", slug="rentree")
    (phrase,) = reponse.context["form"].errors["slug"]
    assert re.fullmatch(
        "L’adresse «\u00a0rentree\u00a0» est déjà retenue par «\u00a0Trois-piliers\u00a0», "
        r"dont la publication est programmée le \d\d/\d\d/\d{4} à \d\d:\d\d\.",
        phrase,
    )
    assert creer(poste(bureau.claire), bureau, title="Autre", slug="rentree-2").status_code == 302


def test_address_of_a_sibling_is_refused(bureau):
    en_ligne(bureau)
    assert "slug" in creer(poste(bureau.claire), bureau).context["form"].errors


# --- HTML pasted or posted ----------------------------------------------------------------------------------


WORD = (
    '<p class="MsoNormal" style="margin:0"><span lang="FR" style="color:red"><b>Gras</b><o:p></o:p></span>'
    '</p><h1>Titre</h1><table><tr><td>Case</td></tr></table><img src="file:///C:/logo.png">'
    '<font color="red">rouge</font>'
)
HOSTILE = (
    '<p onclick="x()">Bonjour<script>alert(1)</script></p><p><a href="javascript:alert(1)">ici</a></p>'
    '<p><a href="https://exemple.fr/">là</a></p><iframe src="//mal.exemple"></iframe><style>p{}</style>'
)


def _texte_garde(bureau, envoye):
    creer(poste(bureau.claire), bureau, corps=[("texte", envoye)])
    corps = ArticlePage.objects.get(slug="trois-piliers").corps
    return re.sub(r' data-block-key="\w+"', "", corps[0].value.source)


@pytest.mark.parametrize("html", [WORD, HOSTILE])
def test_pasted_html_comes_out_clean(bureau, html):
    garde = _texte_garde(bureau, paragraphe(html)[1])
    assert set(re.findall(r"</?(\w+)", garde)) <= {"p", "b", "i", "a", "ul", "ol", "li", "br"}
    assert not re.search(r"style|class|onclick|script|javascript|iframe|file:|Mso", garde)


def test_forged_content_of_the_rich_text_editor_comes_out_clean(bureau):
    liens = ["javascript:alert(1)", "jav\tascript:alert(1)", "data:text/html,x", "https://exemple.fr/"]
    blocs = [
        _bloc("<img src=x onerror=alert(1)>", genre="unstyled"),
        _bloc("Titre", genre="header-one"),
        *(_bloc(f"lien {rang}", lien=rang) for rang in range(len(liens))),
    ]
    entites = {
        str(rang): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": url}}
        for rang, url in enumerate(liens)
    } | {"9": {"type": "IMAGE", "mutability": "IMMUTABLE", "data": {"id": 1, "src": "x", "alt": ""}}}
    garde = _texte_garde(bureau, json.dumps({"blocks": blocs, "entityMap": entites}))
    assert re.findall(r'href="([^"]*)"', garde) == ["https://exemple.fr/"]
    assert "&lt;img src=x onerror=alert(1)&gt;" in garde
    assert "<h1" not in garde


def _bloc(texte, *, genre="unstyled", lien=None):
    portees = [] if lien is None else [{"offset": 0, "length": len(texte), "key": lien}]
    return {
        "key": f"k{abs(hash(texte)) % 9999}",
        "text": texte,
        "type": genre,
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": portees,
        "data": {},
    }


def test_bare_html_in_place_of_the_editors_content_is_refused_or_dropped(bureau):
    client = poste(bureau.claire)
    client.raise_request_exception = False
    creer(client, bureau, corps=[("texte", HOSTILE)])
    assert not Revision.objects.filter(content__corps__icontains="script").exists()


# --- Images -------------------------------------------------------------------------------------------------


def _bloc_image(photo, **champs):
    return ("image", {"image": str(photo.pk), "alt_text": "", **champs})


@pytest.mark.parametrize("alternatif", ["", "   "])
def test_image_without_alternative_text_cannot_be_submitted(bureau, alternatif):
    envoi = {"corps": [_bloc_image(image(), alt_text=alternatif)], "action-submit": "1"}
    reponse = creer(poste(bureau.claire), bureau, **envoi)
    assert "corps" in reponse.context["form"].errors
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("champs", [{"alt_text": "Une maison"}, {"decorative": "on"}])
def test_image_described_or_decorative_can_be_submitted(bureau, champs):
    envoi = {"corps": [_bloc_image(image(), **champs)], "action-submit": "1"}
    assert creer(poste(bureau.claire), bureau, **envoi).status_code == 302


def test_image_left_without_text_in_a_draft_keeps_the_page_from_going_live(bureau):
    creer(poste(bureau.claire), bureau, corps=[_bloc_image(image())])
    page = soumettre(bureau, ArticlePage.objects.get())
    decider(poste(bureau.denis), page)
    assert (relire(page).live, relire(page).current_workflow_state.status) == (False, "needs_changes")


@pytest.mark.parametrize(
    ("description", "acceptee"),
    [
        ("Trois piliers portent un toit", True),
        ("", False),
        ("  ", False),
        ("IMG_2034.jpg", False),
        ("DSC-12", False),
    ],
)
def test_uploaded_image_must_be_described(bureau, description, acceptee):
    envoi = {"title": "Maison", "file": SimpleUploadedFile("m.png", UNE_IMAGE, "image/png"), "tags": ""}
    poste(bureau.claire).post(reverse("wagtailimages:add"), envoi | {"description": description})
    assert ImageDuPortail.objects.exists() == acceptee


def test_several_images_at_once_wait_for_their_descriptions(bureau):
    client = poste(bureau.claire)
    envoi = {"title": "Maison", "files[]": SimpleUploadedFile("m.png", UNE_IMAGE, "image/png")}
    reponse = client.post(reverse("wagtailimages:add_multiple"), envoi).json()
    assert not ImageDuPortail.objects.exists()
    cle = reponse["uploaded_file_id"]
    description = {f"uploaded-image-{cle}-title": "Maison", f"uploaded-image-{cle}-description": "Une maison"}
    adresse = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[cle])
    client.post(adresse, description | {f"uploaded-image-{cle}-tags": ""})
    assert ImageDuPortail.objects.get().default_alt_text == "Une maison"


# --- Two editors, preview, checks ---------------------------------------------------------------------------


def test_second_editor_learns_that_somebody_saved_meanwhile(bureau):
    page = article(bureau, auteur=bureau.claire)
    claire, maud = poste(bureau.claire), poste(bureau.maud)
    claire.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    ouverture = maud.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    lue = page.get_latest_revision()
    modifier(claire, page, title="Celle de Claire")
    session = ouverture.context["editing_sessions"].current_session
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["wagtailcore", "page", page.pk, session.pk])
    envoi = {"revision_id": lue.pk, "revision_created_at": lue.created_at.isoformat()}
    autres = maud.post(ping, envoi).json()["other_sessions"]
    assert [autre["revision_id"] for autre in autres] == [relire(page).latest_revision_id]
    assert "Claire" in maud.post(ping, envoi).json()["html"]


def test_preview_uses_the_public_template_and_writes_nothing(bureau, client):
    page, redactrice = en_ligne(bureau), poste(bureau.claire)
    assert client.get(page.url).status_code == 200
    adresse = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    envoi = formulaire(page, title="Titre essayé", corps=[paragraphe("<p>Jamais enregistré</p>")])
    assert redactrice.post(adresse, envoi).json() == {"is_valid": True, "is_available": True}
    vue = redactrice.get(adresse + "?mode=")
    assert "contenus/page.html" in [gabarit.name for gabarit in vue.templates]
    assert "Jamais enregistré" in vue.content.decode()
    assert "wagtail-userbar" in vue.content.decode()  # carries the editor’s accessibility checks
    assert "Jamais enregistré" not in client.get(page.url).content.decode()
    assert (relire(page).title, page.revisions.count()) == ("Trois-piliers", 1)


def test_drafts_are_closed_to_visitors_and_to_those_who_do_not_work_here(bureau, client):
    page = article(bureau)
    passant = poste(embaucher(None, "passant"))
    assert client.get(page.url or "/comprendre/trois-piliers/").status_code == 404
    for qui in (client, passant):
        for nom in ("edit", "preview_on_edit", "view_draft"):
            assert qui.get(reverse(f"wagtailadmin_pages:{nom}", args=[page.pk])).status_code in (302, 403)


def test_office_speaks_french_and_checks_accessibility(bureau):
    page = article(bureau, auteur=bureau.claire)
    texte = poste(bureau.claire).get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert '<html lang="fr"' in texte
    assert "checker-axe-configuration" in texte
    assert not re.search(r">\s*(Save draft|Publish|Submit for moderation|Title)\s*<", texte)


# --- Lists, series, agenda ----------------------------------------------------------------------------------


def _nomenclature(**champs):
    valeurs = {"cle": "piliers", "titre": "Piliers", "statut": "source", "source": "Le RAMEAU"}
    return Nomenclature.objects.create(**{**valeurs, **champs})


def _terme(liste, code, rang):
    return Terme.objects.create(
        nomenclature=liste, code=code, rang=rang, intitule=code, statut="source", source="S"
    )


def test_direction_edits_a_list_with_its_rows(bureau):
    liste = _nomenclature()
    terme = _terme(liste, "humain", 1)
    ligne = {
        "code": "humain",
        "rang": "1",
        "statut": "source",
        "source": "S",
        "donnees": "{}",
        "id": str(terme.pk),
    }
    description = paragraphe('<p>Un <b>mot</b> <script>x</script><a href="javascript:x">ici</a></p>')[1]
    envoi = {"cle": "piliers", "titre": "Les piliers", "statut": "source", "source": "S", "incomplete": ""}
    envoi |= {"description": description}
    envoi["termes"] = inline_formset(
        [{**ligne, "intitule": "Richesses", "description": description}], initial=1
    )
    adresse = reverse("wagtailsnippets_contenus_nomenclature:edit", args=[liste.pk])
    assert poste(bureau.maud).post(adresse, nested_form_data(envoi)).status_code == 302
    liste.refresh_from_db()
    terme.refresh_from_db()
    assert (liste.titre, terme.intitule) == ("Les piliers", "Richesses")
    assert not re.search("javascript|<script", liste.description + terme.description)


@pytest.mark.parametrize(("prenom", "statut"), [("claire", 302), ("denis", 302), ("maud", 200)])
def test_only_the_direction_writes_where_there_is_no_draft(bureau, prenom, statut):
    client = poste(getattr(bureau, prenom))
    serie = Serie.objects.create(cle="s", titre="S", cadence="quotidienne", statut="source", source="S")
    for nom, pk in (("nomenclature", _nomenclature().pk), ("serie", serie.pk)):
        adresse = reverse(f"wagtailsnippets_contenus_{nom}:edit", args=[pk])
        assert client.get(adresse).status_code == statut
        assert client.get(reverse(f"wagtailsnippets_contenus_{nom}:list")).status_code == 200


def test_series_show_their_messages_and_never_who_follows_them(bureau):
    serie = Serie.objects.create(
        cle="21-jours", titre="21 jours", cadence="quotidienne", statut="source", source="S"
    )
    MessageDeSerie.objects.create(
        serie=serie, rang=1, titre="Premier jour", texte="<p>a</p>", statut="source", source="S"
    )
    serie.abonnements.create(adresse="abonnee@exemple.fr")
    admin = poste(embaucher(None, "admin", is_superuser=True))
    texte = admin.get(reverse("wagtailsnippets_contenus_serie:edit", args=[serie.pk])).content.decode()
    assert ("Premier jour" in texte, "abonnee@exemple.fr" in texte) == (True, False)
    accueil = admin.get(reverse("wagtailadmin_home")).content.decode().lower()
    assert "abonnement" not in accueil


@pytest.mark.parametrize("lignes", [1, 3])
def test_list_brings_its_rows_in_two_queries(lignes, django_assert_num_queries):
    for rang in range(lignes):
        liste = _nomenclature(cle=f"liste-{rang}")
        for code in ("a", "b", "c")[:lignes]:
            _terme(liste, code, ord(code))
    with django_assert_num_queries(2):
        lus = [[t.code for t in liste.termes.all()] for liste in Nomenclature.objects.avec_termes()]
    assert lus == [["a", "b", "c"][:lignes]] * lignes


def _evenement(titre="Rencontre", **champs):
    debut = timezone.now() + timedelta(days=10)
    valeurs = {
        "description": "D",
        "debut": debut,
        "fin": debut + timedelta(hours=2),
        "organisateur": "Cré-sol",
    }
    return Evenement.objects.create(titre=titre, contact="contact@exemple.fr", **{**valeurs, **champs})


@pytest.mark.parametrize("lignes", [1, 3])
def test_agenda_lists_what_waits_first(bureau, lignes):
    for rang in range(lignes):
        _evenement(f"Publié {rang}", etat="publie", debut=timezone.now())
        _evenement(f"Proposé {rang}")
    client = poste(bureau.denis)
    adresse = reverse("wagtailsnippets_contenus_evenement:list")
    titres = [e.titre for e in client.get(adresse).context["object_list"]]
    assert [titre.split()[0] for titre in titres] == ["Proposé"] * lignes + ["Publié"] * lignes
    filtres = client.get(adresse + "?etat=publie").context["object_list"]
    assert {e.etat for e in filtres} == {"publie"}


def test_reviewer_publishes_then_cancels_an_event(bureau):
    evenement, client = _evenement(), poste(bureau.denis)
    publier = reverse("decider_evenement", args=[evenement.pk, "publier"])
    annuler = reverse("decider_evenement", args=[evenement.pk, "annuler"])
    assert publier in client.get(reverse("wagtailsnippets_contenus_evenement:list")).content.decode()
    assert client.get(publier).status_code == 200
    evenement.refresh_from_db()
    assert evenement.etat == "propose"
    client.post(publier)
    assert "motif" in client.post(annuler, {"motif": " "}).context["form"].errors
    client.post(annuler, {"motif": "La salle est fermée."})
    evenement.refresh_from_db()
    assert (evenement.etat, evenement.motif) == ("annule", "La salle est fermée.")


def test_decision_that_came_too_late_is_told_in_a_sentence(bureau):
    evenement = _evenement(etat="publie")
    adresse = reverse("decider_evenement", args=[evenement.pk, "refuser"])
    reponse = poste(bureau.denis).post(adresse, {"motif": "Hors sujet"})
    assert "a déjà paru dans l’agenda" in reponse.content.decode()


@pytest.mark.parametrize("prenom", ["claire", "passant"])
def test_agenda_is_decided_by_reviewers_only(bureau, prenom):
    personne = getattr(bureau, prenom, None) or embaucher(None, "passant")
    evenement = _evenement()
    poste(personne).post(reverse("decider_evenement", args=[evenement.pk, "publier"]))
    evenement.refresh_from_db()
    assert evenement.etat == "propose"


def test_correction_of_a_published_event_is_told_to_calendars(bureau):
    evenement = _evenement(etat="publie")
    envoi = {
        nom: getattr(evenement, nom) for nom in ("titre", "description", "organisateur", "contact", "region")
    }
    envoi |= {
        nom: f"{timezone.localtime(getattr(evenement, nom)):%Y-%m-%d %H:%M}" for nom in ("debut", "fin")
    }
    envoi |= {"lieu": "Orléans", "domaine": "", "adresse": ""}
    poste(bureau.denis).post(reverse("wagtailsnippets_contenus_evenement:edit", args=[evenement.pk]), envoi)
    evenement.refresh_from_db()
    assert (evenement.lieu, evenement.sequence, evenement.etat) == ("Orléans", 1, "publie")


SALLES = {
    "wagtailadmin_home": ("claire", "denis", "maud", "admin"),
    "wagtailimages:index": ("claire", "maud", "admin"),
    "wagtaildocs:index": ("claire", "maud", "admin"),
    "wagtailimages:add_multiple": ("claire", "maud", "admin"),
    "wagtailredirects:index": ("maud", "admin"),
    "wagtailadmin_reports:workflow": ("claire", "denis", "maud", "admin"),
    "wagtailadmin_workflows:index": ("admin",),
    "wagtailusers_users:add": ("admin",),
    "wagtailusers_groups:index": ("admin",),
}


@pytest.mark.parametrize("salle", SALLES)
def test_rooms_open_to_those_who_work_there(bureau, salle):
    personnes = {nom: getattr(bureau, nom) for nom in ("claire", "denis", "maud")}
    personnes |= {"admin": embaucher(None, "admin", is_superuser=True), "passant": embaucher(None, "passant")}
    ouvertes = [nom for nom, qui in personnes.items() if poste(qui).get(reverse(salle)).status_code == 200]
    assert tuple(ouvertes) == SALLES[salle]


def test_office_keeps_a_journal(bureau):
    page = article(bureau, auteur=bureau.claire)
    modifier(poste(bureau.claire), page, title="Autre titre")
    assert PageLogEntry.objects.filter(page=page, action="wagtail.edit", user=bureau.claire).exists()
