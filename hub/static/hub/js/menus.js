// Menus made of <details>: Escape or a click elsewhere closes them. Without this module they open
// and close by their own button.

const openMenus = () => document.querySelectorAll("details.pop[open], details.menu[open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
