// Saves each answer as it is given. Without this script the same form still works, by its buttons.
//
// What is typed goes first into the browser's storage, one entry per field and tab, and leaves it only
// when the server has said that it is written. An entry that waits is shown as waiting; it is sent again
// when the network returns, and at the next visit. Sending twice is harmless (auteur + sequence). An
// entry that the server refuses stays too, with the reason, until it is corrected.

const REPRISES = [1000, 2000, 5000, 15000, 30000];
const PAUSE_DE_FRAPPE = 900;
const SURVIE = 2000; // characters
const PAUSE_DE_PASSAGE = 500; // arrow keys choose every level they pass over: only the last one is sent
const formulaires = [...document.querySelectorAll("form[data-saisie]")];
const reserve = formulaires[0]?.dataset.reserve ?? "";
const PREFIXE = `trajectoires:${reserve}:`;
const HEURE = `trajectoires.heure.${reserve}`;
const secours = new Map();

const coffre = {
  lire(cle) {
    if (secours.has(cle)) return secours.get(cle);
    try { return localStorage.getItem(cle); } catch { return null; }
  },
  ecrire(cle, valeur) {
    secours.delete(cle);
    try { localStorage.setItem(cle, valeur); } catch { secours.set(cle, valeur); }
  },
  oter(cle) {
    secours.delete(cle);
    try { localStorage.removeItem(cle); } catch { /* kept in memory only */ }
  },
  entrees() {
    const cles = new Set(secours.keys());
    try { for (let i = 0; i < localStorage.length; i += 1) cles.add(localStorage.key(i)); } catch { /* private mode */ }
    return [...cles]
      .filter((cle) => cle.startsWith(PREFIXE))
      .map((cle) => [cle, JSON.parse(this.lire(cle))])
      .filter(([, entree]) => entree) // another tab may just have sent it
      .sort(([, a], [, b]) => a.sequence - b.sequence);
  },
  attentes() {
    return this.entrees().filter(([, entree]) => !entree.refus);
  },
};

function tirer() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (o) => o.toString(16).padStart(2, "0")).join("");
}

const onglet = tirer();
const auteur = (() => {
  const connu = coffre.lire("trajectoires.auteur");
  const identifiant = connu || tirer();
  if (!connu) coffre.ecrire("trajectoires.auteur", identifiant);
  return identifiant;
})();

function sequence() {
  const suivante = Math.max(Date.now() * 1000, Number(coffre.lire("trajectoires.sequence") ?? 0) + 1);
  coffre.ecrire("trajectoires.sequence", String(suivante));
  return suivante;
}

// --- What the page says ---------------------------------------------------------------------

const etats = document.querySelectorAll("[data-etat]");
let aEcrit = false;
let refus = "";

function annoncer(ton, phrase) {
  for (const etat of etats) {
    if (etat.textContent !== phrase) etat.textContent = phrase;
    if (etat.closest(".barre-etat")) etat.closest(".barre-etat").dataset.ton = ton;
  }
}

function compter(nombre, un, plusieurs) {
  return `${nombre}\u00a0${nombre > 1 ? plusieurs : un}`;
}

function direEtat() {
  const nombre = coffre.attentes().length;
  const refusee = premierRefus();
  if (refusee) annoncer("erreur", `Un texte n’est pas enregistré (${nommer(refusee.corps.objet)})\u00a0: ${refusee.refus}`);
  else if (refus) annoncer("erreur", refus);
  else if (nombre && (!navigator.onLine || echecs)) {
    annoncer("attente", `Hors connexion\u00a0: ${compter(nombre, "réponse gardée", "réponses gardées")} sur cet appareil, envoi dès le retour du réseau`);
  } else if (nombre) annoncer("", "Enregistrement…");
  else if (aEcrit && coffre.lire(HEURE)) annoncer("", `Enregistré à ${coffre.lire(HEURE)}`);
}

function nommer(objet) {
  return document.getElementById(objet)?.dataset.nom ?? objet;
}

