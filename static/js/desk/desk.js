// [data-desk]: lists ([data-list]) whose rows ([data-row]) are one stop of the Tab key in each column
// ([data-column]). Up and down go from row to row, left and right from column to column, Enter opens the row's
// link, or ticks its point. What another desk changed fades in where it stands.
{
  const rowsIn = (root) => [...root.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  const columns = () => [...document.querySelectorAll("[data-desk] [data-column]")].filter((one) => rowsIn(one).length);
  const last = new WeakMap();

  function reach(row) {
    if (!row) return;
    rove(row.closest("[data-column]"), row);
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function rove(column, chosen) {
    const rows = rowsIn(column);
    const stop = chosen ?? rows.find((row) => row.id === last.get(column)) ?? rows[0];
    for (const row of rows) row.tabIndex = row === stop ? 0 : -1;
    if (stop) last.set(column, stop.id);
  }

  function roveAll() {
    for (const column of document.querySelectorAll("[data-desk] [data-column]")) rove(column);
  }

  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
    if (!document.querySelector("[data-desk]") || document.querySelector("dialog[open]")) return;
    const here = event.target.closest?.("[data-row]");
    if (!here && event.target !== document.body) return;
    if (event.target.closest?.("input, textarea, select")) return;
    if (event.key === "Enter" && event.target === here) {
      event.preventDefault();
      here.querySelector(".row-link, .tick")?.click();
      return;
    }
    const there = target(event.key, here);
    if (!there) return;
    event.preventDefault();
    reach(there);
  }

  function target(key, here) {
    if (!["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(key)) return null;
    const all = columns();
    if (!here) return rowsIn(all[0] ?? document.body)[0];
    const column = here.closest("[data-column]");
    const rows = rowsIn(column);
    if (key === "ArrowDown") return rows[rows.indexOf(here) + 1];
    if (key === "ArrowUp") return rows[rows.indexOf(here) - 1];
    const beside = all[all.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
    if (!beside) return null;
    const its = rowsIn(beside);
    return its.find((row) => row.id === last.get(beside)) ?? its[0];
  }

  // What a live card (live-refresh.js) said before it is brought up to date: a row that says something else
  // fades in.
  const before = new Map();
  let held = null;  // the row that has the focus, should it go
  const words = (row) => row.innerText.replace(/\s+/g, " ");

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.target.matches?.("[data-desk], [data-card]")) return;
    const rows = rowsIn(detail.target);
    before.set(detail.target.id, new Map(rows.map((row) => [row.id, words(row)])));
    const row = document.activeElement?.closest("[data-desk] [data-row]");
    if (row && detail.target.contains(row)) held = { target: detail.target, id: row.id, place: rows.indexOf(row) };
  });

  document.addEventListener("live:merged", ({ detail }) => {
    const said = before.get(detail.target.id);
    if (!said) return;
    before.delete(detail.target.id);
    for (const row of rowsIn(detail.target)) {
      row.classList.toggle("item-fresh", said.get(row.id) !== words(row));
    }
    roveAll();
    holdOn(detail.target);
  });

  // The row that had the focus went, ticked or called: the one that took its place has it.
  function holdOn(target) {
    if (held?.target !== target) return;
    const { id, place } = held;
    held = null;
    if (document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
    const rows = rowsIn(target);
    reach(rows.find((row) => row.id === id) ?? rows[Math.min(place, rows.length - 1)]);
  }

  // What this desk did shows at once: a card that has not heard of it when it should have does not wait.
  const LATE = 150;
  const heard = new WeakMap();
  document.addEventListener("live", ({ target: place }) => heard.set(place, performance.now()), true);
  document.addEventListener("desk-changed", ({ detail }) => {
    const kinds = (detail?.kinds ?? "").split(" ").filter(Boolean);
    const since = performance.now();
    const concerned = [...document.querySelectorAll("[data-desk][data-live-on], [data-desk] [data-live-on]")].filter(
      (place) => !kinds.length || place.dataset.liveOn.split(/\s+/).some((kind) => kinds.includes(kind)));
    setTimeout(() => {
      for (const place of concerned) {
        if (!place.isConnected || (heard.get(place) ?? 0) >= since) continue;
        place.dispatchEvent(new CustomEvent("live", { detail: { events: [] } }));
      }
    }, LATE);
  });

  document.addEventListener("keydown", pressed);
  document.addEventListener("focusin", ({ target: at }) => {
    const row = at.closest?.("[data-desk] [data-row]");
    if (row) rove(row.closest("[data-column]"), row);
  });
  document.addEventListener("htmx:afterSettle", roveAll);
  roveAll();
}
