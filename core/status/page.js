"use strict";
// Keeps the status page true: ages and waits every second, all of it every few
// seconds. Without it the page is complete, and reloaded by its <meta>.
(() => {
  const refreshEvery = 5000;
  const patience = 4000;
  const main = document.querySelector("main");
  const silence = document.getElementById("silence");
  let serverAhead = 0; // what the service's clock is ahead of this one
  let heard = Date.now();
  let timer = 0;

  // As span_text in core/status/words.cpp.
  function span(milliseconds) {
    const units = [[86400, " d"], [3600, " h"], [60, " min"], [1, " s"]];
    const seconds = Math.floor(Math.max(milliseconds, 0) / 1000);
    const at = units.findIndex(([size]) => seconds >= size || size === 1);
    const [size, name] = units[at];
    let text = Math.floor(seconds / size) + name;
    const next = units[at + 1];
    if (next && seconds % size >= next[0])
      text += " " + Math.floor((seconds % size) / next[0]) + next[1];
    return text;
  }

  function show(element, text) {
    if (element.textContent !== text)
      element.textContent = text;
  }

  function tick() {
    const now = Date.now() + serverAhead;
    for (const each of main.querySelectorAll("time[data-ago]"))
      show(each, span(now - each.dataset.ago) + " ago");
    for (const each of main.querySelectorAll("time[data-since]"))
      show(each, span(now - each.dataset.since));
    for (const each of main.querySelectorAll("time[data-until]"))
      show(each, span(Number(each.dataset.until) - now));
  }

  function setClock() {
    heard = Date.now();
    serverAhead = Number(main.dataset.now) - heard;
  }

  // Makes `old` like `fresh` by changing what differs, so that focus, selection and
  // scrolling stay, and a screen reader is told of changes only.
  function morph(old, fresh) {
    if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName)
      return old.replaceWith(fresh);
    if (old.nodeType !== Node.ELEMENT_NODE) {
      if (old.data !== fresh.data)
        old.data = fresh.data;
      return;
    }
    for (const { name } of [...old.attributes]) // what somebody has unfolded stays so
      if (!fresh.hasAttribute(name) && name !== "open")
        old.removeAttribute(name);
    for (const { name, value } of fresh.attributes)
      if (old.getAttribute(name) !== value)
        old.setAttribute(name, value);
    const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
    after.forEach((node, i) => (i < before.length ? morph(before[i], node) : old.append(node)));
    before.slice(after.length).forEach((node) => node.remove());
  }

  async function refresh() {
    clearTimeout(timer);
    try {
      const signal = AbortSignal.timeout(patience);
      const answer = await fetch(location.href, { cache: "no-store", signal });
      if (!answer.ok)
        throw new Error("status " + answer.status);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (fresh.documentElement.dataset.version !== document.documentElement.dataset.version)
        return location.reload();
      morph(main, fresh.querySelector("main"));
      document.title = fresh.title;
      silence.hidden = true;
      document.body.classList.remove("stale");
      setClock();
      tick();
    } catch {
      silence.textContent =
        "musiclink does not answer. This is how it stood " + span(Date.now() - heard) + " ago.";
      silence.hidden = false;
      document.body.classList.add("stale");
    }
    clearTimeout(timer);
    if (!document.hidden)
      timer = setTimeout(refresh, refreshEvery);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (!document.hidden)
      refresh();
  });
  setClock();
  setInterval(tick, 1000);
  timer = setTimeout(refresh, refreshEvery);
})();
