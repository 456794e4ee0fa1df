// « Je m’en occupe » ([data-acknowledges]): said without leaving the conversation, where it then shows.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-thread] [data-acknowledges]")) return;
  event.preventDefault();
  const { message } = form.closest("[data-message]").dataset;
  const list = form.closest("[data-messages]");
  const headers = { "Sent-By-Script": "1", "HX-Request": "true" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers }).catch(() => null);
  if (answer?.ok) {
    const events = [{ kind: "message-changed", subject: message }];
    list.dispatchEvent(new CustomEvent("live", { detail: { events } }));
  } else {
    const detail = { text: "Cela n’a pas marché. Réessayez.", kind: "alert" };
    document.dispatchEvent(new CustomEvent("toast", { detail }));
  }
});
