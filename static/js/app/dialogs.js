// <dialog data-dialog id="x">: opened by [data-opens="x"] (a link to #x, or to the full page),
// or by what htmx swaps into it; closed by [data-closes], the backdrop or Escape.
// Closing empties a dialog marked data-dialog="fetched", so that stale content never flashes.
function open(dialog) {
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    if (dialog) {
      event.preventDefault();
      open(dialog);
    }
    return;
  }
  const dialog = event.target.closest("dialog[data-dialog]");
  if (dialog && (event.target === dialog || event.target.closest("[data-closes]"))) {
    event.preventDefault();
    dialog.close();
  }
});

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  const dialog = detail.target.closest?.("dialog[data-dialog]");
  if (dialog?.childElementCount) open(dialog);
});

// `HX-Trigger: close-dialog` after a success.
document.addEventListener("close-dialog", () => {
  document.querySelectorAll("dialog[data-dialog][open]").forEach((dialog) => dialog.close());
});

document.addEventListener("close", ({ target }) => {
  if (target.matches?.('dialog[data-dialog="fetched"]')) target.replaceChildren();
}, true);

// A menu is a <details>: Escape or a tap elsewhere closes it, opening another too.
function closeMenus(except) {
  document.querySelectorAll("details.menu-holder[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

document.addEventListener("click", ({ target }) => closeMenus(target.closest("details.menu-holder")));
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  const menu = target.closest?.("details.menu-holder[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});
