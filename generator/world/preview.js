// Loads a page of the preview anew when what it shows has changed; Escape closes the panel that has the focus.
(() => {
  const own = document.currentScript.dataset.edition;
  let stream = null;

  function follow() {
    stream?.close();
    stream = null;
    // A browser keeps few connections to one host, so a page that nobody sees does without.
    if (document.hidden) return;
    stream = new EventSource("/_preview/events");
    stream.onmessage = event => {
      if (event.data !== own) location.reload();
    };
  }

  document.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", event => event.persisted && follow());
  follow();

  document.addEventListener("keydown", event => {
    const panel = event.target.closest?.(".notices-preview > details");
    if (event.key !== "Escape" || !panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
})();
