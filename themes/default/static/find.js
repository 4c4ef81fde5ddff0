// Search, filters and sorting of a list. The page contains every row; this script shows some of them, in some order.
// The state is in the address, so that a view can be shared and the browser's Back button works.
"use strict";

(() => {
  const SLICE = 10; // rows to read or show at a time, so that typing never waits
  const form = document.querySelector(".find");
  const tables = [...document.querySelectorAll(".list")]; // the list, and what is below other headings or in folds
  const [table] = tables;
  const whole = document.querySelectorAll("[data-whole]"); // what only a list without search, filter and order has
  const nothing = document.querySelector(".nothing");
  const box = form.querySelector("[type=search]");
  const selects = [...form.querySelectorAll("select")];
  const clear = form.querySelector("[type=reset]");
  const status = form.querySelector("[role=status]");
  const language = document.documentElement.lang;
  const number = new Intl.NumberFormat(`${language}-US`); // Spanish as in the United States: 1,036
  const collator = new Intl.Collator(language, { numeric: true });

  const body = table.tBodies[0];
  const rows = tables.flatMap((each) => [...each.tBodies[0].rows]); // in page order
  const homes = new Map(rows.map((row) => [row, row.parentNode]));
  const columns = [...table.tHead.rows[0].cells];
  const searched = columns.filter((column) => "search" in column.dataset).map((column) => column.cellIndex);
  const caption = { given: table.caption.textContent, sorted: table.caption.dataset.sorted };
  const kindNames = new Map([...form.kind.options].map(({ value, text, dataset }) => [value, value && `${text} ${dataset.names ?? ""}`]));
  const texts = new Map(); // the case-folded words of each row
  const vocabulary = new Set();
  let sort = table.dataset.sort; // a column's name, with a leading “-” for descending order
  let order = rows; // all rows, sorted
  let shown = rows;
  let isWhole = true; // or else what is found is in the first table
  let written; // the control that last changed the address

  // Words

  // Letters and digits in their plain form: “É” is “e”, “4.º” is “4o”, and the Arabic digit “٤” is “4”.
  function fold(text) {
    const plain = text.toLowerCase().replace(/\.(?=[ºª])/g, "").normalize("NFKD").replace(/\p{M}/gu, "");
    return plain.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt() % 16);
  }

  function words(text) {
    return text.match(/[\p{L}\p{N}]+/gu) ?? [];
  }

  // The choices that a text names, such as “4th grade” or a school, and the rest of the text.
  function understood(given) {
    let text = ` ${words(fold(given)).join(" ")} `;
    const choices = names.filter(({ phrase }) => {
      const isNamed = text.includes(phrase);
      text = text.replaceAll(phrase, " ");
      return isNamed;
    });
    return { text, choices };
  }

  // What people type instead of choosing an option, the longest first: “grade 12” before “grade 1”.
  function namesOf(select) {
    return [...select.options].flatMap(({ value, dataset }) =>
      (dataset.names ?? "").split(";").flatMap((name) => {
        const phrase = words(fold(name)).join(" ");
        return phrase ? [{ phrase: ` ${phrase} `, name: select.name, value }] : [];
      }),
    );
  }

  // A word as typed, or if no row has it, the words that begin with it except for one letter.
  function spellings(typed) {
    if (typed.length < 4 || [...texts.values()].some((text) => text.includes(typed))) return [typed];
    return [...vocabulary].filter((word) => isNear(word, typed));
  }

  // Whether a word begins as typed, except for one letter that is wrong, extra, missing or swapped with the next.
  function isNear(word, typed) {
    let i = 0;
    while (i < typed.length && typed[i] === word[i]) i++;
    const rest = typed.slice(i + 1);
    return (
      word.startsWith(rest, i + 1) ||
      word.startsWith(rest, i) ||
      word.startsWith(typed.slice(i), i + 1) ||
      (typed[i + 1] === word[i] && word.startsWith(typed[i] + typed.slice(i + 2), i + 1))
    );
  }

  async function read() {
    for (const row of rows) {
      const cells = searched.map((i) => row.cells[i].textContent);
      const laws = row.dataset.kind.split(" ").map((kind) => kindNames.get(kind));
      const found = words(fold([...cells, ...laws, row.dataset.elements].join(" ")));
      texts.set(row, found.join(" "));
      found.forEach((word) => vocabulary.add(word));
      if (texts.size % SLICE === 0) await new Promise((resolve) => setTimeout(resolve));
    }
  }

  // Rows

  async function show() {
    await ready;
    const typed = understood(box.value);
    const wanted = words(typed.text).map(spellings);
    const chosen = [...typed.choices, ...selects.filter((select) => select.value)];
    arrange();
    const found = order.filter((row) => holds(row, wanted) && chosen.every((choice) => concerns(row, choice)));
    const isFiltered = wanted.length + chosen.length > 0;
    tell(found.length, isFiltered);
    place(found, !isFiltered && sort === table.dataset.sort);
  }

  function holds(row, wanted) {
    const text = texts.get(row);
    return wanted.every((some) => some.some((word) => text.includes(word)));
  }

  // A row that names no school or no grade may apply to all of them.
  function concerns(row, { name, value }) {
    const named = row.dataset[name];
    return named === undefined || named.split(" ").includes(value);
  }

  function tell(count, isFiltered) {
    const said = status.dataset.text.replace("{count}", number.format(count));
    if (isFiltered || status.textContent) status.textContent = said.replace("{all}", number.format(rows.length));
    clear.hidden = !isFiltered;
    table.hidden = count === 0;
    nothing.hidden = count > 0;
  }

  async function place(found, isNowWhole) {
    if (isWhole === isNowWhole && found.length === shown.length && found.every((row, i) => row === shown[i])) return;
    shown = found;
    isWhole = isNowWhole;
    for (const part of whole) part.hidden = !isWhole;
    body.replaceChildren();
    for (let i = 0; i < found.length; i += SLICE) {
      if (i) await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
      if (shown !== found) return;
      for (const row of found.slice(i, i + SLICE)) (isWhole ? homes.get(row) : body).append(row);
    }
  }

  // Sorting

  function arrange() {
    const column = columns.find(({ dataset }) => dataset.name === sort.replace("-", ""));
    const direction = sort.startsWith("-") ? "descending" : "ascending";
    const arranged = columns.find((other) => other.hasAttribute("aria-sort"));
    if (column === arranged && (!column || column.getAttribute("aria-sort") === direction)) return;
    arranged?.removeAttribute("aria-sort");
    column?.setAttribute("aria-sort", direction);
    table.caption.textContent = sort === table.dataset.sort ? caption.given : caption.sorted;
    order = column ? sorted(column, direction) : rows;
  }

  // Rows without a value come last in both directions.
  function sorted(column, direction) {
    const keyed = rows.map((row) => [key(row, column), row]);
    const sign = direction === "descending" ? -1 : 1;
    keyed.sort(([a], [b]) => (a && b ? sign * collator.compare(a, b) : (b ? 1 : 0) - (a ? 1 : 0)));
    return keyed.map(([, row]) => row);
  }

  // Dates and numbers are compared by the value of their cell, anything else by its text.
  function key(row, { cellIndex, dataset }) {
    const cell = row.cells[cellIndex];
    return dataset.order ? cell.dataset.value : cell.textContent;
  }

  // Each column name becomes a button that sorts by it; a second click reverses the order.
  function addButton(column) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...column.childNodes);
    button.addEventListener("click", () => {
      const { name, order } = column.dataset;
      const first = order === "descending" ? `-${name}` : name;
      sort = sort !== first ? first : first === name ? `-${name}` : name;
      changed(button);
    });
    column.append(button);
  }

  // The address

  function readAddress() {
    const asked = new URLSearchParams(location.search);
    for (const control of [box, ...selects]) control.value = asked.get(control.name) ?? "";
    const order = asked.get("sort") ?? "";
    sort = columns.some(({ dataset }) => dataset.name === order.replace("-", "")) ? order : table.dataset.sort;
    show();
  }

  // While a person uses one control, its states replace each other in a single entry of the browser's history.
  function writeAddress(control) {
    const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    if (sort !== table.dataset.sort) asked.set("sort", sort);
    const query = asked.toString();
    const address = `${location.pathname}${query && `?${query}`}${location.hash}`;
    if (control === written) history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    written = control;
  }

  function changed(control) {
    show();
    writeAddress(control);
  }

  form.addEventListener("input", (event) => changed(event.target));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const control of [box, ...selects]) control.value = "";
    changed(clear);
    box.focus();
  });
  addEventListener("popstate", () => {
    written = undefined;
    readAddress();
  });

  const names = selects.flatMap(namesOf).sort((a, b) => b.phrase.length - a.phrase.length);
  const ready = read();
  columns.filter((column) => column.dataset.name).forEach(addButton);
  form.hidden = false;
  readAddress();
})();
