// [data-offline]: a line that says so while the browser has no network.
// Screens read on a phone in a car park must not pretend that a tap was heard.
const banner = document.querySelector("[data-offline]");

if (banner) {
  const show = () => { banner.hidden = navigator.onLine; };
  addEventListener("online", show);
  addEventListener("offline", show);
  show();
}
