// The side sheet: beside the talk on a wide screen, over it on a narrow one. Esc closes; focus goes back.
import { h, isComposing, newId } from "./dom.js";
import { icon } from "./icons.js";
import { badges, entryText, factsOf, loadEntry, showMark, sourceAddress, versionNote } from "./source_view.js";

const COVERS = "(max-width: 879px)";

/** `behind` becomes inert while the sheet covers it. */
export function createSheet(behind) {
  const titleId = newId("sheet");
  const title = h("h2", { id: titleId, tabindex: "-1" });
  const body = h("div", { class: "sheet-body", tabindex: "0", role: "region", "aria-label": "出处内容" });
  const closing = { type: "button", class: "plain", "aria-label": "关闭出处", title: "关闭", onclick: close };
  const closer = h("button", closing, icon("close"));
  const head = h("div", { class: "sheet-head" }, title, closer);
  const node = h("div", { class: "sheet", role: "dialog", "aria-labelledby": titleId, hidden: true }, head, body);
  const covers = matchMedia(COVERS);
  let opener = null;

  function open(words, content, from) {
    opener = from;
    title.textContent = words;
    body.replaceChildren(...content);
    body.scrollTop = 0;
    node.hidden = false;
    behind.inert = covers.matches;
    title.focus({ preventScroll: true });
  }

  function close() {
    if (node.hidden) return;
    node.hidden = true;
    behind.inert = false;
    opener?.focus();
    opener = null;
  }

  covers.addEventListener("change", () => (behind.inert = covers.matches && !node.hidden));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || isComposing(event)) return;
    event.stopPropagation();
    close();
  });
  return { node, body, open, close, isOpen: () => !node.hidden };
}

/** Shows where a sentence comes from: at once what the citation says, then the whole entry, the passage marked. */
export async function showSource(sheet, api, citation, opener) {
  const rest = h("div", { class: "bones", role: "status", "aria-label": "正在打开原文" }, h("i"), h("i"), h("i"));
  const page = api.url(sourceAddress(citation.entry_id, citation.version, citation.quote));
  const about = h("div", {}, badges(citation), factsOf(citation, citation.section));
  sheet.open(citation.title, [about, rest, pageLink(page)], opener);
  try {
    const entry = await loadEntry(api, citation.entry_id, citation.version);
    const latest = api.url(sourceAddress(citation.entry_id, entry.latest_version, citation.quote));
    const known = [badges(entry), factsOf(entry, citation.section), versionNote(entry, latest)];
    about.replaceChildren(...known.filter(Boolean));
    rest.replaceWith(entryText(entry, citation.quote));
  } catch (problem) {
    rest.replaceWith(...quoteOnly(citation, problem));
  }
  showMark(sheet.body);
}

function quoteOnly(citation, problem) {
  const words = `全文没有打开：${problem.message}下面是回答所引的原文。`;
  return [
    h("p", { class: "note note-warn" }, icon("warn"), h("span", {}, words)),
    h("blockquote", { class: "passage" }, h("mark", {}, citation.quote)),
  ];
}

function pageLink(href) {
  return h("p", {}, h("a", { href, target: "_blank", rel: "noopener" }, "在新页面打开", icon("open")));
}
