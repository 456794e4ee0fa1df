// [data-key="r"]: the key printed on a button presses it. Never while somebody types.
// In a row of a list ([data-row]) the row's own keys come first, and those of other rows are silent.
document.documentElement.classList.add("with-script");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return;
  if (event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  const scope = document.querySelector("dialog[open]") ?? document;
  const row = event.target.closest?.("[data-row]");
  const wanted = [...(row?.querySelectorAll("[data-key]") ?? []), ...scope.querySelectorAll("[data-key]")]
    .filter((element) => [null, row].includes(element.closest("[data-row]")))
    .find((element) => element.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!wanted || wanted.closest("[hidden]")) return;
  event.preventDefault();
  if (wanted.matches("input:not([type=radio], [type=checkbox]), textarea, select")) wanted.focus();
  else wanted.click();
});
