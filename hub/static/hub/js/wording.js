// Wording of the funding statement in the CMS: the examples follow what is typed. Without this
// module they show what is stored.

const form = document.querySelector("form[data-wording]");
const examples = form?.querySelector("[data-examples]");
let waiting;
let newest = 0;

form?.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, 400);
});

async function show() {
  const mine = ++newest;
  const data = new FormData(form);
  data.append("examples", "1");
  const answer = await fetch(location.href, { method: "POST", body: data }).catch(() => null);
  if (!answer?.ok || mine !== newest) return;
  const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
  examples.replaceChildren(...parsed.body.childNodes);
}
