// [data-ticks]: up and down go from point to point of a list; the space bar is the button's own.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const here = event.target.closest?.("[data-ticks] .tick");
  const start = !here && event.target === document.body;
  if (!here && !start) return;
  const all = [...document.querySelectorAll("[data-ticks] .tick")];
  const next = start ? all[0] : all[all.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
