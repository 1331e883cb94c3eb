// Under an answer: copy, read aloud, helpful or not.
import { plainText, spokenText } from "./answer_text.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const THANKS = {
  5: "谢谢，已经记下。",
  1: "谢谢，已经记下。需要人帮忙，可以转人工或者拨打12345。",
};

/** `rate(grade)` keeps 5 or 1; `rated` is the grade already given. */
export function answerTools(answer, rate, rated) {
  const said = h("p", { class: "said muted", role: "status" });
  const buttons = [copyButton(answer, said), speakButton(answer), ...rateButtons(rate, rated, said)];
  return h("div", { class: "tools" }, h("div", { class: "tool-row" }, buttons), said);
}

function tool(name, label, onclick, attributes = {}) {
  const all = { type: "button", class: "tool", title: label, onclick, ...attributes };
  return h("button", all, icon(name), h("span", {}, label));
}

function copyButton(answer, said) {
  return tool("copy", "复制", async () => {
    const done = await copy(copyText(answer));
    said.textContent = done ? "已复制，附有 AI 提示。" : "浏览器不允许复制，请手动选取文字。";
  });
}

/** The words, their sources, and the AI notice. */
export function copyText({ answer, citations = [], notice }) {
  const sources = citations.map((c) => `[${c.n}] ${c.title}${c.section ? ` ${c.section}` : ""}`);
  return [plainText(answer), sources.join("\n"), notice].filter(Boolean).join("\n\n");
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyTheOldWay(text);
  }
}

// Without https the clipboard is closed; selecting and copying still works.
function copyTheOldWay(text) {
  const area = h("textarea", { "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function speakButton(answer) {
  if (!("speechSynthesis" in window)) return null;
  const button = tool("speak", "朗读", () => {
    const speaking = button.getAttribute("aria-pressed") === "true";
    speechSynthesis.cancel();
    mark(button, !speaking);
    if (!speaking) speak(spokenText(answer.answer), () => mark(button, false));
  });
  button.classList.add("speak");
  mark(button, false);
  return button;
}

function mark(button, speaking) {
  button.setAttribute("aria-pressed", String(speaking));
  button.lastChild.textContent = speaking ? "停止朗读" : "朗读";
  button.title = button.lastChild.textContent;
}

function speak(text, done) {
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.lang = "zh-CN";
  utterance.rate = 0.9;
  utterance.onend = done;
  utterance.onerror = done;
  speechSynthesis.speak(utterance);
}

function rateButtons(rate, rated, said) {
  const buttons = [
    ["up", "有用", 5],
    ["down", "没用", 1],
  ].map(([name, label, grade]) => tool(name, label, () => give(grade), { "data-grade": grade }));
  const show = (grade) => {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.grade === String(grade)));
  };
  async function give(grade) {
    try {
      await rate(grade);
      show(grade);
      said.textContent = THANKS[grade];
    } catch (problem) {
      said.textContent = `没有记上：${problem.message}`;
    }
    said.scrollIntoView({ block: "nearest" });
  }
  show(rated);
  return buttons;
}
