// The console's own script: only what makes the pages quicker. Every page works without it.
"use strict";
(() => {
  const body = document.body;
  if (!body.classList.contains("console")) return;

  // Shortcuts: an element with data-key is pressed by that key. Off where the person has turned them off (WCAG 2.1.4).
  const typing = (node) => node.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");
  const shortcutsOn = () => body.dataset.shortcuts === "on";

  function press(target) {
    const details = target.closest("details");
    if (details && !details.open && target.tagName !== "SUMMARY") details.open = true;
    if (target.matches("summary")) {
      const box = target.parentElement;
      box.open = !box.open;
      const first = box.open && box.querySelector("textarea, select, input:not([type=hidden])");
      (first || target).focus();
    } else if (target.matches("input[type=radio], input[type=checkbox]")) {
      target.focus();
      target.click();
    } else if (target.matches("textarea, input, select")) {
      target.focus();
    } else {
      target.click();
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit(event.target.form.querySelector("button[type=submit]"));
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const open = document.querySelector("dialog[open]");
    if (event.key === "Escape" && typing(event.target) && !open) { event.target.blur(); return; }
    if (!shortcutsOn() || open || typing(event.target)) return;
    if (event.key === "?") {
      event.preventDefault();
      document.getElementById("shortcuts").showModal();
      return;
    }
    if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
    if (event.repeat) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const target = document.querySelector(`[data-key~="${CSS.escape(key)}"]`);
    if (target) { event.preventDefault(); press(target); }
  });

  // The page keeps its case only while somebody is there: a case left behind goes back to the queue.
  let seen = Date.now();
  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(kind, () => { seen = Date.now(); }, { passive: true });
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    if ("keeps" in event.target.dataset && Date.now() - seen > 600000) event.preventDefault();
  });

  // A form is sent once, however often the button is pressed.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog" || form.hasAttribute("hx-get")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // What a chosen row asks for is shown as soon as the row is chosen.
  document.addEventListener("change", (event) => {
    if (event.target.name !== "row") return;
    event.target.form.querySelectorAll("[data-open-for]").forEach((box) => {
      if (box.dataset.openFor.split(" ").includes(event.target.value)) box.open = true;
    });
  });

  // A typed confirmation opens its button.
  document.querySelectorAll("input[data-confirms]").forEach((input) => {
    const button = document.getElementById(input.dataset.confirms);
    const check = () => { button.disabled = input.value.trim().toUpperCase() !== input.dataset.word; };
    input.addEventListener("input", check);
    check();
  });

  // Urgent cases: the tab's title and, where asked for, a sound.
  const live = document.getElementById("live");
  const name = body.dataset.name;
  let known = Number(live.dataset.urgent);

  function sound() {
    const audio = new AudioContext();
    [660, 880].forEach((frequency, i) => {
      const tone = audio.createOscillator(), volume = audio.createGain(), at = audio.currentTime + 0.22 * i;
      tone.frequency.value = frequency;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.2, at + 0.03);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.2);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.22);
    });
  }

  // Coming back to the tab looks at once.
  document.addEventListener("visibilitychange", () => { if (!document.hidden) htmx.trigger(live, "look"); });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target !== live) return;
    const told = live.querySelector("[data-urgent]");
    if (!told) return;
    const urgent = Number(told.dataset.urgent);
    const lead = urgent ? `(${urgent} ${urgent === 1 ? "akut" : "akuta"}) ` : "";
    document.title = `${lead}${name} · Lathund`;
    if (urgent > known && told.dataset.sound === "on") sound();
    known = urgent;
  });
})();
