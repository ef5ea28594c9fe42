/** Names for what Streamlit leaves without one, so that a screen reader can say what it is. */

const UNNAMED = "[data-testid=stPopoverBody]:is(:not([aria-label]), [aria-label=''])";
let watching = false;

/** Names things now and whenever the page changes. What is inside of our components is not watched. */
export function watchNames() {
  if (watching) return;
  watching = true;
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  nameAll();
}

function nameAll() {
  for (const opened of document.querySelectorAll(UNNAMED)) {
    const button = document.querySelector("[data-testid=stPopover] button[aria-expanded=true]");
    opened.setAttribute("aria-label", button?.querySelector("p")?.textContent.trim() || "More");
  }
  // a field that says that it is none
  for (const zone of document.querySelectorAll("[data-testid=stFileUploaderDropzone][role=presentation]")) zone.setAttribute("role", "group");
}
