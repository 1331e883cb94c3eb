// The answer's text as nodes: paragraphs, lists, **bold**, [n] chips, and ### blocks that fold away.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const INLINE = /\*\*(.+?)\*\*|\[(\d{1,2})\]/g;
const BULLET = /^\s*[-•]\s+(.*)$/;
const NUMBERED = /^\s*(\d{1,3})[.、]\s*(.*)$/;

/** `chip(n)` gives the node of a source number, or null when there is none. */
export function renderAnswer(text, chip) {
  return text
    .split(/\n{2,}/)
    .filter((block) => block.trim())
    .map((block) => renderBlock(block, chip));
}

/** The words alone, for the clipboard and for reading aloud. */
export function plainText(text) {
  return text.replace(/\*\*(.+?)\*\*/g, "$1").replace(/^### /gm, "");
}

/** The words as they are spoken: without source numbers. */
export function spokenText(text) {
  return plainText(text).replace(/\[\d{1,2}\]/g, "");
}

function renderBlock(block, chip) {
  const [first, ...rest] = block.trim().split("\n");
  if (!first.startsWith("### ")) return h("div", { class: "block" }, renderLines(block.split("\n"), chip));
  return h(
    "details",
    { class: "fold" },
    h("summary", {}, icon("next"), h("span", {}, first.slice(4).trim())),
    h("div", { class: "fold-body" }, renderLines(rest, chip)),
  );
}

/** Lines as paragraphs and lists. */
export function renderLines(lines, chip) {
  const nodes = [];
  for (const line of lines.filter((l) => l.trim())) {
    const item = itemOf(line);
    if (!item) nodes.push(h("p", {}, renderInline(line, chip)));
    else listFor(nodes, item).append(h("li", {}, renderInline(item.text, chip)));
  }
  return nodes;
}

function itemOf(line) {
  const bullet = line.match(BULLET);
  if (bullet) return { tag: "UL", text: bullet[1] };
  const numbered = line.match(NUMBERED);
  // "4.5 吨" is a figure, not item 4.
  if (numbered && !/^\d/.test(numbered[2])) return { tag: "OL", text: numbered[2], start: numbered[1] };
  return null;
}

function listFor(nodes, item) {
  const last = nodes.at(-1);
  if (last?.tagName === item.tag) return last;
  const list = h(item.tag.toLowerCase(), { start: item.start && item.start !== "1" ? item.start : null });
  nodes.push(list);
  return list;
}

function renderInline(text, chip) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(at, match.index), inlineNode(match, chip));
    at = match.index + match[0].length;
  }
  nodes.push(text.slice(at));
  return nodes.filter((node) => node !== "");
}

function inlineNode([whole, bold, number], chip) {
  if (bold) return h("strong", {}, renderInline(bold, chip));
  return chip(Number(number)) || whole;
}
