// The widget's head: name, 长者 mode, 转人工, the menu, and the AI notice that never leaves.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const NOTICE = "AI 生成，仅供参考，以窗口为准。";

/** `on`: { elder(on), human(), remove(), close() }. Gives { node, showElder(on) }. */
export function createHeader(title, titleId, on) {
  const elder = h("button", { type: "button", class: "head-button", title: "长者模式：大字、朗读" }, "长者");
  elder.addEventListener("click", () => on.elder(elder.getAttribute("aria-pressed") !== "true"));
  const human = h("button", { type: "button", class: "head-button", onclick: on.human }, "转人工");
  const closing = { type: "button", class: "plain", "aria-label": "收起", title: "收起", onclick: on.close };
  const closer = h("button", closing, icon("close"));
  const name = h("h2", { id: titleId, class: "name" }, h("b", {}, title), h("span", { class: "role" }, "AI 助手"));
  const bar = h("div", { class: "head" }, mark(title), name, elder, human, createMenu(on.remove), closer);
  const node = h("div", { class: "top" }, bar, h("p", { class: "notice" }, NOTICE));
  return { node, showElder: (now) => elder.setAttribute("aria-pressed", String(now)) };
}

function mark(title) {
  return h("span", { class: "mark-sign", "aria-hidden": "true" }, title.slice(-1));
}

function createMenu(remove) {
  const button = h("button", { type: "button", class: "plain", "aria-label": "更多", title: "更多" }, icon("more"));
  const item = h("button", { type: "button", role: "menuitem", class: "menu-item" }, icon("trash"), "删除我的对话");
  const list = h("div", { class: "menu", role: "menu", hidden: true }, item);
  const node = h("div", { class: "menu-holder" }, button, list);
  const show = (open) => {
    list.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
  };
  button.setAttribute("aria-haspopup", "menu");
  show(false);
  button.addEventListener("click", () => {
    show(list.hidden);
    if (!list.hidden) item.focus();
  });
  item.addEventListener("click", () => {
    show(false);
    remove(button);
  });
  closeMenuOn(node, button, list, show);
  return node;
}

function closeMenuOn(node, button, list, show) {
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || list.hidden) return;
    event.stopPropagation();
    show(false);
    button.focus();
  });
  node.addEventListener("focusout", (event) => {
    if (!node.contains(event.relatedTarget)) show(false);
  });
}
