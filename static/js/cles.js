// Clés d’accès : relie les gestes d’allauth (mfa/js/webauthn.js) aux formulaires marqués data-cle.
const gestes = window.allauth?.webauthn?.forms

for (const formulaire of document.querySelectorAll("form[data-cle]")) {
  if (!gestes || !window.PublicKeyCredential) break
  const ids = { [formulaire.dataset.bouton]: "cle-bouton", credential: "cle-lue", data: "cle-donnees" }
  if (formulaire.elements.passwordless) ids.passwordless = "id_passwordless"
  gestes[formulaire.dataset.cle]({ ids })
  formulaire.hidden = false
  const incident = formulaire.querySelector("[data-incident]")
  document.addEventListener("allauth.error", (evenement) => {
    evenement.preventDefault()
    incident.hidden = false
  })
}
