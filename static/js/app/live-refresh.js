// <div id="x" data-live-on="appointment" hx-get="…" hx-trigger="live">: fetched again when one of its kinds is
// heard (live.js). What comes back is that same element: only what differs in it is touched, so that the focus,
// the scroll, an open <details> and what somebody is filling in stay as they are.
const LATER = 3000;
const KEPT = new Set(["tabindex", "open"]);  // the reader's, or another script's

function isLive(detail) {
  return detail.requestConfig?.triggeringEvent?.type === "live";
}

// Somebody is writing in it, or has. A button that was pressed is not writing.
function isBusy(form) {
  const at = document.activeElement;
  return (form.contains(at) && !at.matches("button, [type=submit]")) || [...form.elements].some((field) =>
    field.type === "checkbox" || field.type === "radio"
      ? field.checked !== field.defaultChecked
      : "defaultValue" in field && field.value !== field.defaultValue);
}

function merge(from, to) {
  if (from.isEqualNode(to)) return;
  if (from.nodeName !== to.nodeName || from.id !== to.id) {
    from.replaceWith(to);
    return;
  }
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.data = to.data;
    return;
  }
  if (from.matches("form, [hx-preserve]") && (from.hasAttribute("hx-preserve") || isBusy(from))) return;
  for (const { name, value } of [...to.attributes]) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
  for (const { name } of [...from.attributes]) {
    if (!to.hasAttribute(name) && !KEPT.has(name)) from.removeAttribute(name);
  }
  mergeChildren(from, to);
}

// By their id where they have one, in their order otherwise. What stays is not moved: it would lose the focus.
function mergeChildren(from, to) {
  const named = new Map([...from.children].filter(({ id }) => id).map((child) => [child.id, child]));
  const wanted = new Set([...to.children].map(({ id }) => id).filter(Boolean));
  let here = from.firstChild;
  const passGone = () => {
    while (here?.id && !wanted.has(here.id)) {
      const gone = here;
      here = here.nextSibling;
      gone.remove();
    }
  };
  for (const next of [...to.childNodes]) {
    passGone();
    const match = next.id ? named.get(next.id) : here && !here.id && here.nodeName === next.nodeName ? here : null;
    if (!match) {
      from.insertBefore(next, here);
    } else {
      if (match === here) here = here.nextSibling;
      else from.insertBefore(match, here);
      merge(match, next);
    }
  }
  while (here) {
    const gone = here;
    here = here.nextSibling;
    gone.remove();
  }
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.triggeringEvent?.type === "live") detail.headers.Live = "1";  // nobody touched the page
});

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!isLive(detail) || !detail.shouldSwap) return;
  detail.shouldSwap = false;
  const fetched = document.createElement("template");
  fetched.innerHTML = detail.serverResponse;
  const select = detail.elt.getAttribute("hx-select") ?? `#${CSS.escape(detail.target.id)}`;
  const found = fetched.content.querySelector(select);
  if (!found) return;
  merge(detail.target, found);
  htmx.process(detail.target);
  document.dispatchEvent(new CustomEvent("live:merged", { detail: { target: detail.target } }));
});

// Not fetched: asked for again, as long as the place is there.
for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, ({ detail }) => {
    if (!isLive(detail) || [401, 403, 404].includes(detail.xhr?.status)) return;
    const place = detail.elt;
    setTimeout(() => place.isConnected && place.dispatchEvent(new CustomEvent("live")), LATER * (0.5 + Math.random()));
  });
}