function premierRefus() {
  return coffre.entrees().map(([, entree]) => entree).find((entree) => entree.refus);
}

function noter(objet, phrase, ton = "") {
  const note = document.querySelector(`#${CSS.escape(objet)} [data-note]`);
  if (!note) return;
  note.textContent = phrase;
  note.dataset.ton = ton;
}

function direAvancement() {
  for (const partie of document.querySelectorAll("[data-partie]")) {
    const traites = partie.querySelectorAll('[data-champ="choix"]:checked').length;
    const pas = document.querySelector(`[data-vers="${partie.dataset.partie}"]`);
    if (!pas) continue;
    pas.querySelector("progress").value = traites;
    pas.querySelector("[data-traites]").textContent = traites;
  }
}

// --- Sending --------------------------------------------------------------------------------

let envoi = null;
let echecs = 0;
let reveil = 0;
let passage = 0;
let enVol = 0;

function envoyer() {
  clearTimeout(reveil);
  clearTimeout(passage);
  passage = 0;
  envoi ??= vider().finally(() => { envoi = null; direEtat(); });
  return envoi;
}

function envoyerApresPassage() {
  clearTimeout(passage);
  passage = setTimeout(envoyer, PAUSE_DE_PASSAGE);
  direEtat();
}

function poster(attente) {
  return fetch(attente.url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(attente.corps),
    keepalive: attente.corps.valeur.length < SURVIE, // small enough to outlive the page
    signal: AbortSignal.timeout(15000),
  });
}

// The page may be dying: what waits behind the save in flight leaves beside it, and again if it does not die.
function partir() {
  for (const [, attente] of coffre.attentes()) if (attente.sequence !== enVol) poster(attente).catch(() => {});
}

async function vider() {
  for (let file = coffre.attentes(); file.length && !passage; file = coffre.attentes()) {
    const [cle, attente] = file[0];
    direEtat();
    let reponse;
    try {
      enVol = attente.sequence;
      reponse = await poster(attente);
    } catch { return attendre(); } finally { enVol = 0; }
    if (reponse.status >= 500 || reponse.status === 429) return attendre();
    echecs = 0;
    const contenu = await reponse.json().catch(() => ({}));
    const entretemps = coffre.lire(cle);
    const inchange = entretemps && JSON.parse(entretemps).sequence === attente.sequence;
    if (reponse.ok) {
      coffre.ecrire(HEURE, contenu.heure);
      refus = "";
      if (contenu.remarque) noter(attente.corps.objet, contenu.remarque);
      if (contenu.remplace) direRemplacement(attente.corps, contenu.remplace);
      if (inchange) coffre.oter(cle);
    } else if (inchange) {
      refus = contenu.erreur ?? "Cette réponse n’a pas pu être enregistrée\u00a0: elle reste écrite sur cette page.";
      noter(attente.corps.objet, refus, "erreur");
      if (reponse.status === 400) coffre.ecrire(cle, JSON.stringify({ ...attente, refus }));
      else coffre.oter(cle);
    }
  }
}

function attendre() {
  reveil = setTimeout(envoyer, REPRISES[Math.min(echecs, REPRISES.length - 1)]);
  echecs += 1;
}

function direRemplacement(corps, remplace) {
  noter(corps.objet, `Votre réponse remplace celle de ${remplace.par} (${remplace.heure}). L’ancienne est gardée dans l’historique.`);
}

function ranger(formulaire, objet, champ, valeur) {
  const rang = sequence();
  const corps = { objet, champ, valeur, auteur, sequence: rang, nom: signature?.value.trim() ?? coffre.lire("trajectoires.nom") ?? "" };
  const cle = `${PREFIXE}${objet}:${champ}:`;
  for (const [ancienne, entree] of coffre.entrees()) if (entree.refus && ancienne.startsWith(cle)) coffre.oter(ancienne);
  coffre.ecrire(cle + onglet, JSON.stringify({ url: formulaire.dataset.saisie, sequence: rang, corps }));
  aEcrit = true;
  refus = "";
}

