// The look of the talk: bubbles, answers, chips, cards, buttons.
export const TALK_STYLES = `
.talk { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px; }
.talk:focus-visible { outline-offset: -2px; }
.turns { display: flex; flex-direction: column; gap: 16px; }
.question { display: flex; justify-content: flex-end; }
.bubble {
  max-width: 85%; padding: 8px 12px; border-radius: 12px; background: var(--accent-weak); white-space: pre-wrap;
}
.answer-text { display: flex; flex-direction: column; gap: 8px; }
.block, .fold-body { display: flex; flex-direction: column; gap: 8px; }
.answer-text ul, .answer-text ol { padding-left: 1.5em; }
.answer-text li + li { margin-top: 4px; }
.answer-text li::marker { color: var(--muted); }
strong { font-weight: 600; }
.chip {
  display: inline-grid; place-items: center; min-width: 24px; height: 24px; margin: 0 2px; padding: 0 4px;
  border-radius: 4px; border: 1px solid var(--line); background: var(--surface); color: var(--accent);
  font-size: 14px; line-height: 1; font-variant-numeric: tabular-nums; vertical-align: 1px;
}
.elder .chip { min-width: 32px; height: 32px; font-size: 18px; }
.chip:hover { background: var(--accent-weak); border-color: var(--accent); }
.folds { border: 1px solid var(--line); border-radius: 8px; }
.fold + .fold { border-top: 1px solid var(--line); }
.fold summary {
  display: flex; align-items: center; gap: 4px; min-height: calc(var(--tap) + 4px); padding: 4px 12px 4px 8px;
  border-radius: 8px; cursor: pointer; font-weight: 600; list-style: none;
}
.fold summary::-webkit-details-marker { display: none; }
.fold summary:hover { background: var(--page); }
.fold summary .icon { color: var(--muted); }
.fold[open] summary .icon { transform: rotate(90deg); }
.fold-body { padding: 4px 16px 12px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; }
.answer-text .row { margin: 4px 0; }
.row.end { justify-content: flex-end; margin-top: 24px; }
.button, .choice {
  display: inline-flex; align-items: center; gap: 4px; min-height: calc(var(--tap) + 4px); padding: 4px 12px;
  border: 1px solid var(--line); border-radius: 8px; background: var(--surface); color: var(--accent);
  text-decoration: none;
}
.choice { border-color: var(--accent); }
.button:hover, .choice:hover, .start:hover { background: var(--accent-weak); }
.button.danger { background: var(--danger); border-color: var(--danger); color: var(--surface); }
.tools { margin-top: 8px; }
.tool-row { display: flex; flex-wrap: wrap; margin-left: -8px; }
.tool {
  display: inline-flex; align-items: center; gap: 4px; min-height: var(--tap); padding: 0 8px; border-radius: 8px;
  color: var(--muted); font-size: var(--meta);
}
.tool:hover { background: var(--page); color: var(--text); }
.tool[aria-pressed="true"] { background: var(--accent-weak); color: var(--accent); }
.said:empty { display: none; }
.speak { display: none; }
.elder .speak { display: inline-flex; }
.note { display: flex; gap: 8px; align-items: flex-start; }
.note .icon { margin-top: 0.175em; }
.note-warn .icon { color: var(--warn); }
.note-info .icon { color: var(--muted); }

.welcome .hello { font-size: 1.25em; font-weight: 600; margin-bottom: 4px; }
.welcome h3 { margin: 24px 0 8px; }
.starts { list-style: none; display: flex; flex-direction: column; gap: 8px; }
.start {
  display: flex; align-items: center; justify-content: space-between; gap: 8px; width: 100%; min-height: 48px;
  padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px;
}
.start .icon { color: var(--accent); }

.bones { display: flex; flex-direction: column; gap: 8px; padding: 4px 0; }
.bones i { height: 16px; border-radius: 4px; background: var(--line); opacity: 0.6; }
.bones i:nth-child(2) { width: 85%; }
.bones i:nth-child(3) { width: 55%; }
.pending.speaking .bones, .pending.speaking .stage { display: none; }
.pending:not(.late) .stage, .pending.late .bones { display: none; }
`;
