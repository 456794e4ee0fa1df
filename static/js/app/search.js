// [data-search]: what htmx puts under the field is a list that arrows walk through while the field keeps the
// focus; Enter opens the one marked, or the first; Escape empties. Without script the field is a form.
{
  const options = (box) => [...box.querySelectorAll('[role="option"]:not([aria-disabled])')];
  const box = (target) => target.closest?.("[data-search]");
  const marked = (search) => search.querySelector('[role="option"][aria-selected="true"]');

  function mark(search, option) {
    const input = search.querySelector("input");
    marked(search)?.removeAttribute("aria-selected");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show(search, shown) {
    search.classList.toggle("search-open", shown);
    search.querySelector("input").setAttribute("aria-expanded", String(shown));
  }

  function empty(search) {
    search.querySelector('[role="listbox"]').replaceChildren();
    mark(search, null);
    show(search, false);
  }

  document.addEventListener("htmx:afterSwap", ({ detail }) => {
    const search = detail.target.id === "search-results" && box(detail.target);
    if (!search) return;
    mark(search, options(search)[0]);
    show(search, detail.target.childElementCount > 0 && search.contains(document.activeElement));
  });

  document.addEventListener("keydown", (event) => {
    const search = event.target.matches?.("[data-search] input") && box(event.target);
    if (!search) return;
    const all = options(search);
    const here = all.indexOf(marked(search));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!all.length) return;
      event.preventDefault();
      show(search, true);
      mark(search, all[(here + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]);
    } else if (event.key === "Enter" && search.matches(".search-open") && here >= 0) {
      event.preventDefault();
      all[here].click();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.target.value = "";
      empty(search);
      event.target.blur();
    }
  });

  // The list goes with the focus; it comes back with it, as it was.
  document.addEventListener("focusout", ({ target, relatedTarget }) => {
    const search = box(target);
    if (search && !search.contains(relatedTarget)) show(search, false);
  });
  document.addEventListener("focusin", ({ target }) => {
    const search = target.matches?.("[data-search] input") && box(target);
    if (search && options(search).length) show(search, true);
  });
}
