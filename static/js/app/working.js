// Long work in words. [data-upload]: how far the file is, then for how long it is being read.
// form[data-working]: what is being done once it is sent; a second press sends nothing.
{
  const since = new WeakMap();

  function words(place, text) {
    if (place && place.textContent !== text) place.textContent = text;
  }

  function follow(form) {
    const place = form.querySelector("[data-upload]");
    const seconds = Math.round((Date.now() - since.get(form)) / 1000);
    words(place, seconds < 5 ? "Lecture des lignes…" : `Lecture des lignes, depuis ${seconds} s. Un gros fichier prend une minute ou deux.`);
  }

  document.addEventListener("htmx:xhr:progress", ({ detail, target }) => {
    const form = target.closest?.("form");
    const place = form?.querySelector("[data-upload]");
    if (!place || !detail.lengthComputable || since.has(form)) return;
    if (detail.loaded < detail.total) {
      words(place, `Envoi du fichier : ${Math.floor((100 * detail.loaded) / detail.total)} %`);
      return;
    }
    since.set(form, Date.now());
    follow(form);
    const timer = setInterval(() => follow(form), 5000);
    form.addEventListener("htmx:afterRequest", () => { clearInterval(timer); since.delete(form); }, { once: true });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset.working || event.defaultPrevented) return;
    if (form.getAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    const said = document.createElement("p");
    said.className = "muted small";
    said.setAttribute("role", "status");
    form.append(said);
    said.textContent = form.dataset.working;
  });

  // A page that the browser shows again from its memory may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-working][aria-busy]")) {
      form.removeAttribute("aria-busy");
      form.querySelector("[role=status]")?.remove();
    }
  });
}