function valeurDe(champ) {
  if (champ.type !== "checkbox") return champ.value;
  const cases = champ.form.querySelectorAll(`[data-champ="${CSS.escape(champ.dataset.champ)}"]:checked`);
  return [...cases].map((cochee) => cochee.value).join(",");
}

// --- Listening ------------------------------------------------------------------------------

const signature = document.querySelector("[data-signature]");
const frappes = new Map();
let auClavier = false;
addEventListener("keydown", () => { auClavier = true; }, true);
addEventListener("pointerdown", () => { auClavier = false; }, true);

function saisir(champ) {
  const lieu = champ.closest("[data-objet]");
  clearTimeout(frappes.get(champ));
  frappes.delete(champ);
  if (!lieu) return;
  if (champ.type === "radio") ranger(champ.form, lieu.dataset.objet, champ.dataset.champ, champ.value);
  if (lieu.matches(".ligne-plan")) {
    // A proposal with somebody in charge is a decision: its text is written too.
    const texte = lieu.querySelector('[data-champ="texte"]');
    if (champ !== texte && lieu.matches(".ligne-plan--proposee, .ligne-plan--vide")) ranger(champ.form, lieu.dataset.objet, "texte", texte.value);
    direLigne(lieu);
  }
  noter(lieu.dataset.objet, "");
  direAvancement();
  if (champ.type === "radio" && auClavier) envoyerApresPassage();
  else envoyer();
}

function direLigne(lieu) {
  const { value, defaultValue } = lieu.querySelector('[data-champ="texte"]');
  const etat = lieu.querySelector("[data-etat-ligne]");
  const proposition = lieu.querySelector("[data-garder]") || etat.textContent === "Proposition gardée";
  etat.textContent = !value ? "À écrire" : proposition && value === defaultValue ? "Proposition gardée" : "Écrite par vous";
  lieu.querySelector("[data-garder]")?.remove();
  lieu.classList.remove("ligne-plan--proposee", "ligne-plan--vide");
}

for (const formulaire of formulaires) {
  formulaire.addEventListener("change", ({ target }) => {
    if (target.dataset.champ && (target.type === "radio" || frappes.has(target))) saisir(target);
  });
  formulaire.addEventListener("input", ({ target }) => {
    if (!target.dataset.champ || target.type === "radio") return;
    const lieu = target.closest("[data-objet]");
    ranger(formulaire, lieu.dataset.objet, target.dataset.champ, valeurDe(target));
    clearTimeout(frappes.get(target));
    frappes.set(target, setTimeout(() => saisir(target), PAUSE_DE_FRAPPE));
  });
  // The script has sent every field: the form itself carries only the line whose button was pressed.
  formulaire.addEventListener("formdata", ({ formData }) => {
    const ligne = geste?.closest("[data-objet]");
    for (const champ of formulaire.querySelectorAll("[data-champ]")) if (!ligne?.contains(champ)) formData.delete(champ.name);
  });
}

// Whatever button of the page is pressed, what is typed is written first.
let geste = null;
let enRoute = false;
document.addEventListener("submit", async (evenement) => {
  const { target: formulaire, submitter } = evenement;
  geste = submitter;
  if (!coffre.attentes().length && formulaire.id !== "reponses") return;
  evenement.preventDefault();
  if (enRoute) return;
  enRoute = true;
  await envoyer();
  enRoute = false;
  if (coffre.attentes().length) direEtat();
  else if (formulaire.id !== "reponses") formulaire.requestSubmit(submitter);
  else if (premierRefus()) {
    direEtat();
    location.hash = premierRefus().corps.objet;
    suivreAdresse({ viser: true });
  } else if (refus) direEtat();
  else location.href = formulaire.action.replace(/repondre\/.*$/, "restitution/");
});

