// Watches the start of the app: says so when it cannot start, and after a panic; keeps the page readable.
(function () {
  "use strict";
  var started = false, shown = false, zh = /^zh/i.test(document.documentElement.lang);
  var words = zh
    ? { slow: "正在打开购买功能，网络有点慢……", fail: "购买功能没能打开，页面内容仍可阅读。", broke: "出了点问题，已填写的内容都保存着。", again: "重新加载" }
    : { slow: "Still opening the shop; the line is slow…", fail: "The shop could not start. You can go on reading.", broke: "Something went wrong. What you typed is kept.", again: "Reload" };
  function bar(text, retry) {
    var old = document.getElementById("boot-bar");
    if (old) old.remove();
    var box = document.createElement("div");
    box.id = "boot-bar";
    box.className = "boot-bar";
    box.setAttribute("role", "alert");
    box.appendChild(document.createElement("span")).textContent = text;
    if (retry) {
      var button = box.appendChild(document.createElement("button"));
      button.type = "button";
      button.textContent = words.again;
      button.addEventListener("click", function () { location.reload(); });
    }
    document.body.appendChild(box);
  }
  function failed() {
    if (started || shown) return;
    shown = true;
    bar(words.fail, true);
  }
  // A button tapped before the app runs is not lost: it says that it waits, and is tapped again then.
  var tapped = null;
  addEventListener("click", function (event) {
    var button = !started && event.target.closest && event.target.closest("#app button");
    if (!button) return;
    if (tapped) tapped.removeAttribute("aria-busy");
    tapped = button;
    button.setAttribute("aria-busy", "true");
  }, true);
  function tapAgain() {
    if (!tapped) return;
    var all = document.querySelectorAll("#app button");
    for (var i = 0; i < all.length; i++) {
      if (all[i].className === tapped.className && all[i].textContent === tapped.textContent
        && all[i].getAttribute("aria-label") === tapped.getAttribute("aria-label")) return all[i].click();
    }
  }
  addEventListener("picklive:started", function () {
    started = true;
    document.documentElement.setAttribute("data-started", "");
    setTimeout(tapAgain);
    var box = document.getElementById("boot-bar");
    if (box) box.remove();
  });
  addEventListener("picklive:panic", function () { bar(words.broke, true); });
  function trapped(error) {
    if (typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError) bar(words.broke, true);
  }
  addEventListener("unhandledrejection", function (event) {
    trapped(event.reason);
    failed();
  });
  addEventListener("error", function (event) {
    trapped(event.error);
    var tag = event.target && event.target.tagName;
    if (!tag || tag === "SCRIPT" || tag === "LINK") failed();
  }, true);
  setTimeout(function () { if (!started && !shown) bar(words.slow, true); }, 10000);
  if (typeof WebAssembly !== "object") addEventListener("DOMContentLoaded", failed);
})();
