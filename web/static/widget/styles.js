// The widget's look, as one constructed style sheet: allowed under a strict CSP, and nothing leaks in or out.
import { DARK_TOKENS, TOKENS } from "./tokens.js";
import { SHEET_STYLES } from "./styles_sheet.js";
import { SOURCE_STYLES } from "./styles_source.js";
import { TALK_STYLES } from "./styles_talk.js";

const FRAME_STYLES = `
:host { all: initial; }
.frame { ${TOKENS} --size: 16px; --meta: 14px; --tap: 36px; --wide: 380px; --high: 640px;
  font: var(--size)/1.6 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  color: var(--text); text-align: left; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { .frame { ${DARK_TOKENS} color-scheme: dark; } }
.frame.elder { --size: 20px; --meta: 18px; --tap: 48px; --wide: 440px; --high: 720px; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2, h3, p, ul, ol, dl, dd, blockquote { margin: 0; padding: 0; font: inherit; }
button, textarea { font: inherit; color: inherit; margin: 0; }
button { background: none; border: 0; padding: 0; cursor: pointer; text-align: inherit; }
a { color: var(--accent); }
:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap;
}
.muted { color: var(--muted); font-size: var(--meta); }
.icon {
  width: 1.25em; height: 1.25em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.75;
  stroke-linecap: round; stroke-linejoin: round; vertical-align: -0.25em;
}

.launcher {
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483000; display: flex; align-items: center; gap: 8px;
  min-height: 48px; padding: 8px 16px; border-radius: 8px; background: var(--accent); color: var(--on-accent);
  font-weight: 600; box-shadow: var(--shadow);
}
.panel {
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483001; width: var(--wide);
  height: min(var(--high), 100dvh - 48px); container-type: inline-size;
}
.main {
  display: flex; flex-direction: column; height: 100%; background: var(--surface); border: 1px solid var(--line);
  border-radius: 8px; box-shadow: var(--shadow); overflow: hidden;
}
.top { flex: none; border-bottom: 1px solid var(--line); }
.head { display: flex; align-items: center; gap: 4px; padding: 8px 8px 8px 16px; }
.mark-sign {
  display: grid; place-items: center; width: 32px; height: 32px; margin-right: 4px; border-radius: 8px; flex: none;
  background: var(--accent); color: var(--on-accent); font-size: 16px; font-weight: 600;
}
.name { flex: 1; min-width: 0; display: flex; flex-wrap: wrap; align-items: baseline; white-space: nowrap; }
.name .role::before { content: "·"; margin: 0 4px; }
.name .role { color: var(--muted); }
.head-button { min-height: var(--tap); padding: 0 8px; border-radius: 8px; color: var(--accent); white-space: nowrap; }
.head-button[aria-pressed="true"] { background: var(--accent); color: var(--on-accent); }
.plain {
  display: grid; place-items: center; min-width: 36px; min-height: var(--tap); border-radius: 8px;
  color: var(--muted);
}
.head-button:hover, .plain:hover { background: var(--accent-weak); }
.head-button[aria-pressed="true"]:hover { background: var(--accent); }
.notice { padding: 4px 16px; background: var(--page); color: var(--muted); font-size: var(--meta); line-height: 24px; }
.menu-holder { position: relative; }
.menu {
  position: absolute; right: 0; top: 100%; z-index: 2; padding: 4px; background: var(--surface);
  border: 1px solid var(--line); border-radius: 8px; box-shadow: var(--shadow);
}
.menu-item {
  display: flex; align-items: center; gap: 8px; min-height: 40px; padding: 4px 12px; border-radius: 4px;
  white-space: nowrap; color: var(--danger);
}
.menu-item:hover { background: var(--page); }

.foot { flex: none; padding: 8px 16px; border-top: 1px solid var(--line); }
.field {
  display: flex; align-items: flex-end; gap: 4px; padding: 4px; border: 1px solid var(--field); border-radius: 8px;
  background: var(--surface);
}
.field:focus-within { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); }
.field textarea {
  flex: 1; min-width: 0; padding: calc((var(--tap) - 1.6em) / 2) 8px; border: 0; background: none; resize: none;
  line-height: 1.6;
}
.field textarea:focus-visible { outline: none; }
.field textarea::placeholder { color: var(--muted); opacity: 1; }
.send {
  display: grid; place-items: center; width: var(--tap); height: var(--tap); border-radius: 8px; flex: none;
  background: var(--accent); color: var(--on-accent);
}
.send:disabled { background: var(--page); color: var(--muted); cursor: default; }
.send.stopping .icon { fill: currentColor; }
.count { text-align: right; }
.foot-line {
  display: flex; gap: 8px; align-items: center; justify-content: space-between; margin-top: 4px;
  font-size: var(--meta);
}
.progress { flex: 1; min-width: 0; }
.call {
  display: inline-flex; align-items: center; gap: 4px; margin-left: auto; white-space: nowrap;
  text-decoration: none; min-height: 24px;
}
.call:hover { text-decoration: underline; }

@container (max-width: 359px) {
  .head { padding-left: 12px; gap: 0; } .name { flex-direction: column; line-height: 20px; } .name .role::before {
  content: none; }
  .name .role { font-size: 14px; } .head-button { padding: 0 6px; } .plain { min-width: 32px; }
}
.elder .name { flex-direction: column; line-height: 24px; }
.elder .name .role { font-size: 18px; }
.elder .name .role::before { content: none; }
@container (max-width: 399px) { .elder .mark-sign { display: none; } .elder .head { padding-left: 12px; } }
@container (max-width: 339px) { .elder .name .role { display: none; } .elder .head-button { padding: 0 4px; } }
/* A low window, as a screen enlarged to 200% is: every line goes to the talk. */
@media (max-height: 519px) {
  .panel { bottom: 8px; height: min(var(--high), 100dvh - 16px); }
  .head { padding-top: 4px; padding-bottom: 4px; }
  .foot { padding: 4px 16px; }
  .foot-line { margin-top: 0; }
}
@media (max-width: 479px) {
  .panel { inset: 0; width: 100%; height: 100dvh; }
  .main { border: 0; border-radius: 0; }
  .launcher { right: 16px; bottom: 16px; }
}
@media (prefers-reduced-motion: no-preference) {
  .panel:not([hidden]) { animation: rise 150ms ease-out; }
  .head-button, .plain, .choice, .button, .start, .tool { transition: background-color 100ms; }
}
@keyframes rise { from { opacity: 0; transform: translateY(8px); } }
`;

let made = null;

/** One sheet for every instance. */
export function sheetOfStyles() {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync(FRAME_STYLES + TALK_STYLES + SOURCE_STYLES + SHEET_STYLES);
  }
  return made;
}
