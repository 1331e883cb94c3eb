// 搜索即服务: what is asked, of which kind, on which day, all in the address so that a view can be shared.
import "./elder.js";
import { Api } from "../widget/api.js";
import { h } from "../widget/dom.js";
import { icon } from "../widget/icons.js";
import { markedNodes, wordRanges } from "../widget/marking.js";
import { badge, badges, entryText, KINDS, loadEntry, sourceAddress, validity } from "../widget/source_view.js";
import { adoptSourceStyles } from "./looks.js";

const MOST = 20;
const api = new Api(location.origin);
const query = new URLSearchParams(location.search);
const asked = { q: (query.get("q") || "").trim(), kind: query.get("kind") || "", asOf: query.get("as_of") || "" };
const summary = document.getElementById("summary");
const results = document.getElementById("results");

function address(changes) {
  const { q, kind, asOf } = { ...asked, ...changes };
  const parts = Object.entries({ q, kind, as_of: asOf }).filter(([, value]) => value);
  return `/search?${new URLSearchParams(parts)}`;
}

function showForm() {
  document.getElementById("q").value = asked.q;
  document.getElementById("as_of").value = asked.asOf;
  if (asked.kind) document.querySelector("form").append(h("input", { type: "hidden", name: "kind", value: asked.kind }));
  const kinds = [["", "全部"], ...Object.entries(KINDS)];
  const links = kinds.map(([kind, name]) =>
    h("a", { href: address({ kind }), "aria-current": kind === asked.kind ? "true" : null }, name),
  );
  document.getElementById("kinds").replaceChildren(...links);
}

function hitNode(hit) {
  const href = `/${sourceAddress(hit.entry_id, hit.version)}`;
  const source = hit.source !== hit.title && hit.source;
  const facts = [KINDS[hit.kind] || hit.kind, source, validity(hit), `第 ${hit.version} 版`];
  const marks = badges(hit);
  if (hit.effective_to && hit.legal_status === "现行有效") marks.append(badge(`至 ${hit.effective_to} 止`));
  return h(
    "li",
    {},
    h(
      "article",
      { class: "hit" },
      h("h2", {}, h("a", { href }, hit.title, hit.section && ` ${hit.section}`)),
      marks,
      h("p", { class: "passage-text" }, markedNodes(hit.text, wordRanges(hit.text, asked.q))),
      h("p", { class: "muted" }, facts.filter(Boolean).join("　")),
      wholeEntry(hit),
    ),
  );
}

function wholeEntry(hit) {
  const details = h("details", {}, h("summary", {}, icon("next"), h("span", {}, "展开全文")));
  const open = async () => {
    const waiting = h("p", { class: "muted", role: "status" }, "正在打开全文");
    details.append(waiting);
    try {
      waiting.replaceWith(entryText(await loadEntry(api, hit.entry_id, hit.version), hit.text));
    } catch (problem) {
      waiting.textContent = `全文没有打开：${problem.message}`;
    }
  };
  details.addEventListener("toggle", open, { once: true });
  return details;
}

function summaryWords({ hits, total_ms: ms, rejected }) {
  const found = `找到 ${hits.length} 条，用时 ${Math.max(1, Math.round(ms))} 毫秒。`;
  const day = asked.asOf ? ` ${asked.asOf} ` : "今天";
  return rejected ? `${found}另有 ${rejected} 条${day}不在有效期内，没有列出。` : found;
}

function emptyNode() {
  const wider = asked.kind ? [h("a", { href: address({ kind: "" }) }, "在全部类别里查"), "，或者"] : [];
  return h(
    "div",
    { class: "empty" },
    h("p", {}, "没有找到相关的规定。"),
    h("p", { class: "muted" }, "换个更短的说法再查，或者", wider, "拨打 12345。"),
  );
}

function troubleNode(problem) {
  return h(
    "div",
    { class: "empty" },
    h("p", { class: "note note-warn" }, icon("warn"), h("span", {}, `没有查成：${problem.message}您填的检索词还在。`)),
    h("p", {}, h("button", { type: "button", class: "button", onclick: search }, icon("retry"), "重试")),
  );
}

async function startingPoints() {
  const { questions } = await api.json("api/suggestions").catch(() => ({ questions: [] }));
  const links = questions.map((q) => h("p", {}, h("a", { href: address({ q }) }, q)));
  results.replaceChildren(h("div", { class: "empty" }, h("p", { class: "muted" }, "输入平常的话就能查，比如："), links));
}

async function search() {
  results.replaceChildren(h("div", { class: "bones", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
  const parts = new URLSearchParams({ q: asked.q, k: String(MOST) });
  if (asked.kind) parts.set("kind", asked.kind);
  if (asked.asOf) parts.set("as_of", asked.asOf);
  try {
    const page = await api.json(`api/search?${parts}`);
    summary.textContent = summaryWords(page);
    results.replaceChildren(page.hits.length ? h("ol", { class: "results" }, page.hits.map(hitNode)) : emptyNode());
  } catch (problem) {
    summary.textContent = "";
    results.replaceChildren(troubleNode(problem));
  }
}

adoptSourceStyles();
showForm();
if (asked.q) {
  document.title = `${asked.q} · 查规定`;
  search();
} else {
  startingPoints();
}
