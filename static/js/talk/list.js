// The list of conversations ([data-talks]): fetched anew when something was said; the one on screen is marked.
const talks = document.querySelector("[data-talks]");

function markHere() {
  for (const link of talks.querySelectorAll(".talk")) {
    const current = link.pathname === location.pathname;
    link.classList.toggle("talk-here", current);
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function refresh() {
  const headers = { "Sent-By-Script": "1", "HX-Request": "true", Live: "1" };
  const answer = await fetch(talks.dataset.refreshed, { headers }).catch(() => null);
  if (!answer?.ok) return;
  const fetched = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-talks]");
  if (!fetched || fetched.innerHTML === talks.innerHTML) return;
  const focused = document.activeElement?.closest?.(".talk")?.pathname;
  talks.replaceChildren(...fetched.childNodes);
  markHere();
  if (focused) [...talks.querySelectorAll(".talk")].find((link) => link.pathname === focused)?.focus();
}

if (talks) {
  talks.addEventListener("live", refresh);
  markHere();
}
