// What a person is told when a partial request is refused or lost. 409 and 422 carry their own
// fragment and are swapped (see the htmx-config of base.html); the rest would otherwise be silent.
const SENTENCES = {
  401: "Votre session est terminée. Reconnectez-vous pour continuer.",
  403: "Vous n’avez pas le droit de faire cela avec votre rôle.",
  404: "Cette page n’existe plus. Rechargez pour voir ce qui a changé.",
  413: "Ce fichier est trop lourd.",
  503: "Le service redémarre. Réessayez dans quelques secondes.",
};
const FAILED = "Cela n’a pas marché et rien n’a été enregistré. Réessayez ; si cela dure, prévenez le secrétariat.";
const LOST = "Pas de réseau : rien n’a été enregistré. Réessayez quand la connexion revient.";

// So many at once, and one waits: the answer says for how long.
function tooMany(xhr) {
  const minutes = Math.ceil((Number(xhr.getResponseHeader("Retry-After")) || 60) / 60);
  return `C’est beaucoup à la suite. Attendez ${minutes > 1 ? `${minutes} minutes` : "une minute"}, puis recommencez.`;
}

// A sheet lies over the toasts: what is told of a form in it is told above that form, whose fields stay.
function tellInSheet(dialog, form, text) {
  dialog.querySelectorAll("[data-said]").forEach((said) => said.remove());
  const said = document.createElement("p");
  said.className = "notice notice-gap";
  said.dataset.said = "";
  said.setAttribute("role", "alert");
  form.before(said);
  said.textContent = text;
  said.scrollIntoView({ block: "nearest" });
}

function tell(text, element) {
  // What looks again by itself has nothing of anybody's to lose: the next look says where things stand.
  if (element?.closest?.("[data-quiet]")) return;
  const dialog = element?.closest?.("dialog[open]");
  if (dialog) {
    tellInSheet(dialog, element.closest("form") ?? dialog.firstElementChild, text);
    return;
  }
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "alert" } }));
}

// What a page fetches by itself (live-refresh.js) fails in silence and is fetched again: nobody asked for it.
const byItself = (detail) => detail.requestConfig?.triggeringEvent?.type === "live";

document.addEventListener("htmx:responseError", ({ detail }) => {
  if (byItself(detail)) return;
  tell(detail.xhr.status === 429 ? tooMany(detail.xhr) : SENTENCES[detail.xhr.status] ?? FAILED, detail.elt);
});
document.addEventListener("htmx:sendError", ({ detail }) => { if (!byItself(detail)) tell(LOST, detail.elt); });
document.addEventListener("htmx:timeout", ({ detail }) => { if (!byItself(detail)) tell(LOST, detail.elt); });
