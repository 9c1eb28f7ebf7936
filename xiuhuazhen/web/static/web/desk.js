/* The desk on a wide screen: rows open on the right, actions open inside the matter, ↑ ↓ Enter. On phones links stay links. */
(function () {
  "use strict";

  const wide = window.matchMedia("(min-width: 1200px)");
  const pane = document.getElementById("matter-pane");
  const rows = () => Array.from(document.querySelectorAll("[data-work]"));
  let later = 0;

  function open(row) {
    rows().forEach((other) => other.removeAttribute("aria-current"));
    row.setAttribute("aria-current", "true");
    pane.classList.add("waiting-load");
    const address = new URL(window.location.href);
    address.searchParams.set("matter", row.dataset.work);
    window.history.replaceState(null, "", address);
    window.htmx.ajax("GET", row.href, { target: "#matter-pane", swap: "innerHTML" }).then(() => {
      pane.classList.remove("waiting-load");
      pane.scrollTop = 0;
    });
  }

  function onRow(event) {
    const row = event.target.closest("[data-work]");
    if (!row || !pane || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(row);
  }

  function move(by) {
    const all = rows();
    const at = all.indexOf(document.activeElement);
    const current = at >= 0 ? at : all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(all.length - 1, Math.max(0, current + by))];
    if (!next) return;
    next.focus();
    window.clearTimeout(later);
    later = window.setTimeout(() => open(next), 160);
  }

  function onKey(event) {
    if (!pane || !wide.matches || event.altKey || event.ctrlKey || event.metaKey) return;
    const typing = event.target.closest("input, textarea, select, #matter-pane, .menu");
    if (typing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && event.target.closest("[data-work][aria-current]")) {
      const first = pane.querySelector(".matter-first");
      if (!first) return;
      event.preventDefault();
      first.click();
    }
  }

  const pageRoom = () => (pane || document.documentElement).clientHeight;

  /* An action's form opens inside the matter; without room or script the same address is a page of its own. */
  function onAct(event) {
    const link = event.target.closest("[data-act]");
    const matter = link && link.closest(".matter");
    if (!matter || !wide.matches || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    const menu = link.closest("details");
    if (menu) menu.open = false;
    const place = matter.querySelector(".matter-act");
    window.htmx.ajax("GET", link.href, { target: place, swap: "innerHTML" }).then(() => {
      matter.classList.add("matter-acting");
      const first = place.querySelector("input:not([type=hidden]), select, textarea, button");
      place.scrollIntoView({ block: place.offsetHeight > pageRoom() ? "start" : "center" });
      if (first) first.focus({ preventScroll: true });
    });
  }

  function onCancel(event) {
    const cancel = event.target.closest("[data-cancel]");
    const matter = cancel && cancel.closest(".matter");
    if (!matter) return;
    event.preventDefault();
    matter.querySelector(".matter-act").textContent = "";
    matter.classList.remove("matter-acting");
    const first = matter.querySelector(".matter-first");
    if (first) first.focus();
  }

  /* A field that depends on this one comes anew, with what is proposed now. What somebody chooses in it meanwhile
     stays chosen. */
  async function onChoice(event) {
    const choice = event.target.closest("[data-refreshes]");
    if (!choice) return;
    const id = choice.id.replace(/[^_]*$/, choice.dataset.refreshes) + "_field";
    const asked = choice.value;
    let chosen = null;
    const note = (other) => { if (other.target.closest("#" + id)) chosen = other.target.value; };
    document.addEventListener("change", note);
    try {
      const answer = await fetch(choice.form.action + "?" + new URLSearchParams([[choice.name, asked]]), { credentials: "same-origin" });
      const field = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
      const shown = document.getElementById(id);
      if (!field || !shown || choice.value !== asked) return;
      if (chosen !== null) field.querySelector("select").value = chosen;
      shown.replaceWith(field);
    } catch (offline) {
      // what is there stays; the server looks at both
    } finally {
      document.removeEventListener("change", note);
    }
  }

  /* A whole page where a part was asked for (the session has ended): go there. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!/^\s*<!doctype/i.test(event.detail.xhr.responseText)) return;
    event.preventDefault();
    window.location.href = event.detail.xhr.responseURL;
  });

  /* When the pane cannot be loaded, the row's own page says why. */
  document.addEventListener("htmx:responseError", (event) => { window.location.href = event.detail.pathInfo.requestPath; });
  document.addEventListener("htmx:sendError", () => { if (pane) pane.classList.remove("waiting-load"); });

  document.addEventListener("click", onRow);
  document.addEventListener("click", onAct);
  document.addEventListener("click", onCancel);
  document.addEventListener("change", onChoice);
  document.addEventListener("keydown", onKey);
})();
