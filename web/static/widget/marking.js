// Finding passages in a text, whatever its spaces, and marking them.
import { h } from "./dom.js";

const SENTENCE = /[^。；！？\n…]+[。；！？]?/g;
const SHORTEST = 6;
const SKIPPED = /[\s*]/;

/** Ranges [start, end) of `quote` in `text`; if it does not stand there whole, of its sentences that do. */
export function quoteRanges(text, quote) {
  if (!quote) return [];
  const whole = find(text, quote);
  if (whole) return [whole];
  const sentences = quote.match(SENTENCE) || [];
  const found = sentences.filter((s) => s.trim().length >= SHORTEST).map((s) => find(text, s));
  return merged(found.filter(Boolean));
}

/** The same for each of `texts`; sentences alone count only where the quote stands whole in none of them. */
export function quoteRangesIn(texts, quote) {
  const whole = texts.map((text) => [quote && find(text, quote)].filter(Boolean));
  return whole.some((ranges) => ranges.length) ? whole : texts.map((text) => quoteRanges(text, quote));
}

/** Ranges of the runs of two or more characters that `text` shares with `query`. */
export function wordRanges(text, query) {
  const ranges = [];
  const lower = text.toLowerCase();
  const parts = query.toLowerCase().split(/[\s，。？?！,、；;：:]+/).filter((part) => part.length > 1);
  for (let at = 0; at < text.length; ) {
    const length = Math.max(0, ...parts.map((part) => sharedFrom(lower, at, part)));
    if (length > 1 && !EMPTY_WORDS.has(lower.slice(at, at + length))) ranges.push([at, at + length]);
    at += Math.max(1, length);
  }
  return merged(ranges);
}

// Pairs that every question has and that say nothing about the matter.
const EMPTY_WORDS = new Set("什么 怎么 要办 需要 如何 可以 多少 哪些 是否 我想 请问 的是".split(" "));

function sharedFrom(text, at, part) {
  let best = 0;
  for (let start = 0; start < part.length - best; start += 1) {
    let length = 0;
    while (start + length < part.length && text[at + length] === part[start + length]) length += 1;
    best = Math.max(best, length);
  }
  return best;
}

/** Text nodes and <mark> for the part of `text` from `start` to `end`. */
export function markedNodes(text, ranges, start = 0, end = text.length) {
  const nodes = [];
  let at = start;
  for (const [from, to] of ranges) {
    if (to <= at || from >= end) continue;
    const [a, b] = [Math.max(from, at), Math.min(to, end)];
    nodes.push(text.slice(at, a), h("mark", {}, text.slice(a, b)));
    at = b;
  }
  nodes.push(text.slice(at, end));
  return nodes.filter((node) => node !== "");
}

function find(text, quote) {
  const { bare, places } = squeeze(text);
  const wanted = squeeze(quote).bare;
  const at = wanted ? bare.indexOf(wanted) : -1;
  return at < 0 ? null : [places[at], places[at + wanted.length - 1] + 1];
}

function squeeze(text) {
  const places = Array.from({ length: text.length }, (_, i) => i).filter((i) => !SKIPPED.test(text[i]));
  return { bare: places.map((i) => text[i]).join(""), places };
}

function merged(ranges) {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
