// The answer's text as nodes: paragraphs, lists, **bold**, [n] chips, and ### blocks that fold away.
import { h } from "./dom.js";
import { icon } from "./icons.js";

const INLINE = /\*\*(.+?)\*\*|\[(\d{1,2})\]/g;
const BULLET = /^\s*[-•]\s+(.*)$/;
const NUMBERED = /^\s*(\d{1,3})[.、]\s*(.*)$/;

const LAST_SOURCES = /((?:\[\d{1,2}\])+)\s*$/;

/** `chip(n)` gives the node of a source number, or null when there is none. */
export function renderAnswer(text, chip) {
  const nodes = [];
  for (const block of blocksOf(text)) {
    const lines = block.split("\n");
    if (!isDetail(block)) nodes.push(h("div", { class: "block" }, renderLines(lines, chip)));
    else cardFor(nodes).append(renderFold(lines[0].slice(4).trim(), lines.slice(1), chip));
  }
  return nodes;
}

function blocksOf(text) {
  return text.split(/\n{2,}/).map((block) => block.trim()).filter(Boolean);
}

function isDetail(block) {
  return block.startsWith("### ");
}

// Details that follow each other share one card.
function cardFor(nodes) {
  if (!nodes.at(-1)?.classList.contains("folds")) nodes.push(h("div", { class: "folds" }));
  return nodes.at(-1);
}

/** The words alone, for the clipboard and for reading aloud. */
export function plainText(text) {
  return text.replace(/\*\*(.+?)\*\*/g, "$1").replace(/^### /gm, "");
}

/** The words as they are spoken: without source numbers. */
export function spokenText(text) {
  return plainText(text).replace(/\[\d{1,2}\]/g, "");
}

/** What is said before any detail is opened, as it is spoken, and how many details there are. */
export function spokenLead(text) {
  const blocks = blocksOf(text);
  const lead = blocks.filter((block) => !isDetail(block)).join("\n");
  return { lead: spokenText(lead), details: blocks.filter(isDetail).length };
}

function renderFold(title, lines, chip) {
  const { words, sources } = sharedSources(lines);
  return h(
    "details",
    { class: "fold" },
    h("summary", {}, icon("next"), h("span", {}, title)),
    h(
      "div",
      { class: "fold-body" },
      renderLines(words, chip),
      sources && h("p", { class: "muted" }, "出处", renderInline(sources, chip)),
    ),
  );
}

// When several lines all end with the same source, it is said once at the end.
function sharedSources(lines) {
  const endings = lines.map((line) => line.match(LAST_SOURCES)?.[1] || "");
  const shared = lines.length > 1 && endings[0] && endings.every((ending) => ending === endings[0]);
  if (!shared) return { words: lines, sources: "" };
  return { words: lines.map((line) => line.replace(LAST_SOURCES, "")), sources: endings[0] };
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
