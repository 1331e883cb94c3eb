// The talk: what the citizen asked at the right, what 小宝 answers at the left, and what can be done with an answer.
import { renderAnswer, spokenLead } from "./answer_text.js";
import { answerTools } from "./answer_tools.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";

const SKELETON_MS = 1000;
// A question back, a greeting or a fault is nothing to copy or to grade.
const WORTH_RATING = /^(answered_(?!greeting)|refused|unanswered)/;
const PLAIN_ANSWER = /^answered_(full|greeting)$/;

export function questionNode(text) {
  const who = h("span", { class: "hidden" }, "您问：");
  return h("div", { class: "turn question" }, who, h("p", { class: "bubble" }, text));
}

/** The place of an answer to come: a skeleton for the first second, words after. */
export function pendingNode() {
  const words = h("p", { class: "stage muted" }, "已收到您的问题");
  const text = h("div", { class: "answer-text", hidden: true });
  const bones = h("div", { class: "bones", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
  const node = h("div", { class: "turn answer pending" }, bones, words, text);
  let whole = "";
  setTimeout(() => node.classList.add("late"), SKELETON_MS);
  return {
    node,
    stage: (label) => words.replaceChildren(`${label}…`),
    delta: (piece) => {
      whole += piece;
      node.classList.add("speaking");
      text.hidden = false;
      text.replaceChildren(...renderAnswer(whole, () => null));
    },
  };
}

/**
 * A finished answer. `on`: { source(citation, opener), ask(question), human(), rate(grade) }; `rated` is the grade
 * already given.
 */
export function answerNode(answer, on, rated = null) {
  const chip = chipMaker(answer.citations || [], on.source);
  return h(
    "div",
    { class: "turn answer" },
    h("span", { class: "hidden" }, "小宝答："),
    h("div", { class: "answer-text" }, withChoices(renderAnswer(answer.answer, chip), answer.choices || [], on.ask)),
    // The header always offers a person and the footer 12345; beside a full answer they would only repeat.
    !PLAIN_ANSWER.test(answer.status) && actionRow(answer.actions || [], on.human),
    WORTH_RATING.test(answer.status) && answerTools(answer, on.rate, rated),
  );
}

/** What went wrong, what was kept, what to do. `buttons`: [[label, icon, action]…]; `sign`: warn or info. */
export function troubleNode(words, buttons, sign = "warn") {
  const row = buttons.map(([label, name, act]) =>
    h("button", { type: "button", class: "button", onclick: act }, icon(name), label),
  );
  return h(
    "div",
    { class: "turn answer trouble" },
    h("p", { class: `note note-${sign}` }, icon(sign), h("span", {}, words)),
    h("div", { class: "row" }, row),
  );
}

/** The first screen: who speaks, and three questions to start with. */
export function welcomeNode(questions, ask) {
  const starts = questions.map((question) =>
    h("li", {}, h("button", { type: "button", class: "start", onclick: () => ask(question) }, question, icon("next"))),
  );
  return h(
    "div",
    { class: "welcome" },
    h("p", { class: "hello" }, "您好，我是小宝。"),
    h("p", {}, "办事的条件、材料、时限、费用和地点，用平常的话问就行。答的每一处都标出处。"),
    starts.length > 0 && h("h3", { class: "muted" }, "可以这样问"),
    starts.length > 0 && h("ul", { class: "starts" }, starts),
  );
}

/** What a screen reader hears when the answer is complete; folded details are only counted, to be opened at will. */
export function announcement(answer) {
  const { lead, details } = spokenLead(answer.answer);
  const choices = (answer.choices || []).map(({ label }) => label);
  const offered = choices.length ? `可选：${choices.join("、")}。` : "";
  return `小宝答：${lead}${offered}${details ? `另有${details}项详情可以展开。` : ""}`;
}

function chipMaker(citations, open) {
  const byNumber = new Map(citations.map((citation) => [citation.n, citation]));
  return (n) => {
    const citation = byNumber.get(n);
    if (!citation) return null;
    const label = `出处${n}：${citation.title}${citation.section ? ` ${citation.section}` : ""}`;
    const onclick = (event) => open(citation, event.currentTarget);
    return h("button", { type: "button", class: "chip", "aria-label": label, title: label, onclick }, String(n));
  };
}

// The buttons stand right below the question that they answer, not below the details.
function withChoices(nodes, choices, ask) {
  const folds = nodes.findIndex((node) => node.classList.contains("folds"));
  const at = folds < 0 ? nodes.length : folds;
  return [...nodes.slice(0, at), choiceRow(choices, ask), ...nodes.slice(at)];
}

function choiceRow(choices, ask) {
  if (!choices.length) return null;
  const buttons = choices.map(({ label, question }) =>
    h("button", { type: "button", class: "choice", onclick: () => ask(question) }, label),
  );
  return h("div", { class: "row", role: "group", "aria-label": "请选一个" }, buttons);
}

function actionRow(actions, human) {
  const nodes = actions.map(({ type, label, target }) => {
    if (type === "handoff") {
      return h("button", { type: "button", class: "button", onclick: human }, icon("person"), label || "转人工");
    }
    if (type === "call") return h("a", { class: "button", href: `tel:${target}` }, icon("phone"), label || target);
    return null;
  });
  const shown = nodes.filter(Boolean);
  return shown.length ? h("div", { class: "row" }, shown) : null;
}
