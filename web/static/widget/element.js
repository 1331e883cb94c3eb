// <xiaobao-chat>: the launcher, the panel, and what happens between them.
import { Api } from "./api.js";
import { createComposer } from "./composer.js";
import { confirmIn } from "./confirm.js";
import { h, isComposing, newId } from "./dom.js";
import { createHeader } from "./header.js";
import { icon } from "./icons.js";
import { createProgress } from "./progress.js";
import { keepElder, prefersElder, Session } from "./session.js";
import { createSheet, showSource } from "./sheet.js";
import { sheetOfStyles } from "./styles.js";
import { Talk } from "./talk.js";

const DELETE = {
  title: "删除这段对话？",
  words: "全部问答都会从小宝的记录里删掉，不能恢复。",
  yes: "删除",
};

export class XiaobaoChat extends HTMLElement {
  /** options: { title, server } */
  start({ title, server }) {
    this.api = new Api(server);
    this.session = new Session(this.api);
    this.root = this.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [sheetOfStyles()];
    this.build(title);
    this.setElder(prefersElder());
  }

  /** Shows the panel; what was said before is fetched the first time. */
  open({ focus = true } = {}) {
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.progress.start();
    this.resumed ??= this.talk.resume();
    if (focus) this.composer.focus();
    return this.resumed;
  }

  /** Opens and asks. */
  async ask(question) {
    await this.open();
    return this.talk.ask(question);
  }

  close() {
    this.sheet.close();
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.focus();
  }

  build(title) {
    const titleId = newId("title");
    this.announcer = h("div", { class: "hidden", role: "status", "aria-live": "polite" });
    this.composer = createComposer({ send: (text) => this.talk.ask(text), stop: () => this.talk.stop() });
    this.progress = createProgress(this.api);
    this.header = createHeader(title, titleId, this.headerActions());
    this.talk = this.createTalk();
    const foot = h("div", { class: "foot" }, this.composer.node, this.footLine());
    const main = h("div", { class: "main" }, this.header.node, this.talk.node, foot);
    this.sheet = createSheet(main);
    const dialog = { class: "panel", role: "dialog", "aria-labelledby": titleId, hidden: true };
    this.panel = h("div", dialog, main, this.sheet.node);
    const launch = { type: "button", class: "launcher", onclick: () => this.open() };
    this.launcher = h("button", launch, icon("chat"), `问${title}`);
    const landmark = h("div", { role: "complementary", "aria-label": `${title}对话` }, this.launcher);
    this.frame = h("div", { class: "frame" }, landmark, this.panel, this.announcer);
    this.root.append(this.frame);
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !isComposing(event) && !event.defaultPrevented) this.close();
    });
  }

  createTalk() {
    return new Talk({
      api: this.api,
      session: this.session,
      composer: this.composer,
      showSource: (citation, opener) => showSource(this.sheet, this.api, citation, opener),
      announce: (words) => (this.announcer.textContent = words),
    });
  }

  headerActions() {
    return {
      elder: (on) => {
        this.setElder(on);
        keepElder(on);
      },
      human: () => this.talk.requestHuman(),
      remove: () => this.remove_(),
      close: () => this.close(),
    };
  }

  footLine() {
    const call = h("a", { href: "tel:12345", class: "call" }, icon("phone"), "12345 热线");
    return h("div", { class: "foot-line" }, this.progress.node, call);
  }

  setElder(on) {
    this.frame.classList.toggle("elder", on);
    this.header.showElder(on);
    this.composer.refit();
  }

  async remove_() {
    if (!(await confirmIn(this.frame, DELETE))) return;
    await this.talk.deleteAll();
    this.composer.focus();
  }
}
