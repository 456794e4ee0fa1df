// <button data-confirm="Libérer jeudi ? 3 rendez-vous seront à rappeler.">: the question takes the
// place of the button, so that there is never a modal over a modal. Without script the server asks.
const confirmed = new WeakSet();

function ask(button) {
  const box = document.createElement("div");
  box.className = "confirm";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", button.dataset.confirm);

  const text = document.createElement("p");
  text.className = "confirm-text";
  text.textContent = button.dataset.confirm;

  const yes = document.createElement("button");
  yes.type = "button";
  yes.className = button.classList.contains("button-danger") ? "button button-danger" : "button button-primary";
  yes.textContent = button.dataset.confirmYes ?? button.textContent.trim();

  const no = document.createElement("button");
  no.type = "button";
  no.className = "button";
  no.textContent = button.dataset.confirmNo ?? "Non, revenir";

  const putBack = () => {
    box.remove();
    button.hidden = false;
  };
  yes.addEventListener("click", () => {
    putBack();
    confirmed.add(button);
    button.click();
  });
  no.addEventListener("click", () => {
    putBack();
    button.focus();
  });

  box.append(text, yes, no);
  button.hidden = true;
  button.after(box);
  no.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirm]");
  if (!button || confirmed.delete(button)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  ask(button);
}, true);
