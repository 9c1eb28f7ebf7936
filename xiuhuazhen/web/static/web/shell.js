/* What every page needs: large type, one submission per form, exact times, menus that close. Plain ES2017, no build step. */
(function () {
  "use strict";

  const known = new Map();

  /* Runs `enhance` once for each element that fits, now and when htmx brings in more. */
  function each(selector, enhance) {
    const seen = new WeakSet();
    known.set(selector, function (root) {
      const found = Array.from(root.querySelectorAll(selector));
      if (root.matches && root.matches(selector)) found.push(root);
      found.filter((element) => !seen.has(element)).forEach((element) => {
        seen.add(element);
        enhance(element);
      });
    });
    known.get(selector)(document);
  }

  document.addEventListener("htmx:load", (event) => known.forEach((run) => run(event.detail.elt)));

  function storage() {
    try {
      window.localStorage.setItem("xhz-try", "1");
      window.localStorage.removeItem("xhz-try");
      return window.localStorage;
    } catch (refused) {
      return null; // private windows and full devices
    }
  }

  function setElder(on) {
    document.documentElement.classList.toggle("elder", on);
    document.cookie = "elder=" + (on ? "1" : "0") + "; path=/; max-age=31536000; samesite=lax";
    document.querySelectorAll("[data-elder]").forEach((button) => button.setAttribute("aria-pressed", String(on)));
    document.dispatchEvent(new CustomEvent("xhz:elder"));
  }

  each("[data-elder]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => setElder(!document.documentElement.classList.contains("elder")));
  });

  /* What is to be corrected is shown and read out at once: the list above a long form, or the field of a short one. */
  each("[data-errors]", (list) => {
    list.focus();
    list.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      if (field) window.setTimeout(() => (field.querySelector("input, textarea, select, button") || field).focus(), 0); // its question is shown first
    });
  });
  each("form", (form) => {
    const wrong = form.querySelector("[data-errors]") ? null : form.querySelector("[aria-invalid=true]:not([type=hidden])");
    if (wrong) wrong.focus();
  });

  /* Who goes back and submits again sends the same thing, not another: the history's entry keeps the form's id. */
  const arrived = window.performance.getEntriesByType("navigation")[0];
  const entry = arrived && arrived.type === "back_forward" ? window.history.state : null;
  const here = Array.from(document.querySelectorAll("form[data-once]"));

  function keepId(form) {
    const id = form.querySelector("input[name=id], input[name=command_id]");
    if (!id || here.indexOf(form) < 0) return;
    if (entry && entry.sent) id.value = entry.sent;
    form.addEventListener("submit", () => window.history.replaceState({ sent: id.value }, ""));
  }

  /* A second tap sends nothing. The button is disabled only after the browser has read which one was pressed. */
  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("[type=submit]").forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
  }

  each("form[data-once]", (form) => {
    keepId(form);
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      if (event.defaultPrevented) return;
      form.dataset.sent = "1";
      window.setTimeout(() => form.querySelectorAll("[type=submit]").forEach((button) => {
        button.disabled = true;
        button.setAttribute("aria-busy", "true");
      }), 0);
    });
  });

  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-once]").forEach(release);
  });

  document.addEventListener("click", (event) => {
    const when = event.target.closest("[data-when]");
    if (when) (when.closest(".thread") || when.parentNode).classList.toggle("thread-exact");
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* On a narrow screen the fields of a filter are folded away, so that what they found is in sight; what is wrong stays. */
  each("[data-fold]", (button) => {
    const form = button.closest("[data-folds]");
    const fold = (on) => {
      form.classList.toggle("folded", on);
      button.setAttribute("aria-expanded", String(!on));
    };
    button.hidden = false;
    fold(!form.querySelector(".field-wrong"));
    button.addEventListener("click", () => fold(!form.classList.contains("folded")));
  });

  /* Of many choices those with the words that are typed, and those that are chosen already. */
  each("[data-narrows]", (words) => {
    const labels = Array.from(words.parentNode.querySelectorAll(".choices-list > label"));
    words.hidden = false;
    words.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    words.addEventListener("input", () => labels.forEach((label) => {
      label.hidden = label.textContent.indexOf(words.value.trim()) < 0 && !label.querySelector("input").checked;
    }));
  });

  /* One box for all that can be ticked for the form around it; it shows whether all are. */
  each("[data-tick-all]", (label) => {
    const all = label.querySelector("input");
    const boxes = Array.from(document.querySelectorAll("input[type=checkbox][form='" + label.closest("form").id + "']"));
    const show = () => {
      const on = boxes.filter((box) => box.checked).length;
      all.checked = on > 0 && on === boxes.length;
      all.indeterminate = on > 0 && on < boxes.length;
    };
    label.hidden = !boxes.length;
    all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
    boxes.forEach((box) => box.addEventListener("change", show));
    window.addEventListener("pageshow", show); // whoever comes back finds them as they were
  });

  each("[data-back]", (button) => {
    button.hidden = window.history.length < 2;
    button.addEventListener("click", () => window.history.back());
  });

  /* Copying through the selection also works where the clipboard is closed to pages that came without TLS. */
  each("[data-copy]", (box) => {
    const button = box.querySelector("[data-copy-press]");
    button.hidden = false;
    button.addEventListener("click", () => {
      window.getSelection().selectAllChildren(box.querySelector("[data-copy-text]"));
      if (document.execCommand("copy")) box.querySelector("[data-copy-said]").textContent = box.dataset.copied;
    });
  });

  each("[data-print]", (button) => button.addEventListener("click", () => window.print()));

  window.xhz = { each: each, storage: storage };
})();
