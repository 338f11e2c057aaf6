// Answers in place: sends statements and polls without leaving the page, and puts what the server
// answers where the form stood. Without this module the forms post and the results have a page.
// Pages are the same for everybody, so that this browser answered is remembered here alone.

const KEY = "hub-answered";
const PATIENCE = 20000; // milliseconds

function answered() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function remember(path, isAnswered) {
  const others = answered().filter((each) => each !== path);
  try {
    localStorage.setItem(KEY, JSON.stringify(isAnswered ? [...others, path] : others));
  } catch {
    // No storage: the reader sees the form again on the next page load, nothing else.
  }
}

// The first answer of a browser brings it its number. Two tabs that answer at the same moment take
// turns, or each would be given one.
function inTurn(work) {
  return navigator.locks ? navigator.locks.request(KEY, work) : work();
}

async function ask(address, options = {}) {
  const url = new URL(address, location.href);
  url.searchParams.set("fragment", "1");
  const response = await fetch(url, {
    ...options,
    credentials: "same-origin",
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = await response.text();
  const found = new DOMParser().parseFromString(text, "text/html");
  return { response, section: found.querySelector("[data-answers-target]") };
}

function put(section, place, { focus = true } = {}) {
  const own = document.importNode(section, true);
  place.replaceWith(own);
  if (!focus) return;
  const message = own.querySelector("[data-answers-message]:not([hidden])");
  (message ?? own.querySelector("h2"))?.focus();
}

function say(form, text) {
  const message = form.querySelector("[data-answers-message]");
  message.textContent = text;
  message.hidden = false;
  message.focus();
}

async function send(form) {
  const place = form.closest("[data-answers-target]");
  const button = form.querySelector("button[type=submit]");
  const path = new URL(form.action).pathname;
  const body = new URLSearchParams(new FormData(form));
  button.disabled = true;
  form.setAttribute("aria-busy", "true");
  try {
    const { response, section } = await inTurn(() =>
      ask(form.action, { method: "POST", body }),
    );
    if (section) {
      if (section.hasAttribute("data-answers-own")) remember(path, true);
      put(section, place);
      return;
    }
    // Sent elsewhere (to the notice for professionals): go there as a plain form would.
    if (response.ok && response.redirected && new URL(response.url).pathname !== path) {
      location.assign(body.get("back") || location.href);
      return;
    }
    say(form, form.dataset.failed);
  } catch {
    say(form, navigator.onLine ? form.dataset.failed : form.dataset.offline);
  } finally {
    button.disabled = false;
    form.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-forget-answers]")) {
    try {
      localStorage.removeItem(KEY);
    } catch {
      // Nothing was stored then.
    }
  }
  if (!event.target.matches("form[data-answers]")) return;
  event.preventDefault();
  if (!event.target.hasAttribute("aria-busy")) send(event.target);
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-answers-change]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const { section } = await ask(link.href);
    if (section) {
      put(section, link.closest("[data-answers-target]"));
      return;
    }
  } catch {
    // The link itself, below.
  }
  location.assign(link.href);
});

// What this browser answered before is shown instead of the form, without moving the reader.
if (!document.querySelector("[data-answers-own]")) {
  const known = answered();
  for (const form of document.querySelectorAll("form[data-answers]")) {
    const path = new URL(form.action).pathname;
    if (!known.includes(path) || new URLSearchParams(location.search).has("change")) continue;
    const back = form.elements.back.value;
    ask(`${form.action}?back=${encodeURIComponent(back)}`).then(
      ({ response, section }) => {
        const touched = form.contains(document.activeElement) || form.hasAttribute("aria-busy");
        if (!response.ok || !section || touched) return;
        if (section.hasAttribute("data-answers-own")) {
          put(section, form.closest("[data-answers-target]"), { focus: false });
        } else {
          remember(path, false);
        }
      },
      () => {}, // offline: the form stays
    );
  }
}
