// Line icons on a 24 grid, drawn as SVG nodes; decorative, so hidden from screen readers.
const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  chat: ["M4 5h16v11H9l-5 4z", "M8 9.5h8", "M8 12.5h5"],
  close: ["M6 6l12 12", "M18 6L6 18"],
  more: [5, 12, 19].map((x) => `M${x - 1} 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0z`),
  send: ["M12 19V5", "M6 11l6-6 6 6"],
  stop: ["M7 7h10v10H7z"],
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
  speak: ["M4 10v4h4l5 4V6L8 10z", "M16.5 9a4 4 0 0 1 0 6", "M19 6.5a8 8 0 0 1 0 11"],
  up: ["M7 20V10l5-7a2 2 0 0 1 2 2v4h6l-2 11z", "M7 10H3v10h4"],
  down: ["M7 4v10l5 7a2 2 0 0 0 2-2v-4h6L18 4z", "M7 14H3V4h4"],
  next: ["M9 6l6 6-6 6"],
  phone: ["M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A15 15 0 0 1 4 5a1 1 0 0 1 1-1z"],
  person: ["M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8z", "M4 21a8 8 0 0 1 16 0"],
  check: ["M5 12.5l4.5 4.5L19 7.5"],
  warn: ["M12 4l9 16H3z", "M12 10v4", "M12 17h.01"],
  info: ["M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z", "M12 11v5", "M12 8h.01"],
  search: ["M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14z", "M16 16l5 5"],
  trash: ["M4 7h16", "M9 7V4h6v3", "M6 7l1 13h10l1-13"],
  retry: ["M4 12a8 8 0 1 0 3-6.2", "M4 4v4.5h4.5"],
  open: ["M14 4h6v6", "M20 4l-9 9", "M18 14v6H4V6h6"],
};

/** The icon named `name`, as wide as the text is high. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const attributes = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  for (const d of PATHS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}
