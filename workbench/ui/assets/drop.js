/** Files that are dropped anywhere on the page: they go into the field of the import form. */

const MILLISECONDS_BETWEEN_LOOKS = 50;
const MOST_LOOKS = 200;

/** @type {AbortController | undefined} */
let listening;

/** @param {any} component */
export function mount({ parentElement, data }) {
  const place = parentElement.querySelector(".drop");
  place.textContent = "Drop the files to import them";
  listening?.abort();
  listening = new AbortController();
  const on = (kind, work) =>
    document.addEventListener(
      kind,
      (event) => {
        if (!place.isConnected) listening.abort();
        else if (event.dataTransfer?.types.includes("Files")) work(event);
      },
      { signal: listening.signal },
    );
  on("dragover", (event) => {
    // what is not accepted would open in place of this page
    event.preventDefault();
    place.hidden = field() !== null;
  });
  on("dragleave", (event) => {
    if (!event.relatedTarget) place.hidden = true;
  });
  on("drop", (event) => {
    place.hidden = true;
    if (event.defaultPrevented) return; // the field has taken them itself
    event.preventDefault();
    take(event.dataTransfer.files, data.button);
  });
}

function field() {
  return document.querySelector("[data-testid=stFileUploader] input[type=file]");
}

/** Opens the form where it is not there, and puts the files into its field. */
async function take(files, button) {
  // the list is emptied when the event is over
  const kept = new DataTransfer();
  for (const file of files) kept.items.add(file);
  if (!field()) document.querySelector(`.st-key-${button} button`)?.click();
  for (let look = 0; look < MOST_LOOKS && !field(); look++) {
    await new Promise((rested) => setTimeout(rested, MILLISECONDS_BETWEEN_LOOKS));
  }
  const found = field();
  if (!found) return;
  found.files = kept.files;
  found.dispatchEvent(new Event("change", { bubbles: true }));
}
