// Wakes up when something waits, says so in words without content, and opens the page when touched. Keeps nothing.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const here = (url) => {
  const found = new URL(url || "/", self.location.origin);
  return found.origin === self.location.origin ? found.href : self.location.origin;
};

self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    // A push without words still says that something waits.
  }
  const options = {
    body: said.body || "Quelque chose vous attend.",
    tag: said.tag || "cabinet",
    renotify: true,
    requireInteraction: Boolean(said.urgent),
    data: { url: here(said.url) },
  };
  event.waitUntil(self.registration.showNotification(said.title || "Cabinet", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data;
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const open = windows.find((one) => one.url === url) ?? windows[0];
    if (!open) return self.clients.openWindow(url);
    await open.focus();
    return open.url === url ? open : open.navigate(url);
  })());
});
