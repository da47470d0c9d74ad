/* Small comforts. Every page works without this file; htmx does the rest. */
(() => {
  "use strict";
  const root = document.documentElement;
  const year = 365 * 24 * 3600;
  root.classList.add("js");

  const keep = (name, value) => {
    document.cookie = `${name}=${value};path=/;max-age=${year};samesite=lax`;
  };

  const setSize = (size) => {
    root.dataset.size = size;
    keep("size", size);
    document.querySelectorAll(".sizer button").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.value === size));
    });
  };

  /* A result stays for ten seconds, longer while it is read; so long it can be taken back, and no longer. */
  const fade = () => {
    document.querySelectorAll(".toast:not([data-fading])").forEach((toast) => {
      toast.dataset.fading = "yes";
      setTimeout(() => { if (toast.matches(":has(form), :not(:hover, :focus-within)")) toast.remove(); }, 10000);
    });
  };

  const focusMarked = (within) => {
    const marked = within.querySelector("[data-focus]");
    if (marked) { marked.focus(); marked.scrollIntoView({ block: "nearest" }); }
  };

  /* The text is marked as well: where the clipboard is closed, as on plain HTTP, Ctrl+C still takes it. */
  const copy = (button) => {
    getSelection().selectAllChildren(document.querySelector(button.dataset.copy));
    document.execCommand("copy");
    document.querySelector("[data-copied]").hidden = false;
  };

  document.addEventListener("click", (event) => {
    const size = event.target.closest(".sizer button");
    if (size) { event.preventDefault(); setSize(size.value); }
    if (event.target.closest("[aria-disabled=true]")) event.preventDefault();
    if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
    if (event.target.closest("[data-print]")) window.print();
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier);
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  /* A list's filters apply when they change. */
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
    const all = event.target.closest("[data-tick-all]");
    if (all) all.closest("table").querySelectorAll(".tick input").forEach((box) => { box.checked = all.checked; });
    countTicked();
  });

  const countTicked = () => {
    const number = document.querySelectorAll("tbody .tick input:checked").length;
    document.querySelectorAll("[data-ticked]").forEach((slot) => { slot.textContent = String(number); });
    document.querySelectorAll(".bulk").forEach((bar) => { bar.classList.toggle("on", number > 0); });
  };

  /* One press sends a form once. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    countTicked();
  });

  /* What is being written is kept every ten seconds, and when the page is left. Files are not. */
  const kept = new WeakMap();
  const keepDraft = (form, leaving) => {
    const slot = form.querySelector("[data-draft]");
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    const said = new URLSearchParams(fields);
    const before = kept.get(form);
    kept.set(form, said.toString());
    if (before === undefined || before === said.toString() || form.dataset.sent) return;
    fetch(slot.dataset.draft, { method: "POST", body: said, keepalive: leaving, headers: { "X-Draft": "1" } })
      .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer)))
      .then((words) => { slot.querySelector("[data-kept]").textContent = words; })
      .catch(() => { kept.set(form, before); });
  };
  const keepDrafts = (leaving) => {
    document.querySelectorAll("form:has([data-draft])").forEach((form) => keepDraft(form, leaving));
  };
  setInterval(keepDrafts, 10000, false);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keepDrafts(true); });

  const move = (step) => {
    const rows = [...document.querySelectorAll("main tbody th a, main .dec .what a, main .list a, main .list button")];
    if (!rows.length) return;
    const place = rows.indexOf(document.activeElement);
    (rows[place + step] || rows[step > 0 ? 0 : rows.length - 1]).focus();
  };

  const keys = {
    "/": () => document.getElementById("q")?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: () => document.activeElement.closest("tr")?.querySelector(".tick input")?.click(),
    "?": () => document.getElementById("keys")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.isComposing;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
      event.target.form.requestSubmit();
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.menu[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    event.detail.target?.setAttribute("aria-busy", "true");
  });
  /* A refusal has a target of its own by now, so that what was busy is looked for. */
  document.addEventListener("htmx:afterRequest", () => {
    document.querySelectorAll("[aria-busy]").forEach((busy) => busy.removeAttribute("aria-busy"));
  });
  const lost = () => {
    const slot = document.getElementById("refusal");
    const words = document.getElementById("lost");
    if (slot && words) { slot.replaceChildren(words.content.cloneNode(true)); focusMarked(slot); }
  };
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);
  document.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) lost(); });
  document.addEventListener("htmx:afterSettle", (event) => {
    focusMarked(event.detail.target || document);
    countTicked();
    fade();
    keepDrafts(false);
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
    focusMarked(document);
    countTicked();
    fade();
    keepDrafts(false);
  });
})();
