// Rules of the editor's "Checks" panel beside those of axe-core; see core/content_checks.py.
// Wagtail's bar is ready before this script runs: both are classic scripts, in this order.

const bar = window.wagtail?.userbar;

bar?.registerCheck("check-title-length", (node, options) => node.textContent.trim().length <= options.longest);
