// The input: grows to four lines; Enter sends, Shift+Enter breaks, an input method's Enter does neither.
import { h, isComposing } from "./dom.js";
import { icon } from "./icons.js";

const LONGEST = 2000;
const COUNT_FROM = 1800;
const MOST_LINES = 4;

/** `on`: { send(text), stop() }. Gives { node, focus, fill(text), busy(on), refit }; refit after the type changes. */
export function createComposer(on) {
  const area = h("textarea", {
    rows: 1,
    maxlength: LONGEST,
    "aria-label": "您的问题",
    placeholder: "想办什么事？",
    enterkeyhint: "send",
    autocomplete: "off",
  });
  const button = h("button", { type: "button", class: "send", onclick: act });
  const count = h("p", { class: "count muted", hidden: true });
  let busy = false;
  let composing = false;

  function act() {
    if (busy) on.stop();
    else send();
  }

  function send() {
    const text = area.value.trim();
    if (!text || busy) return;
    fill("");
    on.send(text);
  }

  function fill(text) {
    area.value = text;
    changed();
  }

  function changed() {
    fit(area);
    count.hidden = area.value.length < COUNT_FROM;
    count.textContent = `${area.value.length} / ${LONGEST} 字`;
    button.disabled = !busy && !area.value.trim();
  }

  function setBusy(now) {
    busy = now;
    button.replaceChildren(icon(now ? "stop" : "send"));
    button.setAttribute("aria-label", now ? "停止回答" : "发送");
    button.title = now ? "停止回答" : "发送";
    button.classList.toggle("stopping", now);
    // An empty input disables the button; whoever pressed it goes on in the input.
    if (!now && area.getRootNode().activeElement === button) area.focus();
    changed();
  }

  area.addEventListener("input", changed);
  area.addEventListener("compositionstart", () => (composing = true));
  area.addEventListener("compositionend", () => (composing = false));
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || composing || isComposing(event)) return;
    event.preventDefault();
    send();
  });
  setBusy(false);
  const node = h("div", { class: "composer" }, h("div", { class: "field" }, area, button), count);
  return { node, fill, busy: setBusy, focus: () => area.focus(), refit: () => fit(area) };
}

function fit(area) {
  if (!area.isConnected) return;
  const style = getComputedStyle(area);
  const padding = parseFloat(style.paddingTop) + parseFloat(style.paddingBottom);
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, parseFloat(style.lineHeight) * MOST_LINES + padding)}px`;
}
