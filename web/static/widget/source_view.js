// One entry in one version, as nodes: what it is, whether it is valid, and its text with the quoted passage marked.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { markedNodes, quoteRangesIn } from "./marking.js";

export const KINDS = {
  guide: "办事指南",
  regulation: "法规条文",
  policy: "政策",
  checkpoint: "审查要点",
  case: "案例",
  faq: "常见问题",
};

const BULLET = /^\s*[-•]\s+/;

const BADGES = {
  现行有效: ["ok", "check"],
  已修改: ["warn", "warn"],
  已废止: ["danger", "close"],
  未生效: ["warn", "info"],
  官方核实: ["ok", "check"],
  转载: ["plain", "info"],
  示例: ["warn", "warn"],
};

/** A word with an icon; colour never speaks alone. */
export function badge(word, before = "") {
  const [tone, name] = BADGES[word] || ["plain", "info"];
  return h("span", { class: `badge badge-${tone}` }, icon(name), before + word);
}

/** Badges of validity and of how far the source is to be trusted. */
export function badges({ legal_status: legal, source_status: status }) {
  return h("p", { class: "badges" }, legal && badge(legal), status && badge(status, "来源："));
}

/** "自 2021-04-29 起" and the like; "" when nothing is known. */
export function validity({ effective_from: from, effective_to: to }) {
  if (from && to) return `${from} 至 ${to}`;
  if (from) return `自 ${from} 起`;
  return to ? `至 ${to} 止` : "";
}

/** Address of the page that shows this entry. */
export function sourceAddress(id, version, quote = "") {
  const query = new URLSearchParams({ version: String(version) });
  if (quote) query.set("quote", quote);
  return `source/${encodeURIComponent(id)}?${query}`;
}

export function loadEntry(api, id, version) {
  const query = version ? `?version=${encodeURIComponent(version)}` : "";
  return api.json(`api/entries/${encodeURIComponent(id)}${query}`);
}

/** Facts about the entry: kind, section, source, version, validity. */
export function factsOf(entry, section = "") {
  const rows = [
    ["类别", KINDS[entry.kind] || entry.kind],
    ["章节", section],
    ["来源", entry.source],
    ["版本", `第 ${entry.version} 版`],
    ["有效期", validity(entry)],
  ];
  const shown = rows.filter(([, value]) => value);
  return h("dl", { class: "facts" }, shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** "This is an old version", with the way to the latest; null when it is the latest. */
export function versionNote(entry, address) {
  if (!(entry.latest_version > entry.version)) return null;
  const words = `这是第 ${entry.version} 版，现在已更新到第 ${entry.latest_version} 版。`;
  const way = h("a", { href: address }, "看最新版");
  return h("p", { class: "note note-warn" }, icon("warn"), h("span", {}, words, " ", way));
}

/** The entry's text with every passage of `quote` marked; a quote that stands nowhere is shown first. */
export function entryText(entry, quote, heading = "h3") {
  const ranges = quoteRangesIn(entry.sections.map(({ text }) => text), quote);
  const parts = entry.sections.map((section, at) => ({ ...section, ranges: ranges[at] }));
  const missing = quote && parts.every(({ ranges }) => !ranges.length);
  const lead = missing && h("blockquote", { class: "passage" }, h("mark", {}, quote));
  return h("div", { class: "entry-text" }, lead, parts.map((part) => sectionNode(part, heading)));
}

/** Scrolls `scroller` (not the page around it) to the first marked passage. */
export function showMark(scroller) {
  const mark = scroller.querySelector("mark");
  if (!mark || mark.offsetTop + mark.offsetHeight < scroller.clientHeight) return;
  scroller.scrollTop = mark.offsetTop - scroller.clientHeight / 3;
}

function sectionNode({ heading, text, ranges }, tag) {
  const nodes = [];
  let at = 0;
  for (const line of text.split("\n")) {
    const start = at + (line.match(BULLET)?.[0].length || 0);
    const words = markedNodes(text, ranges, start, at + line.length);
    if (start > at) listAtEnd(nodes).append(h("li", {}, words));
    else if (line.trim()) nodes.push(h("p", {}, words));
    at += line.length + 1;
  }
  return h("section", {}, heading && h(tag, {}, heading), nodes);
}

function listAtEnd(nodes) {
  if (nodes.at(-1)?.tagName !== "UL") nodes.push(h("ul"));
  return nodes.at(-1);
}
