// Names each slider and list by its visible label or heading, for screen readers: ipywidgets
// leaves them without a name. A label is written again whenever its control moves; so is the name.
(() => {
  const name = () => {
    for (const box of document.querySelectorAll(".po-explorer .po-control")) {
      const label = box.querySelector(".po-label") ?? box.closest(".po-group")?.querySelector("h3");
      const text = label?.textContent;
      for (const control of text ? box.querySelectorAll(".noUi-handle, select") : []) {
        if (control.getAttribute("aria-label") !== text) control.setAttribute("aria-label", text);
      }
    }
  };
  let waiting = 0;
  const later = () => { waiting ||= requestAnimationFrame(() => { waiting = 0; name(); }); };
  new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
  name();
})();
