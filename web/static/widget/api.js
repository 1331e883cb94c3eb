// The assistant over HTTP. Every failure is a Problem with a Chinese detail fit to show.

export class Problem extends Error {
  /** status is 0 when nothing answered. */
  constructor(status, code, detail) {
    super(detail.replace(/。?$/, "。"));
    this.status = status;
    this.code = code;
  }
}

const UNREACHED = "没有连上小宝，请检查网络。";
const BROKEN_OFF = "回答传到一半断了。";

export class Api {
  constructor(server) {
    this.server = server;
  }

  url(path) {
    return new URL(path, this.server).href;
  }

  async json(path, options = {}) {
    const response = await this.fetch(path, options);
    return response.status === 204 ? null : response.json();
  }

  async fetch(path, { method = "GET", token, body, signal } = {}) {
    const headers = {};
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    const request = { method, headers, signal, body: body && JSON.stringify(body), referrerPolicy: "no-referrer" };
    let response;
    try {
      response = await fetch(this.url(path), request);
    } catch (error) {
      throw error.name === "AbortError" ? error : new Problem(0, "unreached", UNREACHED);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  /** Posts a question; calls on.stage(label) and on.delta(text); resolves to the answer. */
  async ask({ id, token }, { text, clientId, signal }, on) {
    const body = { text, client_id: clientId };
    const response = await this.fetch(`api/conversations/${id}/messages`, { method: "POST", token, body, signal });
    for await (const { event, data } of events(response.body)) {
      if (event === "stage") on.stage(data.label);
      else if (event === "delta") on.delta(data.text);
      else if (event === "done") return data;
      else if (event === "error") throw new Problem(data.status, data.code, data.detail);
    }
    throw new Problem(0, "broken_off", BROKEN_OFF);
  }
}

async function problemOf(response) {
  const found = await response.json().catch(() => ({}));
  return new Problem(response.status, found.code || "", found.detail || "小宝这边出了故障，请稍后再试。");
}

async function* events(stream) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split("\n\n");
      rest = blocks.pop();
      yield* blocks.map(eventOf).filter((found) => found.event);
    }
  } catch (error) {
    throw error.name === "AbortError" ? error : new Problem(0, "broken_off", BROKEN_OFF);
  } finally {
    reader.releaseLock();
  }
}

function eventOf(block) {
  const lines = block.split("\n");
  const value = (name) => lines.filter((l) => l.startsWith(name)).map((l) => l.slice(name.length).trimStart());
  const data = value("data:").join("\n");
  return { event: value("event:")[0], data: data ? JSON.parse(data) : null };
}
