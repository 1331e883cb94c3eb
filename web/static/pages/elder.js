// 长者 mode on the pages follows the widget's button and its kept choice.
import { prefersElder } from "../widget/session.js";

const show = (on) => document.documentElement.classList.toggle("elder", Boolean(on));

show(prefersElder());
document.addEventListener("xiaobao:elder", (event) => show(event.detail.on));
