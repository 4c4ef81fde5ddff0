// Reloads a page of the preview when the site has changed. Escape closes the panel with the focus.
(() => {
  const version = document.currentScript.dataset.version;
  const others = new BroadcastChannel("notices-preview");
  let newest = "";

  function reloadIfChanged(current) {
    if (current !== version) location.reload();
  }

  // A browser opens few connections to one host, so one page listens and informs the others.
  navigator.locks.request("notices-preview", () => new Promise(() => {
    new EventSource("/_preview/events").onmessage = event => {
      newest = event.data;
      others.postMessage(newest);
      reloadIfChanged(newest);
    };
  }));

  others.onmessage = event => {
    if (event.data) reloadIfChanged(event.data);
    else if (newest) others.postMessage(newest);
  };
  others.postMessage(""); // asks for the newest version

  document.addEventListener("keydown", event => {
    const panel = event.target.closest?.(".notices-preview > details");
    if (event.key !== "Escape" || !panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
})();
