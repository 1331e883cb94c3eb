// Defines <xiaobao-chat> and puts one into the page.
import { XiaobaoChat } from "./element.js";

const WIDE = "(min-width: 768px)";

/** options: { title, open, server }. Returns the element. */
export function mount(options) {
  if (!customElements.get("xiaobao-chat")) customElements.define("xiaobao-chat", XiaobaoChat);
  const chat = document.createElement("xiaobao-chat");
  chat.start(options);
  document.body.append(chat);
  if (options.open && matchMedia(WIDE).matches) chat.open({ focus: false });
  return chat;
}
