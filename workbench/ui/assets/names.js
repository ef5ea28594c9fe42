/**
 * Names for what Streamlit leaves without one, so that a screen reader can say what it is; and
 * dialogs that begin with a line to type wait for it.
 */

const UNNAMED = "[data-testid=stPopoverBody]:is(:not([aria-label]), [aria-label=''])";

function nameAll() {
  for (const opened of document.querySelectorAll(UNNAMED)) {
    const button = document.querySelector("[data-testid=stPopover] button[aria-expanded=true]");
    const name = button?.querySelector("p")?.textContent.trim() || "More";
    opened.setAttribute("aria-label", name);
    // it hangs outside of every part of the page
    const portal = opened.closest("[data-floating-ui-portal]");
    portal?.setAttribute("role", "region");
    portal?.setAttribute("aria-label", name);
  }
  // a field that says that it is none
  for (const zone of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")) zone.setAttribute("role", "group");
}

const FIELDS = "input:not([type=hidden]), textarea, select, button:not([aria-label=Close])";

/** While the focus is on the dialog as a whole: nobody is taken away from where she is. */
function focusFirst() {
  const dialog = document.activeElement?.closest("[role=dialog]");
  const nowhere = dialog && !document.activeElement.matches(FIELDS) && dialog.dataset.focused === undefined;
  const first = nowhere && dialog.querySelector(FIELDS);
  if (!first) return;
  dialog.dataset.focused = "";
  if (first.matches("[data-testid=stTextInput] input")) first.focus();
}

function look() {
  nameAll();
  focusFirst();
}

// now, and whenever the page changes; the inside of our own components is not watched
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
look();
