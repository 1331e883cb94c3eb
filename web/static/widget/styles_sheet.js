// The look of the side sheet and of the question before deleting.
export const SHEET_STYLES = `
.sheet {
  position: absolute; right: calc(100% + 12px); top: 0; bottom: 0; width: min(440px, 100vw - var(--wide) - 60px);
  display: flex; flex-direction: column; background: var(--surface); border: 1px solid var(--line);
  border-radius: 8px; box-shadow: var(--shadow); overflow: hidden;
}
.sheet-head {
  display: flex; align-items: flex-start; gap: 8px; padding: 12px 8px 12px 16px;
  border-bottom: 1px solid var(--line);
}
.sheet-head h2 { flex: 1; padding: 4px 0; font-weight: 600; }
.sheet-head h2:focus-visible { outline: none; }
.sheet-body {
  position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 16px;
}
.sheet-body:focus-visible { outline-offset: -2px; }
.sheet-body > * + * { margin-top: 16px; }
@media (max-width: 879px) { .sheet { right: 0; width: 100%; } }
@media (max-width: 479px) { .sheet { border: 0; border-radius: 0; } }

.confirm {
  width: min(360px, 100vw - 32px); padding: 24px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--surface); color: var(--text); box-shadow: var(--shadow);
}
.confirm::backdrop { background: rgb(16 24 32 / 50%); }
.confirm h2 { font-size: 1.25em; font-weight: 600; margin-bottom: 8px; }
`;
