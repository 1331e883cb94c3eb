// The pages show entries in the same look as the widget's side sheet.
import { SOURCE_STYLES } from "../widget/styles_source.js";

export function adoptSourceStyles() {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(SOURCE_STYLES);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
