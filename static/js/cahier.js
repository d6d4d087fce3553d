// Two small things around a step; without this script both pages still work.
//
// On a public step, the form that opens a cahier gets a token of its own: sent twice, it opens one cahier.
// The token stays with this visit of the page, so that it is the same after the Back button.
// In a cahier, the last block seen goes with the page when one leaves it, as one more field for saisie.js.
// Loaded before saisie.js, which sends what this file has just put in its field.

const depart = document.querySelector("form[data-depart]");
if (depart) {
  const jeton = document.createElement("input");
  jeton.type = "hidden";
  jeton.name = "depart";
  jeton.value = history.state?.depart
    ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (o) => o.toString(16).padStart(2, "0")).join("");
  history.replaceState({ ...history.state, depart: jeton.value }, "");
  depart.append(jeton);
}

const corps = document.querySelector("[data-suivi]");
if (corps) {
  document.documentElement.classList.add("avec-script");
  const vue = document.getElementById(corps.dataset.suivi);
  const reperes = [...corps.querySelectorAll("h2[id], section[id]")];
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden") return;
    const atteint = reperes.findLast((repere) => repere.getBoundingClientRect().top < innerHeight / 2);
    const ancre = atteint?.id ?? "";
    if (ancre === vue.value) return;
    vue.value = ancre;
    vue.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
