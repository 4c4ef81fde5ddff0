// Finds a feed in the page's list and copies its address. Without this script, people can still copy from the list.
// It is not a module, because browsers do not load a module from a folder on disk.
(() => {
  const choose = document.getElementById("choose");
  const words = choose.dataset;
  const places = [...document.querySelectorAll("#feeds > h3")].map((heading) => ({
    heading,
    entries: [...heading.nextElementSibling.children],
  }));
  let count = 0;

  openTarget();
  addEventListener("hashchange", openTarget);
  document.querySelectorAll("#feeds .address").forEach(withButton);
  choose.querySelector("p").replaceWith(chooser());

  /** Open the folds around the feed that a link leads to, which not every browser does by itself. */
  function openTarget() {
    let fold = document.querySelector(":target")?.closest("details");
    for (; fold; fold = fold.parentNode.closest("details")) fold.open = true;
  }

  /** Return two menus, and the address of the feed that they name. */
  function chooser() {
    const form = made("form", "chooser");
    const school = menu("feed-school", words.school, places.map((place) => place.heading.textContent));
    const subject = menu("subject", words.subject, places[0].entries.map((entry) => entry.firstChild.textContent));
    const address = made("span", "address");
    const code = made("code");
    code.dir = "ltr";
    address.append(code);
    withButton(address);
    const shown = made("p", "chosen");
    shown.append(made("b", "", words.address), address);
    form.append(...(places.length > 1 ? [school.field] : []), subject.field, shown);

    function show() {
      const entry = places[school.select.selectedIndex].entries[subject.select.selectedIndex];
      code.textContent = entry.querySelector("code").textContent;
    }

    form.addEventListener("change", show);
    form.addEventListener("submit", (event) => event.preventDefault());
    show();
    return form;
  }

  /** Return a menu of some texts with its label. */
  function menu(id, label, texts) {
    const field = made("p");
    const select = made("select");
    select.id = id;
    select.append(...texts.map((text) => made("option", "", text)));
    const name = made("label", "", label);
    name.htmlFor = id;
    field.append(name, select);
    return { field, select };
  }

  /** Give an address a button that copies it; a screen reader hears both. */
  function withButton(address) {
    const code = address.querySelector("code");
    const button = made("button", "", words.copy);
    const said = made("span", "said");
    count += 1;
    code.id = `address-${count}`;
    button.id = `copy-${count}`;
    button.type = "button";
    button.setAttribute("aria-labelledby", `${button.id} ${code.id}`);
    said.setAttribute("role", "status");
    address.append(" ", button, " ", said);
    button.addEventListener("click", async () => {
      said.textContent = (await copied(code)) ? words.copied : words.selected;
    });
  }

  /** Say whether the text of an element could be copied; if not, it is selected. */
  async function copied(code) {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      getSelection().selectAllChildren(code);
      return document.execCommand("copy");
    }
  }

  /** Return a new element. */
  function made(tag, name = "", text = "") {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.textContent = text;
    return element;
  }
})();
