// <form data-sends-itself>: what a tap on a link has asked for needs no second tap. Once, in a page that
// somebody looks at: not in one that a browser prepares beforehand. Without script, its button stands there.
function send() {
  const form = document.querySelector("form[data-sends-itself]");
  if (!form || form.dataset.sendsItself === "sent") return;
  form.dataset.sendsItself = "sent";
  form.setAttribute("aria-busy", "true");
  form.requestSubmit();
}

if (document.prerendering) {
  document.addEventListener("prerenderingchange", send, { once: true });
} else if (document.visibilityState === "visible") {
  send();
} else {
  document.addEventListener("visibilitychange", send, { once: true });
}
