// One muted line while knowledge is still loading in the background.
import { h } from "./dom.js";

const EVERY_MS = 5000;

/** Gives { node, start() }; asks every five seconds until all is loaded, and never again after. */
export function createProgress(api) {
  const node = h("p", { class: "progress muted", hidden: true });
  let started = false;

  async function look() {
    const words = await api.json("api/status").then(wordsOf, () => null);
    node.hidden = !words;
    node.textContent = words || "";
    if (words !== "") setTimeout(look, EVERY_MS);
  }

  return {
    node,
    start: () => {
      if (!started) look();
      started = true;
    },
  };
}

/** "" when nothing is left to load. */
export function wordsOf({ ready, laws, vectors_pending: vectors, words_pending: words }) {
  if (laws?.state === "loading") return `法规加载中 ${laws.done}/${laws.total}`;
  if (!ready) return "知识库加载中，请稍等";
  const pending = Math.max(vectors || 0, words || 0);
  return pending ? `正在建立索引，还剩 ${pending} 条` : "";
}
