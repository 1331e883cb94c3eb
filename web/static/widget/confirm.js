// A question before something that cannot be undone.
import { h, newId } from "./dom.js";

/** Adds a dialog to `root`; resolves to true when the citizen confirms. Focus goes back by itself. */
export function confirmIn(root, { title, words, yes }) {
  const id = newId("confirm");
  const choose = (value) => () => dialog.close(value);
  const cancel = h("button", { type: "button", class: "button", onclick: choose("no") }, "不删");
  const go = h("button", { type: "button", class: "button danger", onclick: choose("yes") }, yes);
  const dialog = h(
    "dialog",
    { class: "confirm", "aria-labelledby": id },
    h("h2", { id }, title),
    h("p", {}, words),
    h("div", { class: "row end" }, cancel, go),
  );
  root.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
