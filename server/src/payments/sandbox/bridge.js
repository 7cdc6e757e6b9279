// A stand-in for WeChat's payment bridge, served only for trying things out. It offers the one call that
// paying needs, shows a dialog and tells the page what WeChat would tell it.
(() => {
  "use strict";
  if (window.WeixinJSBridge) return;
  const at = document.currentScript ? document.currentScript.src : new URL("sandbox/bridge.js", document.baseURI).href;
  const zh = (document.documentElement.lang || navigator.language || "").toLowerCase().startsWith("zh");
  const words = zh
    ? { title: "演示微信支付", about: "这里不会动真钱。", pay: "付款", fail: "付款失败", cancel: "取消", late: "过时再付" }
    : { title: "Demo WeChat Pay", about: "No real money moves here.", pay: "Pay", fail: "Fail", cancel: "Cancel", late: "Pay after the hold has lapsed" };

  const style = (element, rules) => Object.entries(rules).forEach(([name, value]) => element.style.setProperty(name, value));

  // Tells the sandbox; resolves to whether it took it.
  const tell = (params, what) => {
    const charge = String(params.package || "").replace(/^prepay_id=/, "");
    const form = new URLSearchParams({ token: params.nonceStr || "", do: what });
    const url = new URL("bridge/" + encodeURIComponent(charge), at);
    return fetch(url, { method: "POST", mode: "no-cors", credentials: "omit", body: form }).then(
      (answer) => answer.ok || answer.type === "opaque",
      () => false,
    );
  };

  const ask = (params, done) => {
    const dialog = document.createElement("dialog");
    dialog.setAttribute("aria-label", words.title);
    dialog.dataset.sandboxBridge = "";
    style(dialog, { border: "1px solid var(--line, GrayText)", "border-radius": "1rem", padding: "1.25rem", width: "min(20rem, 90vw)", background: "var(--card, Canvas)", color: "var(--ink, CanvasText)" });
    const title = document.createElement("h2");
    title.textContent = words.title;
    style(title, { margin: "0", "font-size": "1.125rem" });
    const about = document.createElement("p");
    about.textContent = words.about;
    style(about, { margin: "0.25rem 0 1rem" });
    dialog.append(title, about);
    let open = true;
    const end = (word) => {
      if (!open) return;
      open = false;
      dialog.remove();
      done({ err_msg: "get_brand_wcpay_request:" + word });
    };
    const button = (what, label, act) => {
      const element = document.createElement("button");
      element.type = "button";
      element.value = what;
      element.textContent = label;
      const main = what === "pay";
      style(element, { display: "block", width: "100%", "min-height": "2.75rem", margin: "0.5rem 0 0", border: "1px solid #07855a", "border-radius": "0.5rem", background: main ? "#07855a" : "transparent", color: main ? "#fff" : "inherit", font: "inherit" });
      element.addEventListener("click", act);
      dialog.append(element);
    };
    const send = (what, word) => () => tell(params, what).then((taken) => end(taken ? word : "fail"));
    button("pay", words.pay, send("pay", "ok"));
    button("fail", words.fail, send("fail", "fail"));
    button("late", words.late, send("late", "ok"));
    button("cancel", words.cancel, () => end("cancel"));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); end("cancel"); });
    document.body.append(dialog);
    if (dialog.showModal) dialog.showModal(); else dialog.setAttribute("open", "");
  };

  window.WeixinJSBridge = {
    invoke(name, params, done) {
      const answer = typeof done === "function" ? done : () => {};
      if (name === "getBrandWCPayRequest") ask(params || {}, answer);
      else answer({ err_msg: name + ":fail" });
    },
    call() {},
    on() {},
  };
  document.dispatchEvent(new Event("WeixinJSBridgeReady"));
})();
