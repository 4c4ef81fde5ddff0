// Search, filters and sorting of a list. The page contains every row; this script shows some of them, in some order.
// The state is in the address, so that a view can be shared and the browser's Back button works.
//
// What the page tells this script, in attributes: `data-` and one of these names. The templates write them by
// `list.html`, which has the same table.
//
//   alike     of the search: groups of words that say the same, with `|` between groups
//   current   of a part of the list: what is in use, or not resolved, which is found first
//   dropped   of the search: what it says when no row has some of the words; `{words}` are these
//   elements  of a row: each word of the data, which is found but not shown
//   grade     of a row: its grades; without it, any
//   grades    of a choice of a level of schools: the grades of its students
//   ignored   of the search: words of a question that do not say what about
//   instead   of the search: what it says when it looks for `{word}` instead of `{typed}`
//   kind      of a row: its kinds of data, and its sensitive topics
//   name      of the heading of a column: its name in the address of a view; the list can be sorted by it
//   names     of a choice: what people type instead of choosing it, with `;` between names
//   nearest   of the search: what it says when no row has all that was asked for
//   order     of the heading of a column: how it is sorted at first; its cells are then sorted by their values
//   school    of a row: the ids of its schools; without it, any
//   search    of the heading of a column: its cells are searched; of a notice: its name; of a link: it passes on what was typed
//   sort      of the table that shows what is found: the name of the column by which the list is sorted, or nothing
//   sorted    of the caption of that table: what it says when a person has chosen another order
//   status    of a row: its status
//   text      of what says how many are found, in the list or elsewhere: its words
//   value     of a cell: by what it is sorted, if that is not its text
//   whole     of a part of the page: it is seen only while the whole list is, in its own order
//   words     of a row: more words that are found; of a choice, a link or a remark: words that ask for it
"use strict";

// An address with a question: what stands below the search is not shown before it is answered, or it would jump.
// The script runs before the page is painted for that, and the rest of it when the list is there.
if (location.search[1]) document.documentElement.classList.add("asking");
if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
else start();

