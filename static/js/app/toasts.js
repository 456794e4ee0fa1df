// [data-toasts]: the live region. A toast goes by itself unless it says that something failed,
// or the hand or the focus is on it. The server may also send `HX-Trigger: {"toast": {"text": …, "kind": …}}`.
const region = document.querySelector("[data-toasts]");
const model = document.querySelector("template[data-toast-model]");
const STAYS_MS = 7000;

function leaveLater(toast) {
  if (toast.classList.contains("toast-alert") || toast.classList.contains("toast-gap")) return;
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leave, STAYS_MS);
    else toast.remove();
  };
  setTimeout(leave, STAYS_MS);
}

function say(text, kind = "known") {
  if (!region || !model) return;
  const toast = model.content.firstElementChild.cloneNode(true);
  toast.classList.add(`toast-${kind}`);
  toast.querySelector("[data-toast-text]").textContent = text;
  region.append(toast);
}

if (region) {
  region.querySelectorAll(".toast").forEach(leaveLater);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.matches?.(".toast")) leaveLater(node);
    }
  }).observe(region, { childList: true });
  region.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest(".toast").remove();
  });
  document.addEventListener("toast", ({ detail }) => say(detail.text, detail.kind));
}
