// The service hall page: three questions that open 小宝 and ask.
import "./elder.js";
import { Api } from "../widget/api.js";
import { h } from "../widget/dom.js";
import { icon } from "../widget/icons.js";

const list = document.getElementById("examples");

async function ask(question) {
  await customElements.whenDefined("xiaobao-chat");
  document.querySelector("xiaobao-chat").ask(question);
}

function example(question) {
  const button = h("button", { type: "button", class: "example", onclick: () => ask(question) }, question, icon("next"));
  return h("li", {}, button);
}

async function show() {
  try {
    const { questions } = await new Api(location.origin).json("api/suggestions");
    list.replaceChildren(...questions.map(example));
  } catch (problem) {
    list.replaceChildren(h("li", { class: "muted" }, `起始问题没有加载成功：${problem.message}您可以直接在对话框里问。`));
  }
  list.removeAttribute("aria-busy");
}

show();
