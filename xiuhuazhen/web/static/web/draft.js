/* What one typed survives a dead battery and a lost network. Only longer texts are kept: no names, numbers or passwords. */
(function () {
  "use strict";

  const PREFIX = "xhz-draft:";
  const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
  const store = window.xhz.storage();
  if (!store) return;

  const read = (key) => {
    try {
      return JSON.parse(store.getItem(key));
    } catch (damaged) {
      return null;
    }
  };
  const keys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
  const drop = (start) => keys().filter((key) => key.startsWith(PREFIX + start)).forEach((key) => store.removeItem(key));

  keys().forEach((key) => {
    const draft = read(key);
    if (!draft || Date.now() - draft.at > KEPT_MS) store.removeItem(key);
  });

  window.xhz.each("form[data-draft]", (form) => {
    const key = PREFIX + form.dataset.draft;
    const texts = Array.from(form.querySelectorAll("textarea"));
    const draft = read(key);
    const brought = draft && draft.brought ? Array.from(form.querySelectorAll("input[name=address]")) : [];
    texts.concat(brought).forEach((text) => {
      if (draft && draft.texts[text.name] && !text.value) text.value = draft.texts[text.name];
    });
    form.addEventListener("input", () => {
      const kept = {};
      texts.filter((text) => text.value).forEach((text) => { kept[text.name] = text.value; });
      try {
        if (Object.keys(kept).length) store.setItem(key, JSON.stringify({ at: Date.now(), texts: kept }));
        else store.removeItem(key);
      } catch (full) {
        store.removeItem(key);
      }
    });
  });

  /* What was written for one form is begun with on another, to which this link leads. */
  window.xhz.each("[data-draft-to]", (link) => link.addEventListener("click", () => {
    const texts = {};
    link.closest("form").querySelectorAll("textarea, input[name=address]").forEach((text) => { texts[text.name] = text.value; });
    try {
      store.setItem(PREFIX + link.dataset.draftTo, JSON.stringify({ at: Date.now(), texts: texts, brought: true }));
    } catch (full) {
      store.removeItem(PREFIX + link.dataset.draftTo);
    }
  }));

  /* A page that shows the result says which draft has arrived. */
  window.xhz.each("[data-draft-clear]", (element) => drop(element.dataset.draftClear));

  /* A matter that has moved on leaves behind the drafts of its earlier versions. */
  window.xhz.each("[data-matter]", (matter) => {
    const start = PREFIX + "act:" + matter.dataset.matter + ":";
    const current = start + matter.dataset.version + ":";
    keys().filter((key) => key.startsWith(start) && !key.startsWith(current)).forEach((key) => store.removeItem(key));
  });

  window.xhz.each("form[data-drop-drafts]", (form) => form.addEventListener("submit", () => drop("")));
})();
