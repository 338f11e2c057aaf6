// The notice: hands the reader's place in the page (#fragment) to the server.
// Browsers keep it by themselves, as the form posts to the page's own address; some old ones
// forget it over the redirect. A notice that comes from a cache also gets its own query here.
const form = document.querySelector("form[data-gate]");
form?.addEventListener("submit", () => {
  form.elements.next.value = location.pathname + location.search + location.hash;
});
