// Building nodes. Data only ever becomes text or an attribute value, never markup.

/** h("button", { class: "chip", onclick: f, "aria-label": "…" }, "text", node, …) */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else node.setAttribute(name, value === true ? "" : value);
}

/** A fresh id, for labels. */
let count = 0;
export function newId(prefix) {
  count += 1;
  return `xb-${prefix}-${count}`;
}

/** True while Esc, Enter and the like belong to an input method, not to us. */
export function isComposing(event) {
  return event.isComposing || event.keyCode === 229;
}
