/** Names for what Streamlit leaves without one, so that a screen reader can say what it is. */

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

// now, and whenever the page changes; the inside of our own components is not watched
new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
