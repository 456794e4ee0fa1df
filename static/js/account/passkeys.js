// <form data-passkey="create|get">: asks the device for a passkey, puts its answer in the field « credential »
// and sends the form. What is asked lies in a JSON script (data-passkey-options="id"), or at the form's address.
// Where the device has none, [data-passkey-without] says so; [data-passkey-with] is shown where it may have.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list = []) => list.map((one) => ({ ...one, id: bytes(one.id) }));

const asked = async (form) => {
  const { passkeyOptions } = form.dataset;
  if (passkeyOptions) return Object.values(JSON.parse(document.getElementById(passkeyOptions).textContent))[0].publicKey;
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error("no options");
  return (await answer.json()).request_options.publicKey;
};

const ask = {
  create: (options) => navigator.credentials.create({ publicKey: {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
    authenticatorSelection: { ...options.authenticatorSelection,
      residentKey: "required", requireResidentKey: true, userVerification: "required" },
  } }),
  get: (options) => navigator.credentials.get({ publicKey: {
    ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials),
  } }),
};

const written = (credential) => {
  const { id, rawId, type, response, authenticatorAttachment } = credential;
  const parts = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({ id, rawId: text(rawId), type, response: parts, authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults() });
};

const forms = document.querySelectorAll("form[data-passkey]");
for (const form of forms) {
  const able = Boolean(window.PublicKeyCredential);
  for (const one of form.querySelectorAll("[data-passkey-with]")) one.hidden = !able;
  for (const one of form.querySelectorAll("[data-passkey-without]")) one.hidden = able;
}

document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-passkey-asks]");
  if (!button) return;
  const { form } = button;
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  button.disabled = true;
  try {
    const credential = await ask[form.dataset.passkey](await asked(form));
    form.elements.credential.value = written(credential);
    form.submit();
  } catch {
    trouble.hidden = false;
    button.disabled = false;
  }
});
