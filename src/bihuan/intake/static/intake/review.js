/* The review of a document: what belongs together lights up together, j and k walk, a selection becomes a task. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const holder = (element) => element?.closest?.("[data-p]");
  const lit = new Set();

  const light = (keys) => {
    lit.forEach((element) => element.classList.remove("on"));
    lit.clear();
    if (!keys.length) return;
    all("[data-p]").forEach((element) => {
      if (element.dataset.p.split(" ").some((key) => keys.includes(key))) {
        element.classList.add("on");
        lit.add(element);
      }
    });
  };

  /* Bring the words into view inside the document's own pane, without moving the page. */
  const showWords = (key) => {
    const words = document.getElementById(`s${key}`)?.parentElement;
    const pane = words?.closest(".paper");
    if (!pane) return;
    const [inner, outer] = [words.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (inner.top < outer.top || inner.top > outer.bottom - 40) {
      pane.scrollTop += inner.top - outer.top - pane.clientHeight / 3;
    }
  };

  const look = (element, follow) => {
    const found = holder(element);
    if (!found) return;
    const keys = found.dataset.p.split(" ");
    light(keys);
    if (follow && !found.closest(".paper")) showWords(keys[0]);
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse") look(event.target, true);
  });
  document.addEventListener("focusin", (event) => look(event.target, true));

  /* Words in the document lead to their card, the card's title back to the words. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || !holder(link)) return;
    if (window.getSelection().toString()) { event.preventDefault(); return; }
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    if (target.closest(".paper")) { showWords(link.hash.slice(2)); look(link, false); return; }
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
    look(target, false);
  });

  const walk = (step) => {
    const cards = all(".prop");
    if (!cards.length) return;
    const here = cards.indexOf(document.activeElement.closest(".prop"));
    const next = cards[here < 0 ? 0 : Math.min(Math.max(here + step, 0), cards.length - 1)];
    next.scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true });
  };
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.isComposing;
    if (typing || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
    if (event.key === "j") walk(1);
    if (event.key === "k") walk(-1);
  });

  /* Offsets count characters as the server does, not halves of them. */
  const length = (text) => [...text].length;
  const selected = () => {
    const pane = document.getElementById("doctext");
    const selection = window.getSelection();
    if (!pane || !selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!pane.contains(range.commonAncestorContainer)) return null;
    const before = document.createRange();
    before.selectNodeContents(pane);
    before.setEnd(range.startContainer, range.startOffset);
    const start = length(before.toString());
    return { start, end: start + length(range.toString()) };
  };
  document.addEventListener("selectionchange", () => {
    const form = document.getElementById("pick");
    if (!form || form.contains(document.activeElement)) return;
    const span = selected();
    form.hidden = !span;
    if (span) {
      form.elements.start.value = span.start;
      form.elements.end.value = span.end;
    }
  });

  /* After a swap the reader stays where he was, in the text and in the list. */
  let place = 0;
  let worked = "";
  document.addEventListener("htmx:beforeSwap", () => {
    place = document.getElementById("paper")?.scrollTop || 0;
    worked = document.activeElement?.closest?.(".prop")?.id || "";
  });
  document.addEventListener("htmx:afterSwap", () => {
    const pane = document.getElementById("paper");
    if (pane) pane.scrollTop = place;
    if (worked) document.getElementById(worked)?.focus({ preventScroll: true });
  });
})();
