// [data-key="r"]: the key printed on a button presses it. Never while somebody types.
document.documentElement.classList.add("with-script");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
  const scope = document.querySelector("dialog[open]") ?? document;
  const wanted = [...scope.querySelectorAll("[data-key]")]
    .find((element) => element.dataset.key.toLowerCase() === event.key.toLowerCase());
  if (!wanted || wanted.closest("[hidden]")) return;
  event.preventDefault();
  if (wanted.matches("input, textarea, select")) wanted.focus();
  else wanted.click();
});
