// The conversation that this tab holds, and what the citizen prefers.
// The token lives in sessionStorage: on a shared computer it is gone when the tab is closed.

const KEY = "xiaobao.conversation";
const ELDER = "xiaobao.elder";

export class Session {
  constructor(api) {
    this.api = api;
    this.key = `${KEY} ${api.server}`;
    this.held = read(() => JSON.parse(sessionStorage.getItem(this.key)));
    this.count = 0; // messages that the server holds; null when a broken-off one makes that uncertain
  }

  /** What was said before, or [] after silently forgetting a conversation that is gone. */
  async resume() {
    if (!this.held) return [];
    try {
      const found = await this.api.json(this.path("messages"), { token: this.held.token });
      this.count = found.messages.length;
      return found.messages;
    } catch (problem) {
      if (problem.status !== 404 && problem.status !== 401) throw problem;
      this.forget();
      return [];
    }
  }

  /** Asks; a conversation that is gone is replaced by a new one, once, without a word. */
  async ask(question, on) {
    const fresh = !this.held;
    try {
      await this.ensure();
      const answer = await this.api.ask(this.held, question, on);
      return { answer, number: await this.numberOfLatest() };
    } catch (problem) {
      if (problem.status === 404 && !fresh) {
        this.forget();
        return this.ask(question, on);
      }
      this.count = null;
      throw problem;
    }
  }

  async rate(number, grade) {
    await this.post("rating", { grade, message: number });
  }

  async requestHuman() {
    await this.ensure();
    try {
      return (await this.post("handoff")).reply;
    } catch (problem) {
      if (problem.status !== 404) throw problem;
      this.forget();
      await this.ensure();
      return (await this.post("handoff")).reply;
    }
  }

  async delete() {
    if (!this.held) return;
    try {
      await this.api.json(`api/conversations/${this.held.id}`, { method: "DELETE", token: this.held.token });
    } catch (problem) {
      if (problem.status !== 404) throw problem;
    }
    this.forget();
  }

  forget() {
    this.held = null;
    this.count = 0;
    read(() => sessionStorage.removeItem(this.key));
  }

  async ensure() {
    if (this.held) return;
    this.held = await this.api.json("api/conversations", { method: "POST" });
    this.count = 0;
    read(() => sessionStorage.setItem(this.key, JSON.stringify(this.held)));
  }

  async numberOfLatest() {
    if (this.count !== null) this.count += 1;
    else this.count = (await this.api.json(this.path("messages"), { token: this.held.token })).messages.length;
    return this.count;
  }

  post(what, body) {
    return this.api.json(this.path(what), { method: "POST", token: this.held.token, body });
  }

  path(what) {
    return `api/conversations/${this.held.id}/${what}`;
  }
}

/** 长者模式, kept for the next visit. */
export function prefersElder() {
  return read(() => localStorage.getItem(ELDER)) === "1";
}

export function keepElder(on) {
  read(() => localStorage.setItem(ELDER, on ? "1" : "0"));
  document.dispatchEvent(new CustomEvent("xiaobao:elder", { detail: { on } }));
}

// Storage may be refused by the browser; then nothing outlives the page, and all else works.
function read(action) {
  try {
    return action();
  } catch {
    return null;
  }
}
