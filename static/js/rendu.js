// The state page of a rendering, live: events first, polling when they do not come.
(() => {
  const boite = document.getElementById("rendu");
  if (!boite) return;
  const libelle = document.getElementById("rendu-libelle");
  const barre = document.getElementById("rendu-progression");
  const etape = document.getElementById("rendu-etape");
  const PERIODE = 2000;
  let releve = null;

  const montrer = (etat) => {
    if (etat.final) {
      arreter();
      window.location.reload();
      return;
    }
    libelle.textContent = etat.libelle;
    barre.value = etat.progression;
    if (etat.etape && etape.textContent !== `${etat.etape}…`) etape.textContent = `${etat.etape}…`;
  };

  const lire = async () => {
    try {
      // The browser itself sends If-None-Match: an unchanged state costs a 304.
      const reponse = await fetch(boite.dataset.etat, { cache: "no-cache", credentials: "omit" });
      if (reponse.ok) montrer(await reponse.json());
    } catch {
      // The network will be back: the next reading says so.
    }
  };

  const relever = () => {
    if (releve === null) releve = window.setInterval(lire, PERIODE);
  };

  let source = null;
  const arreter = () => {
    if (releve !== null) window.clearInterval(releve);
    if (source) source.close();
  };

  const recevoir = (evenement) => {
    let etat = null;
    try {
      etat = JSON.parse(evenement.data);
    } catch {
      etat = null;
    }
    // An event without the state still says that something moved.
    if (etat && "final" in etat) montrer(etat);
    else lire();
  };

  if ("EventSource" in window) {
    source = new EventSource(boite.dataset.evenements);
    source.addEventListener("message", recevoir);
    source.addEventListener("etat", recevoir);
    source.addEventListener("error", relever);
    source.addEventListener("open", () => {
      if (releve !== null) window.clearInterval(releve);
      releve = null;
      lire();
    });
  } else {
    relever();
  }
})();
