// One conversation on the screen: asking, answering, failing, stopping, resuming, deleting.
import { h } from "./dom.js";
import { announcement, answerNode, pendingNode, questionNode, troubleNode, welcomeNode } from "./turns.js";

const KEPT = "您的问题没有丢。";

export class Talk {
  /** parts: { api, session, composer, showSource(citation, opener), announce(words) } */
  constructor(parts) {
    Object.assign(this, parts);
    this.list = h("div", { class: "turns" });
    this.welcome = h("div");
    const label = { role: "region", "aria-label": "对话内容", tabindex: "0" };
    this.node = h("div", { class: "talk", ...label }, this.welcome, this.list);
    this.running = null;
  }

  /** Fetches what was said before, or welcomes. */
  async resume() {
    try {
      const messages = await this.session.resume();
      messages.forEach((message) => this.addOld(message));
      if (!messages.length) await this.greet();
      this.toEnd();
    } catch (problem) {
      const again = () => {
        trouble.remove();
        this.resume();
      };
      const trouble = troubleNode(`没能取回之前的对话：${problem.message}`, [["重试", "retry", again]]);
      this.list.append(trouble);
    }
  }

  async greet() {
    const found = await this.api.json("api/suggestions").catch(() => ({ questions: [] }));
    if (!this.list.childElementCount) this.welcome.replaceChildren(welcomeNode(found.questions, (q) => this.ask(q)));
  }

  /** Asks `text`; while one answer is under way another question waits in the input. */
  async ask(text) {
    if (this.running) {
      this.composer.fill(text);
      return;
    }
    this.leaveWelcome();
    const question = questionNode(text);
    this.list.append(question);
    await this.send({ text, clientId: crypto.randomUUID?.() ?? randomId() }, question);
  }

  stop() {
    this.running?.abort();
  }

  async send(asked, question) {
    const pending = pendingNode();
    this.list.append(pending.node);
    this.showFrom(question);
    this.running = new AbortController();
    this.composer.busy(true);
    try {
      const { answer, number } = await this.session.ask({ ...asked, signal: this.running.signal }, pending);
      pending.node.replaceWith(this.answered(answer, number));
      this.showFrom(question);
      this.announce(announcement(answer));
    } catch (problem) {
      pending.node.replaceWith(this.troubled(problem, asked, question));
    } finally {
      this.running = null;
      this.composer.busy(false);
    }
  }

  async requestHuman() {
    this.leaveWelcome();
    this.list.append(questionNode("转人工"));
    let node;
    try {
      const call = { type: "call", label: "拨打12345", target: "12345" };
      const answer = { answer: await this.session.requestHuman(), actions: [call] };
      node = answerNode(answer, this.actions(null));
      this.announce(announcement(answer));
    } catch (problem) {
      node = troubleNode(`${problem.message}急事请拨打12345。`, [["重试", "retry", () => this.requestHuman()]]);
    }
    this.list.append(node);
    this.toEnd();
  }

  async deleteAll() {
    this.stop();
    try {
      await this.session.delete();
      this.list.replaceChildren();
      this.announce("对话已删除");
      await this.greet();
    } catch (problem) {
      this.list.append(troubleNode(`对话没有删掉：${problem.message}`, [["重试", "retry", () => this.deleteAll()]]));
      this.toEnd();
    }
  }

  addOld({ number, question, answer, grade }) {
    this.list.append(questionNode(question), this.answered(answer, number, grade));
  }

  answered(answer, number, rated = null) {
    return answerNode(answer, this.actions(number), rated);
  }

  actions(number) {
    return {
      source: this.showSource,
      ask: (question) => this.ask(question),
      human: () => this.requestHuman(),
      rate: (grade) => this.session.rate(number, grade),
    };
  }

  troubled(problem, asked, question) {
    const stopped = problem.name === "AbortError";
    const words = stopped ? "已停止回答。" : `${problem.message}${KEPT}`;
    this.announce(words);
    const again = () => {
      trouble.remove();
      this.send(asked, question);
    };
    const edit = () => {
      trouble.remove();
      question.remove();
      this.composer.fill(asked.text);
      this.composer.focus();
    };
    const buttons = [[stopped ? "重新回答" : "重试", "retry", again], ["改一改再问", "next", edit]];
    const trouble = troubleNode(words, buttons, stopped ? "info" : "warn");
    return trouble;
  }

  // The pressed starting question goes away with the welcome; focus stays in the talk.
  leaveWelcome() {
    const held = this.welcome.contains(this.node.getRootNode().activeElement);
    this.welcome.replaceChildren();
    if (held) this.node.focus({ preventScroll: true });
  }

  // The question at the top, so that a long answer is read from its first word.
  showFrom(question) {
    this.node.scrollTop = question.offsetTop - 16;
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }
}

// Without https there is no randomUUID; the id only has to differ within one conversation.
function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
