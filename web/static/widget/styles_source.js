// The look of an entry: the same in the side sheet and on the pages.
export const SOURCE_STYLES = `
.badges { display: flex; flex-wrap: wrap; gap: 8px; margin-bottom: 12px; }
.badge {
  display: inline-flex; align-items: center; gap: 4px; padding: 0 8px; border: 1px solid currentColor;
  border-radius: 4px; font-size: var(--meta); line-height: 24px;
}
.badge-ok { color: var(--ok); } .badge-warn { color: var(--warn); } .badge-danger { color: var(--danger);
  } .badge-plain { color: var(--muted); }
.facts { display: grid; gap: 4px; font-size: var(--meta); }
.facts > div { display: flex; gap: 12px; }
.facts dt { flex: none; min-width: 4em; color: var(--muted); }
.entry-text { padding-top: 16px; border-top: 1px solid var(--line); }
.entry-text h2, .entry-text h3 { font-size: 1em; font-weight: 600; margin: 16px 0 4px; }
.entry-text section:first-child > :first-child { margin-top: 0; }
.entry-text p + p, .entry-text p + ul, .entry-text ul + p { margin-top: 8px; }
.entry-text ul { list-style: disc; padding-left: 1.5em; }
mark {
  background: var(--mark); color: var(--text); border-radius: 2px; box-decoration-break: clone;
  -webkit-box-decoration-break: clone;
}
.passage { padding-left: 12px; border-left: 4px solid var(--line); }
`;
