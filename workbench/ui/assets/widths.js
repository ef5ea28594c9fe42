/** The edge between two columns: dragged, or moved with the arrow keys. */

import { element } from "./dom.js";
import { NARROWEST } from "./look.js";

const STEP = 0.1;

/**
 * @param {import("./look.js").Look} look
 * @param {string[]} names the columns from left to right
 * @param {number} place of the one on the left
 * @param {() => void} moved called while the edge moves
 */
export function widthHandle(look, names, place, moved) {
  const [left, right] = [names[place], names[place + 1]];
  if (!right) return null;

  // what one column gains the other loses, so that the rest stays where it is
  function move(share) {
    const both = look.width(left) + look.width(right);
    look.setWidth(left, Math.min(share, both - NARROWEST));
    look.setWidth(right, both - look.width(left));
    handle.setAttribute("aria-valuenow", String(Math.round((100 * look.width(left)) / both)));
    moved();
  }

  function even() {
    move((look.width(left) + look.width(right)) / 2);
  }

  function drag(event) {
    const head = handle.parentElement.getBoundingClientRect();
    const [share, from] = [look.width(left), event.clientX];
    const follow = (moving) => move((share * (head.width + moving.clientX - from)) / head.width);
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", follow);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", follow), { once: true });
    event.preventDefault();
  }

  function press(event) {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (by) move(look.width(left) + by);
    else if (event.key === "Home") even();
    else return;
    event.preventDefault();
  }

  const handle = element("span", {
    class: "edge",
    role: "separator",
    tabindex: "0",
    title: "Drag, or press ← →, to change the width; Home makes both even",
    "aria-label": "Column width",
    "aria-orientation": "vertical",
    "aria-valuemin": "0",
    "aria-valuemax": "100",
    "aria-valuenow": String(Math.round((100 * look.width(left)) / (look.width(left) + look.width(right)))),
    onpointerdown: drag,
    ondblclick: even,
    onkeydown: press,
  });
  return handle;
}