signature?.addEventListener("change", () => coffre.ecrire("trajectoires.nom", signature.value.trim()));
if (signature && !signature.value) signature.value = coffre.lire("trajectoires.nom") ?? "";

addEventListener("online", () => { echecs = 0; envoyer(); });
addEventListener("offline", direEtat);
addEventListener("storage", direEtat);
addEventListener("pageshow", () => envoyer());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const champ of frappes.keys()) saisir(champ);
  if (passage) envoyer();
  partir();
});

// --- One part at a time -----------------------------------------------------------------------

const parties = [...document.querySelectorAll("[data-partie]")];

function ouvrir(cle, { viser = false } = {}) {
  const cible = parties.find((partie) => partie.dataset.partie === cle) ?? parties[0];
  for (const partie of parties) partie.hidden = partie !== cible;
  formulaires[0].toggleAttribute("data-derniere", cible === parties.at(-1));
  for (const lien of document.querySelectorAll("[data-vers]")) {
    if (lien.dataset.vers === cible.dataset.partie) lien.setAttribute("aria-current", "step");
    else lien.removeAttribute("aria-current");
  }
  if (viser) {
    cible.scrollIntoView();
    cible.querySelector("h2").focus({ preventScroll: true });
  }
}

function suivreAdresse({ viser }) {
  const ancre = decodeURIComponent(location.hash.slice(1));
  const lieu = ancre ? document.getElementById(ancre) : null;
  const partie = lieu?.closest("[data-partie]") ?? null;
  if (viser && lieu && !partie) return; // elsewhere on the page (the skip link): the open part stays open
  ouvrir(partie?.dataset.partie, { viser: viser && lieu === partie });
  if (partie && lieu !== partie) {
    lieu.scrollIntoView();
    lieu.focus({ preventScroll: true });
  }
}

function installerParties() {
  document.documentElement.classList.add("avec-script");
  parties.forEach((partie, rang) => {
    const suivante = parties[rang + 1];
    if (!suivante) return;
    const lien = document.createElement("a");
    lien.className = "bouton";
    lien.href = `#${suivante.dataset.partie}`;
    lien.textContent = `Continuer\u00a0: ${suivante.querySelector("h2").textContent}`;
    partie.querySelector("[data-suite]").append(lien);
  });
  addEventListener("hashchange", () => suivreAdresse({ viser: true }));
  suivreAdresse({ viser: false });
}

function intact(champ) {
  if (["radio", "checkbox"].includes(champ.type)) return champ.checked === champ.defaultChecked;
  if (champ.type !== "select-one") return champ.value === champ.defaultValue;
  return champ.value === ([...champ.options].find((option) => option.defaultSelected) ?? champ.options[0]).value;
}

// What was typed before this script arrived. A page reloaded or gone back to has old words put back in it.
function rattraper() {
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  for (const champ of document.querySelectorAll("form[data-saisie] [data-champ]")) {
    if (intact(champ)) continue;
    if (champ.type === "radio" && !champ.checked) continue;
    if (champ.type !== "radio") ranger(champ.form, champ.closest("[data-objet]").dataset.objet, champ.dataset.champ, valeurDe(champ));
    saisir(champ);
  }
}
rattraper();

// Put back on the page what was typed and is not yet written on the server.
for (const [, { corps, refus: raison }] of coffre.entrees()) {
  aEcrit = true;
  const champs = document.querySelectorAll(`#${CSS.escape(corps.objet)} [data-champ="${CSS.escape(corps.champ)}"]`);
  for (const champ of champs) {
    if (champ.type === "radio") champ.checked = champ.value === corps.valeur;
    else if (champ.type === "checkbox") champ.checked = corps.valeur.split(",").includes(champ.value);
    else champ.value = corps.valeur;
    champ.closest("details")?.setAttribute("open", "");
  }
  if (raison && champs.length) {
    refus = raison;
    noter(corps.objet, raison, "erreur");
  }
}
if (parties.length) installerParties();
direAvancement();
direEtat();
