/* In large type a long form shows one question a screen. In usual type, and without script, it is one page. */
(function () {
  "use strict";

  function make(css, text, go) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn " + css;
    button.textContent = text;
    button.addEventListener("click", go);
    return button;
  }

  function enhance(form) {
    const words = form.dataset;
    const questions = Array.from(form.querySelectorAll(".question"));
    const end = form.querySelector("[data-steps-end]");
    const row = document.createElement("div");
    const where = document.createElement("p");
    let at = Math.max(0, questions.findIndex((question) => question.querySelector(".field-wrong")));
    const back = make("btn-quiet", words.before, () => go(at - 1));
    const next = make("btn-primary", words.next, () => go(at + 1));
    row.className = "steps";
    where.className = "muted";
    where.setAttribute("role", "status");
    row.appendChild(back);
    row.appendChild(next);
    form.insertBefore(where, questions[0]);
    form.insertBefore(row, end);

    function show() {
      const elder = document.documentElement.classList.contains("elder");
      const last = at === questions.length - 1;
      questions.forEach((question, index) => { question.hidden = elder && index !== at; });
      row.hidden = !elder;
      where.hidden = !elder;
      back.hidden = at === 0;
      next.hidden = last;
      end.hidden = elder && !last;
      where.textContent = words.step.replace("{n}", String(at + 1)).replace("{all}", String(questions.length));
    }

    function go(to) {
      at = to;
      show();
      window.scrollTo(0, 0);
      const first = questions[at].querySelector("textarea, select, input:not([type=hidden]):not([tabindex='-1'])");
      if (first) first.focus({ preventScroll: true });
    }

    /* A link to a field that is to be corrected leads to its question first. */
    form.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']");
      const field = link && document.getElementById(link.hash.slice(1));
      const found = questions.findIndex((question) => field && question.contains(field));
      if (found >= 0 && found !== at && document.documentElement.classList.contains("elder")) go(found);
    });

    document.addEventListener("xhz:elder", show);
    show();
  }

  window.xhz.each("form[data-steps]", enhance);
})();
