/* The review by keyboard, and editing in place: what was typed is kept in this window until it is saved. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => [...document.querySelectorAll(selector)];
  const card = () => document.activeElement?.closest?.(".prop");
  let undone = "";

  const go = (target) => {
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };
  const nextDoubtful = () => {
    const cards = all(".prop");
    const here = cards.indexOf(card());
    const rest = [...cards.slice(here + 1), ...cards.slice(0, here + 1)];
    go(rest.find((each) => "look" in each.dataset));
  };
  const press = (key, on) => {
    const button = on?.querySelector(`[data-key="${key}"]`);
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") {
      on.querySelector(".ask input:not([type=hidden]):not([type=checkbox]), .ask button")?.focus();
      return;
    }
    if (key === "x") undone = on.id;
    onward = key === "a" || key === "x" ? all(".prop").indexOf(on) : -1;
    button.click();
  };
  const help = () => {
    const dialog = document.getElementById("review-keys");
    if (dialog && !dialog.open) dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys]")) help();
    const leave = event.target.closest(".inplace [data-leave]");
    if (leave) { event.preventDefault(); shut(leave.closest(".prop")); }
  });
  const shut = (on) => {
    const box = on?.querySelector(".inplace");
    if (!box?.firstElementChild) return;
    const draft = box.querySelector("[data-draft]");
    if (draft) sessionStorage.removeItem(name(draft));
    box.replaceChildren();
    go(on);
  };

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape" && event.target.closest(".inplace")) { shut(card()); return; }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || root.dataset.keys === "off") return;
    if (event.target.closest("dialog")) return;
    /* This page's own list stands in the place of the general one. */
    if (event.key === "?") { event.preventDefault(); event.stopPropagation(); help(); }
    if (event.key === "n") { event.preventDefault(); nextDoubtful(); }
    if (event.key === "z") press("z", document.getElementById(undone) || card());
    if (event.key === "Enter" && event.target.matches(".prop")) { event.preventDefault(); press("a", card()); }
    if ("axesm".includes(event.key) && card()) { event.preventDefault(); press(event.key, card()); }
  }, true);

  /* After a decision the next task comes up; after a form has opened its first field has the focus. */
  let onward = -1;
  document.addEventListener("htmx:afterSettle", (event) => {
    const box = event.detail.target;
    if (box?.matches?.(".inplace")) {
      restore(box.querySelector("[data-draft]"));
      if (!box.querySelector("[data-focus]")) {
        box.querySelector("input:not([type=hidden]), textarea")?.focus();
      }
      return;
    }
    if (onward < 0 || document.querySelector("#refusal > *")) return;
    const cards = all(".prop");
    const from = document.activeElement?.closest?.(".prop") ? onward + 1 : onward;
    go(cards[Math.min(from, cards.length - 1)]);
    onward = -1;
  });

  /* The reasons of the task that has the focus stand open; those of the one before close again. */
  let opened = null;
  document.addEventListener("focusin", (event) => {
    const reasons = event.target.matches(".prop") && event.target.querySelector(".reasons");
    if (!reasons || reasons === opened) return;
    if (opened) opened.open = false;
    opened = reasons.open ? null : reasons;
    reasons.open = true;
  });

  /* A draft belongs to what its writer saw: after somebody else's change it is not put over it. */
  const name = (form) => `draft:${form.dataset.draft}:${form.elements.seen.value}`;
  const fields = (form) => [...form.elements].filter((each) => each.name && each.type !== "hidden");
  const restore = (form) => {
    const kept = form && sessionStorage.getItem(name(form));
    if (!kept) return;
    const said = JSON.parse(kept);
    fields(form).forEach((each) => { if (each.name in said) each.value = said[each.name]; });
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    const said = Object.fromEntries(fields(form).map((each) => [each.name, each.value]));
    sessionStorage.setItem(name(form), JSON.stringify(said));
  });
  document.addEventListener("DOMContentLoaded", () => all("form[data-draft]").forEach(restore));
})();
