// form[data-push="key"]: asks this browser to be told, and gives the house its address. [data-push-device]: one that
// is told already, by the end of its address; the one of this browser is marked, and its removal ends it here too.
{
  const form = document.querySelector("form[data-push]");
  const WORKER = "/service-worker.js";
  const REFUSED = "Ce navigateur bloque les notifications de ce site. Autorisez-les dans ses réglages, puis recommencez.";
  const FAILED = "Cela n’a pas marché. Vérifiez le réseau, puis réessayez ; le courriel reste possible.";
  const written = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const read = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));

  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  const standing = async () => (await navigator.serviceWorker.getRegistration(WORKER))?.pushManager.getSubscription();

  function say(text) {
    const place = form.querySelector("[data-push-said]");
    place.textContent = text;
    place.hidden = !text;
  }

  function rowOf(subscription) {
    return [...document.querySelectorAll("[data-push-device]")]
      .find((row) => subscription?.endpoint.endsWith(row.dataset.pushDevice));
  }

  async function show() {
    if (!able) {
      form.querySelector("[data-push-asks]").hidden = true;
      form.querySelector("[data-push-how]").hidden = false;
      return;
    }
    const row = rowOf(await standing());
    if (!row) return;
    row.querySelector("[data-push-here]").hidden = false;
    form.querySelector("[data-push-asks]").hidden = true;
  }

  async function ask() {
    if (await Notification.requestPermission() !== "granted") return say(REFUSED);
    await navigator.serviceWorker.register(WORKER);
    const { pushManager } = await navigator.serviceWorker.ready;
    // One that was made for another key would hear nothing.
    await (await pushManager.getSubscription())?.unsubscribe();
    const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: read(form.dataset.push) });
    const body = new FormData(form);
    body.set("endpoint", subscription.endpoint);
    body.set("p256dh", written(subscription.getKey("p256dh")));
    body.set("auth", written(subscription.getKey("auth")));
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.status === 204) return location.reload();
    await subscription.unsubscribe();
    return say(answer.status === 422 ? await answer.text() : FAILED);
  }

  if (form) {
    show().catch(() => {});
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      say("");
      button.disabled = true;
      ask().catch(() => say(FAILED)).finally(() => { button.disabled = false; });
    });
    for (const one of document.querySelectorAll("form[data-push-ends]")) {
      one.addEventListener("submit", (event) => {
        if (one.closest("[data-push-device]").querySelector("[data-push-here]").hidden) return;
        event.preventDefault();
        standing().then((subscription) => subscription?.unsubscribe()).catch(() => {}).finally(() => one.submit());
      });
    }
  }
}
