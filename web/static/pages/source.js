// One entry as a page of its own: /source/{id}?version=&quote=
import "./elder.js";
import { Api } from "../widget/api.js";
import { h } from "../widget/dom.js";
import { icon } from "../widget/icons.js";
import { badges, entryText, factsOf, loadEntry, sourceAddress, versionNote } from "../widget/source_view.js";
import { adoptSourceStyles } from "./looks.js";

const place = document.getElementById("source");
const query = new URLSearchParams(location.search);
const id = decodeURIComponent(location.pathname.split("/").pop());

function trouble(problem) {
  return [
    h("h1", {}, "这条出处没有打开"),
    h("p", { class: "note note-warn" }, icon("warn"), h("span", {}, problem.message)),
    h("p", {}, h("a", { href: "/search" }, "到“查规定”里找")),
  ];
}

function view(entry) {
  const quote = query.get("quote") || "";
  const latest = `/${sourceAddress(id, entry.latest_version, quote)}`;
  const words = "以公布机关发布的文本为准。";
  return [
    h("h1", {}, entry.title),
    badges(entry),
    factsOf(entry),
    versionNote(entry, latest),
    entryText(entry, quote, "h2"),
    h("p", { class: "muted disclaimer" }, words),
  ].filter(Boolean);
}

async function show() {
  adoptSourceStyles();
  try {
    const entry = await loadEntry(new Api(location.origin), id, query.get("version"));
    document.title = `${entry.title} · 小宝`;
    place.replaceChildren(...view(entry));
    place.querySelector("mark")?.scrollIntoView({ block: "center" });
  } catch (problem) {
    place.replaceChildren(...trouble(problem));
  }
  place.removeAttribute("aria-busy");
}

show();
