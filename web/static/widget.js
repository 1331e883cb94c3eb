// One tag loads 小宝: <script src="/widget.js" data-title="小宝" async></script>
// data-open opens it at once on a wide screen; data-server names the assistant's address if it is not this script's.
(() => {
  const script = document.currentScript;
  const home = new URL(".", script.src);
  const server = script.dataset.server ? new URL(script.dataset.server.replace(/\/?$/, "/"), document.baseURI) : home;
  const options = { title: script.dataset.title || "小宝", open: "open" in script.dataset, server: server.href };
  import(new URL("static/widget/main.js", home).href)
    .then(({ mount }) => mount(options))
    .catch(() => console.error("小宝没有加载成功"));
})();
