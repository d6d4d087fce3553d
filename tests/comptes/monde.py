"""Everything somebody may type anywhere on the portal, once: each text, address and name holds their word."""

from datetime import timedelta

from django.utils import timezone

from accompagnement import demandes, suivis
from accompagnement.models import Accompagnement
from accompagnement.texte import PARTAGES
from comptes import cles, personnes, services
from comptes.models import Adhesion, Role, Structure, Utilisateur
from comptes.travaux import trouver
from contenus.models import AbonnementActualites, AbonnementSerie, Evenement, Serie
from parcours.models import AbonnementRappels
from reperes.seuil import Profil
from tests.comptes.fabrique import AdhesionFactory, StructureFactory, UtilisateurFactory
from tests.diagnostic.factories import DiagnosticFactory
from tests.parcours.chemins import cahier_neuf
from tests.regards.factories import CampagneFactory, participer
from tests.reperes.factories import deposer
from webinaires.models import Inscription, Rendezvous, Temoignage


def personne(mot: str) -> Utilisateur:
    """A person whose works, structure, mail and testimonies all say `mot`."""
    moi: Utilisateur = UtilisateurFactory(email=f"{mot}@exemple.fr", first_name=f"Prénom {mot}")
    adhesion = AdhesionFactory(
        membre=moi, structure__nom=f"Structure {mot}", administre=True, role=Role.GOUVERNANCE
    )
    diagnostic = DiagnosticFactory(nom=f"Diagnostic {mot}", commentaires={"A1": f"Commentaire {mot}"})
    deposer(diagnostic, profil=Profil("", f"region-{mot}", ""))
    cahier, code = cahier_neuf()
    cahier.nom = f"Cahier {mot}"
    cahier.save()
    campagne = CampagneFactory(nom=f"Campagne {mot}")
    prise = participer(CampagneFactory(nom=f"Invitation {mot}"), commentaires={"A1": f"Regard {mot}"})
    for sien in (diagnostic.code, code, campagne.code, prise.diagnostic.code):
        trouve = trouver(sien)
        assert trouve
        cles.attacher(trouve=trouve, par=moi)
    services.inviter(
        structure=adhesion.structure, par=moi, role="equipe", adresse=f"ami-{mot}@exemple.fr", depart=mot * 9
    )
    personnes.consentir(
        utilisateur=moi, objet="suivi", texte=f"D’accord, {mot}.", structure=adhesion.structure
    )
    _courriels(moi, mot)
    AbonnementRappels.objects.create(
        cahier=cahier, adresse=moi.email.upper(), confirme_le=timezone.now()
    ).envoyes.create(objet=f"ligne-{mot}", jour=timezone.localdate(), moment="jour")
    return moi


def _courriels(moi: Utilisateur, mot: str) -> None:
    maintenant = timezone.now()
    AbonnementActualites.objects.create(adresse=moi.email, frequence="mensuelle", confirme_le=maintenant)
    serie = Serie.objects.create(
        cle=f"serie-{mot}", titre=f"Série {mot}", cadence="quotidienne", statut="proposition", source="Essai"
    )
    AbonnementSerie.objects.create(adresse=moi.email, serie=serie)
    Evenement.objects.create(
        titre=f"Événement {mot}",
        description=f"Description {mot}",
        organisateur=f"Organisation {mot}",
        contact=moi.email,
        debut=maintenant,
        fin=maintenant + timedelta(hours=2),
    )
    rendezvous = Rendezvous.objects.create(cle=f"webinaire-{mot}", inscriptions=True)
    Inscription.objects.create(rendezvous=rendezvous, adresse=moi.email)
    Temoignage.objects.create(
        nom=f"Nom {mot}",
        courriel=moi.email.upper(),
        organisation=f"Employeur {mot}",
        sujet=f"Sujet {mot}",
        recit=f"Récit {mot}",
        jeton=services.tirer_depart(),
    )


def reseau(*gens: Utilisateur) -> Structure:
    """A network that these people coordinate."""
    structure: Structure = StructureFactory(nom="Le Réseau", nature=Structure.Nature.PARTENAIRE)
    for membre in gens:
        AdhesionFactory(structure=structure, membre=membre, role=Role.REFERENT)
    return structure


def accord(de: Adhesion, a: Structure, par: Utilisateur, mot: str = "") -> Accompagnement:
    """An agreement of a structure with a network, asked by `par`."""
    adresse = f"demande-{mot}@exemple.fr" if mot else ""
    demandes.demander(accompagnatrice=a, par=par, adresse=adresse, depart=services.tirer_depart())
    _, jeton, _ = demandes.demander(accompagnatrice=a, par=par, adresse="", depart=services.tirer_depart())
    return demandes.consentir(jeton=jeton, adhesion=de, portee=tuple(PARTAGES), travaux=[])


def noter(accord: Accompagnement, par: Utilisateur, texte: str) -> None:
    """One more note, over the last one."""
    derniere = accord.notes.first()
    suivis.noter(accord=accord, par=par, texte=texte, apres=derniere.pk if derniere else 0)
