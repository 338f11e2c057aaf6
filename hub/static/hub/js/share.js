// Share links: "Link" copies the address, "Print" prints. Without this module the link is a plain
// link to the article, and the print button stays hidden.

for (const link of document.querySelectorAll("[data-copy-link]")) {
  link.addEventListener("click", async (event) => {
    if (!navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const label = link.querySelector("span");
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(link.href);
    } catch {
      location.assign(link.href);
      return;
    }
    label.textContent = link.dataset.copied;
    link.parentElement.querySelector("[data-copy-status]").textContent = link.dataset.copied;
    setTimeout(() => {
      label.textContent = before;
    }, 3000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
