// The cap is kept as soon as its three weights make sense, and waits on this device without network.
// Without this script, « Placer le cap » does the same.

const formulaire = document.querySelector("form.cap");
const etat = formulaire.querySelector("[data-etat-cap]");
const champs = [...formulaire.querySelectorAll("input")];
const CLE = `trajectoires.cap.${formulaire.dataset.reserve}`;

function sensee() {
  return formulaire.checkValidity() && champs.some((champ) => Number(champ.value));
}

let enCours = null;

function placer() {
  enCours = envoyer().finally(() => { enCours = null; });
  return enCours;
}

async function envoyer() {
  if (!sensee()) return false;
  const envoi = new URLSearchParams(champs.map((champ) => [champ.name, champ.value]));
  localStorage.setItem(CLE, envoi);
  try {
    const reponse = await fetch(formulaire.action, { method: "POST", body: envoi, redirect: "manual" });
    if (reponse.type !== "opaqueredirect") throw new Error(reponse.status);
  } catch {
    etat.textContent = "Hors connexion\u00a0: le cap est gardé sur cet appareil, il sera placé au retour du réseau.";
    return false;
  }
  localStorage.removeItem(CLE);
  etat.textContent = "Le cap est enregistré. Le dessin le montrera en rouvrant cette page.";
  return true;
}

formulaire.addEventListener("change", placer);
formulaire.addEventListener("submit", async (evenement) => {
  if (evenement.submitter?.name === "retirer") return localStorage.removeItem(CLE);
  if (!sensee()) return undefined;
  evenement.preventDefault();
  if (await placer()) location.replace(formulaire.dataset.ensuite);
  return undefined;
});
addEventListener("online", placer);
// A document asked for at once must already hold the cap.
document.addEventListener("submit", async (evenement) => {
  if (!enCours || evenement.target === formulaire || evenement.defaultPrevented) return;
  evenement.preventDefault();
  await enCours;
  evenement.target.requestSubmit(evenement.submitter);
});

const attente = localStorage.getItem(CLE);
if (attente) {
  for (const [nom, valeur] of new URLSearchParams(attente)) formulaire.elements[nom].value = valeur;
  placer();
}