function start() {
  // Milliseconds to read rows, and rows to show, at a time, so that typing never waits.
  const TURN = 12;
  const SLICE = 10;
  // Breach notices in sight before the products; a link leads to all.
  const NOTICES = 2;
  // Letters of a word that is found only as a whole if any row has it: “bus” is not “business”.
  const SHORT = 3;
  // Letters of a question that are read: nobody types more, and a program that does should not make the page wait.
  const LONGEST = 200;
  // How well a row matches, at least, that has a word itself, and not only one that says the same.
  const ITSELF = 4.5;
  // What puts a row before others: it lacks no word; it is not withdrawn; its name says the same as most; it has most of them itself; it is current;
  // its name has them itself; it names the school or the grade.
  const POINTS = { lacking: 1000, standing: 700, alike: 240, said: 220, current: 200, named: 150, chosen: 100 };

  const form = document.querySelector(".find");
  // The list, and what is below other headings or in folds.
  const tables = [...form.parentNode.querySelectorAll(".list")];
  // The one that shows what is found.
  const table = form.parentNode.querySelector("[data-sort]");
  // What only a list without search, filter and order has.
  const whole = document.querySelectorAll("[data-whole]");
  const nothing = document.querySelector(".nothing");
  const box = form.querySelector("[type=search]");
  const filter = form.querySelector("[popovertarget]");
  const selects = [...form.querySelectorAll("select")];
  const chips = [...form.querySelectorAll(".chips button")];
  const controls = form.querySelector(".answer .screen");
  const status = form.querySelector("[role=status]");
  const notices = form.querySelector(".notices");
  const passing = document.querySelectorAll("a[data-search]");
  const breachLink = form.querySelector(".to-breaches");
  const language = document.documentElement.lang;
  // Spanish as in the United States: 1,036.
  const number = new Intl.NumberFormat(`${language}-US`);
  const collator = new Intl.Collator(language, { numeric: true });

  const body = table.tBodies[0];
  // In page order.
  const rows = tables.flatMap((each) => [...each.tBodies[0].rows]);
  const homes = new Map(rows.map((row) => [row, row.parentNode]));
  // Breach notices, which are found before the products.
  const leaders = form.querySelector(".others");
  const others = [...form.querySelectorAll(".others li")];
  const columns = [...table.tHead.rows[0].cells];
  const searched = columns.filter((column) => "search" in column.dataset).map((column) => column.cellIndex);
  const caption = { given: table.caption.textContent, sorted: table.caption.dataset.sorted };
  const filterName = filter.textContent;
  // The first word with a stem.
  const originals = new Map();
  // By row: its text, the words of its data, its name, and its kinds of data.
  const read = new Map();
  // The stems in names of products and companies.
  const owned = new Set();
  // The stems that mean rows, and no school.
  const inRows = new Set();
  // These, and the stems of all other words, names and groups.
  const vocabulary = new Set();
  // The vocabulary as a text.
  let known = "";
  // A column's name, with a leading “-” for descending order.
  let sort = table.dataset.sort;
  // All rows, sorted.
  let order = rows;
  // How they are.
  let arranged = sort;
  let shown = rows;
  // Or else what is found is in that table.
  let isWhole = true;
  // The number of the last question.
  let asked = 0;
  // When this turn did.
  let begun = performance.now();
  // The control that last changed the address.
  let written;

  // Words

  // Letters and digits in their plain form: “É” is “e”, “4.º” is “4o”, and the Arabic digit “٤” is “4”.
  function fold(text) {
    const plain = text.replace(/[.'’]/g, "").normalize("NFKD").replace(/\p{M}/gu, "");
    return plain.replace(/[٠-٩۰-۹]/g, (digit) => digit.charCodeAt() % 16).replace(/ة/g, "ه").replace(/ى/g, "ي");
  }

  // A function that keeps what it makes, because a person who types changes one word at a time.
  function keeping(make) {
    const made = new Map();
    return (key) => {
      if (!made.has(key)) made.set(key, make(key));
      return made.get(key);
    };
  }

  // A word without the ending of its plural or its Arabic article: “allergies” is “allergy”.
  const stem = keeping((word) => {
    const single = fold(word).replace(/^(?:[وفبك]?ال|لل)(?=..)/, "");
    const found = single.replace(/(?<=..)ies$/, "y").replace(/(?<=.(?:ss|[cs]h|[xz]))es$/, "").replace(/(?<=\D..)s+$/, "");
    if (!originals.has(found)) originals.set(found, word);
    return found;
  });

  // The stems of a text, with a space around each.
  function spaced(text) {
    return ` ${(text.toLowerCase().match(/[\p{L}\p{M}\p{N}'’]+(\.[ºª])?/gu) ?? []).map(stem).join(" ")} `;
  }

  function words(text) {
    return text.split(" ").filter(Boolean);
  }

  function isHan(text) {
    return /\p{Script=Han}/u.test(text);
  }

  // A phrase as it is looked for: as whole words, except in Chinese, which has no spaces.
  function bounded(phrase) {
    return isHan(phrase) ? phrase.trim() : phrase;
  }

  function listed(names = "") {
    return names.split(/[;,] */).filter((name) => name.trim());
  }

  // Words that find the same rows: “medic*” is every word that begins so, “pick up” also “pickup”, and in a question
  // “opt out” also “opt my child out”, because of the gap.
  function group(names, more, gap = "(?:(?: ~[^ ]+)* )?") {
    const phrases = listed(names).map((name) => {
      const one = (word) => `~?${spaced(word).trim()}${word.endsWith("*") ? "[^ ]*" : ""}`;
      const phrase = words(name).map(one).join(`s*${gap}`);
      return isHan(phrase) ? phrase : ` ${phrase}(?= )`;
    });
    return { ...more, phrases, pattern: anyOf(phrases), names };
  }

  // Any of some phrases, the longest first: “permission slip” before “permission”.
  function anyOf(phrases) {
    return new RegExp(phrases.sort((a, b) => b.length - a.length).join("|"), "g");
  }

  // Whether a word says what a question is about.
  function says(word) {
    return !ignored.has(word);
  }

  // A text with “~” before each word that says nothing.
  function marked(text) {
    return text.replace(/[^ ]+/g, (word) => (says(word) ? word : `~${word}`));
  }

  // A question as stems, two of which are one if a row has it so: “lunch ledger” is “lunchledger”.
  function joined(typed) {
    const found = [];
    for (const word of words(spaced(typed.slice(0, LONGEST)))) {
      const both = `${found.at(-1)}${word}`;
      if (found.length && says(word) && known.includes(` ${both}`)) found.splice(-1, 1, both);
      else found.push(word);
    }
    return ` ${found.join(" ")} `;
  }

  // What a question asks for: choices that it names, such as “4th grade” or a school, and words to look for.
  function understood(question) {
    const [choices, wanted, instead] = [[], [], []];
    let rest = question.replace(/[^ ]+/g, (word) => {
      const found = corrected(word);
      const isOther = found !== word && originals.has(found) && says(found);
      if (isOther) instead.push({ typed: originals.get(word), word: originals.get(found) });
      return found;
    });
    // A name may be that of two choices: a word in Chinese is pre-K to some families, and kindergarten to others.
    const take = ({ phrase }) => {
      if (rest.includes(phrase)) choices.push(names.filter((name) => name.phrase === phrase).map(({ option }) => option));
      rest = rest.replaceAll(phrase, " ");
    };
    names.filter(({ option }) => schools.has(option)).forEach(take);
    const named = choices.length ? [] : schoolsIn(words(rest), 2);
    if (named.length) choices.push(named);
    const isOfSchool = (word) => says(word.trim()) && named.some((school) => schools.get(school).includes(word));
    rest = rest.replace(/ [^ ]+(?= )/g, (word) => (isOfSchool(word) ? "" : word));
    names.filter(({ option }) => !schools.has(option)).forEach(take);
    const note = (found) => {
      wanted.push(found.replaceAll("~", "").trim());
      return " ";
    };
    rest = marked(rest).replace(phrases, note).replaceAll("~", "");
    for (const text of words(rest).flatMap(segments)) {
      const found = inRows.has(text) ? [] : schoolsIn([text], 1);
      if (found.length) choices.push(found);
      else wanted.push(text);
    }
    return { choices, wanted, instead };
  }

  // The schools with the most of some words in their names, if these are at least so many.
  function schoolsIn(typed, least) {
    const told = [...new Set(typed)].filter(says);
    const counts = [...schools].map(([, name]) => told.filter((word) => name.includes(` ${word}`)).length);
    const most = Math.max(least, ...counts);
    const found = [...schools.keys()].filter((_, i) => counts[i] === most);
    return found.length > schools.size / 2 ? [] : found;
  }

  // Chinese without the spaces that it lacks, unless a row has it as typed.
  function segments(text) {
    if (!isHan(text) || [...read.values()].some((row) => row.text.includes(text)) || !Intl.Segmenter) return [text];
    return [...new Intl.Segmenter(language, { granularity: "word" }).segment(text)].map(({ segment }) => segment);
  }

  // A word as typed, or if nothing has it, two words, or the nearest one.
  const corrected = keeping((typed) => {
    const isKnown = vocabulary.has(typed) || weights(typed).size || groupsOf(typed).length;
    if (typed.length < 4 || isKnown || isHan(typed) || /\d/.test(typed)) return typed;
    for (let i = 3; i < typed.length - 2; i++) {
      const both = [typed.slice(0, i), typed.slice(i)].map(stem).join(" ");
      if ([...read.values()].some(({ text }) => text.includes(` ${both} `))) return both;
    }
    const distance = (word) => Math.abs(word.length - typed.length - 0.2) + 2 * (word[0] !== typed[0]) + 2 * !inRows.has(word);
    // A short word is near only as a whole, and one of four letters only to a longer one: “ride” is not the beginning of “video”.
    const isSo = (word, most) =>
      word.length >= Math.max(typed.length - most, 4 + (typed.length < 5)) &&
      isNear(word, typed, most) &&
      (typed.length > 5 || !most || isNear(typed, word, most));
    const nearest = (most) => [...vocabulary].filter((word) => isSo(word, most)).sort((a, b) => distance(a) - distance(b))[0];
    const begins = (start) => start.length > 4 && isNear(typed, start, 1);
    return nearest(0) ?? nearest(1) ?? starts.find(begins) ?? ((typed.length > 8 && nearest(2)) || typed);
  });

  // Whether a word begins as typed, except for some letters that are wrong, extra, missing or swapped with the next.
  function isNear(word, typed, most) {
    let i = 0;
    while (i < typed.length && typed[i] === word[i]) i++;
    const [a, b] = [word.slice(i), typed.slice(i)];
    if (!b || !most) return !b;
    const pairs = [[a.slice(1), b.slice(1)], [a.slice(1), b], [a, b.slice(1)]];
    if (a[0] === b[1] && a[1] === b[0]) pairs.push([a.slice(2), b.slice(2)]);
    return pairs.some(([rest, restTyped]) => isNear(rest, restTyped, most - 1));
  }

  // A text may name a school, as the notice of a breach there does. Such a word means the school, not that row, unless a
  // product or a company has it in its own name.
  async function readAll() {
    const ofSchools = [...schools.values()].join("");
    await inTurns([...rows, ...others], (row) => {
      const cells = row.cells ? searched.map((i) => row.cells[i].textContent) : [row.querySelector("[data-search]").textContent];
      const text = spaced([...cells, row.dataset.words].join(" ")).replace(idioms, "");
      const data = spaced(row.dataset.elements ?? "");
      read.set(row, { text, data, name: spaced(cells[0]), kinds: row.dataset.kind.split(" ") });
      const named = searched.filter((at) => row.cells && columns[at].dataset.name).map((at) => row.cells[at]);
      const own = spaced(named.map((cell) => (cell.firstElementChild ?? cell).textContent).join(" "));
      for (const word of words(text + data)) {
        vocabulary.add(word);
        if (own.includes(` ${word} `)) owned.add(word);
        if (owned.has(word) || (row.cells && !ofSchools.includes(` ${word} `))) inRows.add(word);
      }
    });
    const more = [...names.map(({ phrase }) => phrase), ...groups.map((each) => spaced(each.names)), ...schools.values(), ...ignored];
    for (const word of more.flatMap(words)) vocabulary.add(word);
    known = ` ${[...vocabulary].join(" ")} `;
  }

  // Does something with each item, and lets the page answer in between, once a turn is over.
  async function inTurns(items, act) {
    for (const item of items) {
      act(item);
      if (performance.now() - begun < TURN) continue;
      await new Promise((resolve) => setTimeout(resolve));
      begun = performance.now();
    }
  }

  // Rows

  // Answers what is in the box, a word at a time; what is typed meanwhile is a newer question.
  async function show() {
    await ready;
    const id = (asked += 1);
    begun = performance.now();
    const question = joined(box.value);
    await inTurns(words(question), corrected);
    const meant = understood(question);
    await inTurns(meant.wanted, weights);
    if (id === asked) answer(meant);
  }

  function answer({ choices, wanted, instead }) {
    const given = selects.filter((select) => select.value).map((select) => [...select.selectedOptions]);
    arrange();
    const linksOf = (word) => groupsOf(word).flatMap(({ link }) => link ?? []);
    const links = wanted.flatMap(linksOf);
    const heavy = wanted.filter((word) => says(word) && (owned.has(word) || !linksOf(word).some(({ href }) => href)));
    const isAboutBreaches = links.includes(breachLink);
    const needed = heavy.length + choices.length || !isAboutBreaches ? heavy : wanted.filter(says);
    const found = needed.filter((word) => weights(word).size);
    const counted = others.filter(
      (other) =>
        (found.length + choices.length || isAboutBreaches) &&
        (found.every((word) => weights(word).has(other)) || found.some((word) => nameHas(other, word))) &&
        choices.every((each) => concerns(other, each)),
    );
    const { chosen, matching, isNearest } = nearest(found, given, choices);
    const isNothing = (needed.length || isAboutBreaches) && !found.length && !(choices.length + given.length);
    const result = isNothing ? [] : ranked(matching, wanted, chosen);
    const dropped = needed.filter((word) => !weights(word).size).map((word) => originals.get(word) ?? word);
    const isFiltered = wanted.length + choices.length + given.length > 0;
    tell(isFiltered, given.length, result.length, counted.length + links.length > 0, [
      ...instead.map((each) => filled(form.dataset.instead, each)),
      dropped.length && (!isNothing || (counted.length && heavy.length)) && filled(form.dataset.dropped, { words: dropped.join(" ") }),
      isNearest && result.length && form.dataset.nearest,
      [filled(status.dataset.text, { count: number.format(result.length), all: number.format(rows.length) }), ...chosen.map(said)].join(" · "),
    ]);
    // A notice leads the list if it is asked for, by a word or by its name, or if it is open; a link leads to the others.
    const leads = (other) => isAboutBreaches || other.querySelector(".open") || found.some((word) => isNamed(other, word));
    point(links, counted, counted.filter(leads).sort((a, b) => stands(b) - stands(a)).slice(0, NOTICES));
    place(result, !isFiltered && sort === table.dataset.sort);
    document.documentElement.classList.remove("asking");
  }

  // The groups that have a word, or all of a phrase: “permission slip” is not “permission”.
  const groupsOf = keeping((word) => {
    const text = marked(` ${word} `);
    return groups.filter(({ pattern }) => text.match(pattern)?.[0].trim() === text.trim());
  });

  // How much a row is about a group of words: a row without the topic of the group is not.
  function about({ text, data, kinds }, { topic, pattern }) {
    const count = 3 * (text.match(pattern)?.length ?? 0) + (data.match(pattern)?.length ?? 0);
    return topic ? kinds.includes(topic) && count + 1 : count;
  }

  // How well rows match a word: as a whole, by what they are about, as the beginning of a word, or inside one.
  const weights = keeping((word) => {
    const [all, start] = [bounded(` ${word} `), bounded(` ${word}`)];
    // Words that say the same are closer than a topic: “voice” is not each recording.
    const alike = groupsOf(word).filter(({ link }) => !link?.href);
    const close = alike.filter((each) => !each.topic && [...read.values()].some((row) => about(row, each)));
    const asked = close.length ? close : alike;
    const found = [...read].map(([row, words]) => {
      const { text, data, name } = words;
      if (text.includes(all)) return [row, name.includes(all) ? 6 : 5];
      // A product has no data that the list says no product has; a breach may.
      const count = Math.max(0, ...asked.filter(({ link }) => !link || !row.cells).map((each) => about(words, each)));
      const isHeld = data.includes(all);
      if (count || isHeld) return [row, 4 + Math.min(count, 9) / 20 + isHeld / 2];
      if ((text + data).includes(start)) return [row, name.includes(start) ? 3 : 2];
      return [row, +(word.length >= SHORT && (text + data).includes(word))];
    });
    const most = Math.max(...found.map(([, weight]) => weight));
    const least = most > 3 && word.length <= SHORT ? 4 : Math.min(most, 2) || 1;
    return new Map(found.filter(([, weight]) => weight >= least));
  });

  // The rows with all words, or else with the most, even without the choices that were typed; and each whose name has one.
  function nearest(found, given, choices) {
    const count = (row) => found.filter((word) => weights(word).has(row)).length;
    const eligible = (chosen) => order.filter((row) => chosen.every((each) => concerns(row, each)) && (count(row) || !found.length));
    const all = [...given, ...choices];
    const fitting = eligible(all);
    const [chosen, rest] = fitting.length ? [all, fitting] : [given, eligible(given)];
    const most = Math.max(0, ...rest.map(count));
    return { chosen, matching: rest.filter((row) => count(row) === most || found.some((word) => nameHas(row, word))), isNearest: most < found.length || chosen.length < all.length };
  }

  // The best first, unless a person has chosen another order. If no row has a word itself, what says the same counts as much.
  function ranked(matching, wanted, chosen) {
    if (sort !== table.dataset.sort) return matching;
    const told = wanted.filter(says);
    const said = told.length + chosen.length ? told : wanted;
    const isHeld = new Map(said.map((word) => [word, Math.max(...weights(word).values()) >= ITSELF]));
    const isMost = (test, of = said) => 2 * of.filter(test).length >= of.length;
    const rank = (row) =>
      told.reduce((sum, word) => sum + (weights(word).get(row) ?? -POINTS.lacking), 0) +
      POINTS.standing * stands(row) +
      POINTS.alike * isMost((word) => isNamed(row, word)) +
      POINTS.said * isMost((word) => weights(word).get(row) >= ITSELF, told) +
      POINTS.current * !!homes.get(row).closest("[data-current]") +
      POINTS.named * isMost((word) => (isHeld.get(word) ? nameHas(row, word) : isNamed(row, word))) +
      POINTS.chosen * chosen.filter((options) => selectOf(options).name in row.dataset).length;
    const ranks = new Map(matching.map((row) => [row, rank(row)]));
    return matching.sort((a, b) => ranks.get(b) - ranks.get(a));
  }

  function stands(row) {
    return !row.querySelector(".withdrawn");
  }

  function nameHas(row, word) {
    return read.get(row).name.includes(bounded(` ${word} `));
  }

  // Whether the name of a row has a word, or another that says the same.
  function isNamed(row, word) {
    return nameHas(row, word) || groupsOf(word).some(({ topic, link, pattern }) => !topic && !link?.href && read.get(row).name.match(pattern));
  }

  // A row that names no school or no grade may apply to all of them.
  function concerns(row, options) {
    const fits = (named, values) => named === undefined || words(values).some((each) => ` ${named} `.includes(` ${each} `));
    return options.some(
      ({ value, dataset, parentNode: { name } }) =>
        fits(row.dataset[name], value) && (!dataset.grades || fits(row.dataset.grade, dataset.grades)),
    );
  }

  function said(options) {
    return `${selectOf(options).labels[0].textContent}: ${options.map(({ text }) => text).join(", ")}`;
  }

  function selectOf([option]) {
    return option.parentNode;
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  function tell(isFiltered, chosen, count, isElsewhere, sentences) {
    status.textContent = isFiltered || status.textContent ? sentences.filter(Boolean).join(" ") : "";
    controls.hidden = !isFiltered;
    filter.textContent = chosen ? `${filterName} (${number.format(chosen)})` : filterName;
    for (const chip of chips) chip.ariaPressed = optionOf(chip).selected;
    table.hidden = count === 0;
    nothing.hidden = count > 0 || isElsewhere;
  }

  // Links to what answers a question elsewhere, and what is said of data that no row has.
  function point(links, counted, leading) {
    for (const { link } of groups) if (link) link.hidden = !links.includes(link);
    for (const link of passing) link.search = new URLSearchParams({ q: box.value });
    if (!notices) return;
    notices.hidden = !counted.length;
    notices.textContent = filled(notices.dataset.text, { count: number.format(counted.length) });
    if (counted.length) breachLink.hidden = true;
    leaders.hidden = !leading.length;
    leaders.replaceChildren(...leading);
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
    if (sort === arranged) return;
    arranged = sort;
    for (const other of columns) other.removeAttribute("aria-sort");
    column?.setAttribute("aria-sort", sort.startsWith("-") ? "descending" : "ascending");
    table.caption.textContent = sort === table.dataset.sort ? caption.given : caption.sorted;
    order = column ? sorted(column) : rows;
  }

  // Rows without a value come last in both directions.
  function sorted(column) {
    const keyed = rows.map((row) => [key(row, column), row]);
    const sign = sort.startsWith("-") ? -1 : 1;
    keyed.sort(([a], [b]) => (a && b ? sign * collator.compare(a, b) : !a - !b));
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
    box.value = asked.get("q") ?? "";
    for (const select of selects) choose(select, asked.getAll(select.name));
    const order = asked.get("sort") ?? "";
    sort = columns.some(({ dataset }) => dataset.name === order.replace("-", "")) ? order : table.dataset.sort;
    show();
  }

  // One choice of a menu, or several kinds of data.
  function choose(select, values) {
    if (!select.multiple) select.value = values[0] ?? "";
    else for (const option of select.options) option.selected = values.includes(option.value);
  }

  function optionOf(chip) {
    return [...form.kind.options].find(({ value }) => value === chip.value);
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
    box.value = "";
    for (const select of selects) choose(select, []);
    changed(form);
    box.focus();
  });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      optionOf(chip).selected = !optionOf(chip).selected;
      changed(chip);
    });
  }
  addEventListener("popstate", () => {
    written = undefined;
    readAddress();
  });

  const schools = new Map(
    [...(form.school?.options ?? [])]
      .filter(({ value, dataset }) => value && !dataset.grades)
      .map((option) => [option, spaced(option.dataset.names)]),
  );
  const ignored = new Set(listed(form.dataset.ignored).map((word) => spaced(word).trim()));
  const groups = [
    ...[...controls.querySelectorAll("[data-words]")].map((link) => group(link.dataset.words, { link })),
    ...[...form.kind.querySelectorAll("[data-words]")].map(({ value, dataset }) => group(dataset.words, { topic: value })),
    ...form.dataset.alike.split("|").map((alike) => group(alike)),
  ];
  const phrases = anyOf([...groups, group(form.dataset.ignored, {}, " ")].flatMap((each) => each.phrases));
  // In a row, too, these say nothing: “keep track” is not “track”, and “in grade 4” is no grade.
  const idioms = group(listed(form.dataset.ignored).filter((name) => words(name)[1]).join()).pattern;
  // What people type instead of choosing an option, the longest first: “grade 12” before “grade 1”.
  const names = selects
    .flatMap((select) => [...select.options])
    .flatMap((option) => [...new Set(listed(option.dataset.names).map(spaced))].map((name) => ({ option, phrase: bounded(name) })))
    .filter(({ phrase }) => words(phrase)[2] || words(phrase).some(says))
    .sort((a, b) => b.phrase.length - a.phrase.length);
  // What other words begin with: “counsel*”.
  const starts = groups.flatMap(({ names }) => listed(names).filter((name) => name.endsWith("*"))).flatMap((name) => words(spaced(name)).slice(-1));
  const ready = readAll();
  columns.filter((column) => column.dataset.name).forEach(addButton);
  form.hidden = false;
  readAddress();
}
