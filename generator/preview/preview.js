// Loads a page of the preview anew when what it shows has changed; Escape closes the panel that has the focus.
(() => {
  const own = document.currentScript.dataset.edition;
  const others = new BroadcastChannel("notices-preview");
  let newest = "";

  function hear(edition) {
    if (edition !== own) location.reload();
  }

  // A browser keeps few connections to one host, so one page listens and tells the others.
  navigator.locks.request("notices-preview", () => new Promise(() => {
    new EventSource("/_preview/events").onmessage = event => {
      newest = event.data;
      others.postMessage(newest);
      hear(newest);
    };
  }));

  others.onmessage = event => {
    if (event.data) hear(event.data);
    else if (newest) others.postMessage(newest);
  };
  others.postMessage(""); // what has changed since this page was sent?

  document.addEventListener("keydown", event => {
    const panel = event.target.closest?.(".notices-preview > details");
    if (event.key !== "Escape" || !panel) return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
})();
