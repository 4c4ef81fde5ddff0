// The desk: asks what happened, counts the deadline, shows what families will read first, and writes the file that
// says it. It sends nothing: the last step is a link to GitHub's own editor, with the path and the text filled in.
//
// The page has all that it knows as JSON, which `generator/authoring/desk.py` describes. An answer is a text, a list
// of texts, or a group of answers by their names; undefined is no answer, and "" says that there is none to give.
// A draft lives in this tab, and so does the branch to which the files of one pull request go. No other script is on
// this page, so the names below need no wrapper.
"use strict";

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const start = byId("start");
const work = byId("work");
byId("plain").remove();
for (const [id, name, isClosed] of data.schools)
  data.entries.push({ id: `schools/${id}`, title: name, closed: isClosed, group: "schools", field: id });
data.entries.push({ id: "settings/contact", title: "Who families contact", group: "contact" });
const entries = new Map(data.entries.map((entry) => [entry.id, entry]));
const siteTitle = document.title;
const wide = matchMedia("(min-width: 64rem)");
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const list = new Intl.ListFormat("en-US");
const number = new Intl.NumberFormat("en-US");

// Elements

/** Return a new element, such as "p.hint", with its attributes or properties, if any, and its children. */
function made(kind, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = document.createElement(tag);
  if (classes.length) element.className = classes.join(" ");
  const attributes = children[0]?.constructor === Object ? children.shift() : {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on") || typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter(Boolean));
  return element;
}

/** Return a text in which what is between backticks is code. */
function marked(text) {
  return text.split("`").map((part, i) => (i % 2 ? made("code", part) : part));
}

/** Return a check box or a radio button with its words, as an item of a list. */
function box(type, name, value, words, { more, isUnsure, isOn = false, open } = {}) {
  const input = made("input", { type, name, value, id: `${name}-${slug(value) || "none"}`, checked: isOn });
  const label = made("label", input, " ", made("span", words, more && [" ", made("small", more)]));
  return made(isUnsure ? "li.unsure" : "li", label, open && made("div.reveal", open));
}

function slug(text) {
  const words = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return words.replace(/^-|-$/g, "");
}

function labeled(words, input, kind = "div") {
  return made(kind, made("label", { for: input.id }, words), input);
}

function lower(words) {
  return /^\p{Lu}\p{Ll}/u.test(words) ? words[0].toLowerCase() + words.slice(1) : words;
}

function upper(words) {
  return words && words[0].toUpperCase() + words.slice(1);
}

function checked(name) {
  return [...work.querySelectorAll(`input[name="${CSS.escape(name)}"]:checked`)].map((box) => box.value);
}

// Time: that of the district, whatever the phone's. A day is YYYY-MM-DD, a time HH:MM, a moment in milliseconds.

const clock = new Intl.DateTimeFormat("en-US", {
  timeZone: data.zone,
  hourCycle: "h23",
  ...{ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" },
});

const zone = new Intl.DateTimeFormat("en-US", { timeZone: data.zone, timeZoneName: "shortGeneric" })
  .formatToParts(Date.now())
  .find(({ type }) => type === "timeZoneName").value;

/** Return the day and the time that a clock of the district shows at a moment. */
function local(moment) {
  const parts = Object.fromEntries(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

/** Return the moment of a day and a time: the first, if the clocks show it twice. */
function momentOf(day, time) {
  const shown = Date.parse(`${day}T${time}Z`);
  const before = shown - offset(shown - DAY);
  const after = shown - offset(shown + DAY);
  const isThere = (moment) => offset(moment) === shown - moment;
  return isThere(before) || !isThere(after) ? before : after;
}

/** Return how far the clocks of the district are ahead of UTC at a moment. */
function offset(moment) {
  const { day, time } = local(moment);
  return Date.parse(`${day}T${time}Z`) - Math.floor(moment / MINUTE) * MINUTE;
}

function plusDays(day, count) {
  return new Date(Date.parse(`${day}T00:00Z`) + count * DAY).toISOString().slice(0, 10);
}

function isBusinessDay(day) {
  const weekday = new Date(`${day}T00:00Z`).getUTCDay();
  return data.open.includes(day) || (weekday % 6 !== 0 && !data.closed.includes(day));
}

/** Return the last day or minute of a limit after a day with or without a time, and the moment after it. */
function deadline(from, limit, unit) {
  const [day, time] = from.split(" ");
  if (unit === "hours") {
    const last = momentOf(day, time || "00:00") + limit * HOUR;
    return { last, ends: last + MINUTE, isExact: Boolean(time) };
  }
  let last = day;
  for (let counted = 0; counted < limit;) {
    last = plusDays(last, 1);
    if (unit === "days" || isBusinessDay(last)) counted += 1;
  }
  return { last, ends: momentOf(plusDays(last, 1), "00:00"), isExact: true };
}

/** Return a day, or a moment, in words. */
function inWords(when, style = {}) {
  const parts = { weekday: "long", month: "long", day: "numeric", ...style };
  if (typeof when === "string")
    return new Date(`${when}T00:00Z`).toLocaleDateString("en-US", { ...parts, timeZone: "UTC" });
  const shown = { ...parts, hour: "numeric", minute: "2-digit", timeZone: data.zone };
  return new Date(when).toLocaleString("en-US", shown);
}

function timeLeft(moment) {
  const minutes = Math.floor((moment - Date.now()) / MINUTE);
  if (minutes <= 0) return "The time is over";
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60)];
  return hours >= 72 ? `${days} days left` : `${hours} h ${minutes % 60} min left`;
}

// Student data: the same patterns as the check, except for phone numbers from abroad

const WORD = "\\p{L}\\p{N}_";
const BOUNDARY = `(?:(?<=[${WORD}])(?![${WORD}])|(?<![${WORD}])(?=[${WORD}]))`;
const REACH = 120; // characters from a cue to the end of a match
const PHONE =
  /(?<![\d-])(?:\+?1[-. ]?)?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)|\+\d{1,3}(?:[ .-]?\d{2,4}){3,5}(?!\d)/gu;
const TOLL_FREE = /^(?:800|833|844|855|866|877|888)/;

const pattern = (source, flags) =>
  new RegExp(source.replaceAll("\\w", WORD).replaceAll("\\b", BOUNDARY), `u${flags}`);
const signs = data.signs.map(([kind, cues, source, reach, before, isOfChild]) => {
  const flags = reach ? "g" : "y";
  return { kind, cues, reach, isOfChild, pattern: pattern(source, flags), before: before && pattern(before, "g") };
});
const notNames = new Set(data.not_names.split(" "));
const noChild = new Set([...notNames, ...data.no_child.split(" ")]);
const words = (text) => text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
const ownNames = new Set(
  [
    data.district,
    ...data.schools.map(([, name]) => name),
    ...data.entries.map((entry) => `${entry.title ?? ""} ${entry.company ?? ""}`),
  ]
    .concat(data.entries.flatMap((entry) => entry.subcontractors ?? []))
    .flatMap(words)
    .filter((word) => !/^\d+$/.test(word)),
);

/** Return what looks like data about one student: its kind and its words. */
function findings(text) {
  const found = signs.flatMap((sign) => atCues(text, sign));
  const add = (kind, match) => found.push({ kind, words: match[0], index: match.index });
  for (const match of text.matchAll(pattern(data.groups_of_ssn, "g"))) add("a Social Security number", match);
  for (const match of text.matchAll(PHONE)) {
    if (!TOLL_FREE.test(lastDigits(match[0]))) add("a person's phone number", match);
  }
  const isFirst = ({ kind, index }, i) => i === found.findIndex((one) => one.kind === kind && one.index === index);
  const isInAddress = ({ index }) => /(?:https?:\/\/|www\.)\S*$/iu.test(text.slice(Math.max(0, index - REACH), index));
  return found.filter((each, i) => isFirst(each, i) && !isInAddress(each) && !isAllowed(each.kind, each.words));
}

const lastDigits = (words) => words.replace(/\D/g, "").slice(-10);

/** Return what a sign finds at each of its cues. */
function atCues(text, sign) {
  const found = [];
  const lowered = text.replaceAll("İ", "?").toLowerCase();
  for (const cue of sign.cues) {
    for (let index = lowered.indexOf(cue); index >= 0; index = lowered.indexOf(cue, index + cue.length)) {
      sign.pattern.lastIndex = Math.max(0, index - sign.reach);
      const match = sign.pattern.exec(text.slice(0, index + REACH));
      if (sign.before) sign.before.lastIndex = Math.max(0, index - REACH);
      const before = match && sign.before ? sign.before.exec(text.slice(0, index)) : undefined;
      if (!match || (sign.before && !before)) continue;
      const named = before?.slice(1).some((group) => group !== undefined) ? before : match;
      const said = named.slice(1).findLast((group) => group !== undefined) ?? named[0];
      const none = sign.isOfChild ? noChild : notNames;
      if (sign.kind !== "the name of a student" || !words(said).some((word) => none.has(word))) {
        found.push({ kind: sign.kind, words: said, index: named.index + named[0].lastIndexOf(said) });
      }
    }
  }
  return found;
}

function isAllowed(kind, said) {
  if (kind === "a person's phone number") return lastDigits(said) === data.phone;
  if (kind === "the name of a student") return words(said).some((word) => ownNames.has(word));
  return kind === "a person's email address" && said.toLowerCase() === data.mailbox;
}

// Kinds of data

const topics = data.topics.map(([name, step, source, never]) => ({
  name,
  step,
  pattern: new RegExp(source, "u"),
  never: new RegExp(never, "gu"),
}));
const topicsOf = (element) =>
  topics.filter((topic) => topic.pattern.test(plainWords(element).replace(topic.never, "")));
const dataKinds = data.data_kinds.map(([name, source]) => ({ name, pattern: new RegExp(source, "u") }));

/** Return the kind of data, as the law names it, that an element is of. */
function kindOf(element) {
  const text = plainWords(element);
  return dataKinds.find(({ pattern }) => pattern.test(text)).name;
}

function plainWords(element) {
  const plain = element
    .replace(/['’]/g, "")
    .replaceAll("#", " number")
    .replace(/(?<=\b\p{L})\.\s?(?=\p{L}\b)/gu, "");
  return words(plain).join(" ").replaceAll("_", " ");
}

/** Return the sentences on what families can do, the most urgent first. */
function stepsFor(elements) {
  const found = new Set(elements.flatMap(topicsOf));
  let names = topics.filter((topic) => found.has(topic) && topic.step).map((topic) => topic.step);
  if (!elements.length) names = ["messages", "password", "ask"];
  else names.push(...(names.includes("calls") ? ["ask"] : ["messages", "ask"]));
  return [...new Set(names)]
    .slice(0, 3)
    .map((name) => document.querySelector(`#advice [data-step="${name}"]`).textContent);
}

const sameElement = (one, other) => one.toLowerCase() === other.toLowerCase();
const has = (items, item) => items.some((each) => sameElement(each, item));

// Controls: each returns its elements, and a function that returns the answer. A single `input` gets the label.

const MEANS = ["email", "text message", "app message", "letter", "phone call"];
const ELECTRONIC = MEANS.slice(0, 3);

const CONTROLS = {
  line: (ask) => typed(ask, "input", { type: "text" }),
  number: (ask) => typed(ask, "input.short", { type: "number", min: "1" }),
  address: (ask) => typed(ask, "input", { type: "url" }),
  text: (ask) => typed(ask, "textarea"),
  lines(ask) {
    const { input, nodes } = typed(ask, "textarea.few");
    input.value = ask.before.join("\n");
    const answer = () => restated(ask, linesOf(input));
    return { input, nodes: [made("p.hint", "One on each line."), nodes], answer };
  },
  choice(ask) {
    const rows = ask.question.choices.map((word) => box("radio", ask.id, ...spoken(word)));
    if (!ask.question.needed) rows.push(box("radio", ask.id, "", "No answer", { isUnsure: true, isOn: true }));
    return { nodes: [made("ul.pick", rows)], answer: () => checked(ask.id)[0] || undefined };
  },
  choices: (ask) => several(ask, ask.question.choices.map(spoken)),
  schools(ask) {
    const possible = data.schools.filter(([id, , isClosed]) => !isClosed || has(ask.before, id));
    return several(ask, possible.map(([id, name]) => [id, name]));
  },
  grades: (ask) => several(ask, data.grades.map(spoken), "ul.pick.squares"),
  contracts(ask) {
    const contracts = data.entries.filter((entry) => entry.id.startsWith("contracts/") && !entry.withdrawn);
    const rows = contracts.map((entry) => [entry.id.slice(10), entry.title, entry.company]);
    return { ...several(ask, rows, "ul.options"), answer: () => oneOrAll(checked(ask.id)) };
  },
  day: (ask) => dates(ask),
  moment: (ask) => dates(ask, { hasTime: true }),
  moments: (ask) => dates(ask, { hasTime: true, hasEnd: true }),
  period: (ask) => dates(ask, { hasEnd: true, hasMonth: true }),
  count(ask) {
    const input = made("input.short", { id: ask.id, type: "number", min: "0" });
    const words = ["exactly", "about", "at least"].map((word) => made("option", word));
    const menu = made("select", { id: `${ask.id}-precision` }, words);
    const answer = () => input.value && (menu.selectedIndex ? `${menu.value} ${input.value}` : input.value);
    const node = made("div.when", labeled("This number is", menu), labeled("Number of students", input));
    return { nodes: [node], answer: () => answer() || undefined };
  },
  school(ask) {
    const rows = [["", "Choose a school"], ...data.schools];
    const options = rows.map(([value, words]) => made("option", { value }, words));
    const input = made("select", { id: ask.id }, options);
    return { input, nodes: [input], answer: () => input.value || undefined };
  },
  data: dataControl,
  notices: noticesControl,
  means(ask) {
    const { nodes } = several(ask, MEANS.map(spoken));
    const other = made("input", { id: `${ask.id}-other`, type: "text", autocomplete: "off" });
    const means = () => [...checked(ask.id), folded(other.value)].filter(Boolean);
    return {
      nodes: [nodes, labeled("Another way", other, "div.finder")],
      answer: () => list.format(means()).replaceAll(", and ", " and ") || undefined,
    };
  },
  file(ask) {
    const input = made("input", { id: `${ask.id}-address`, type: "url" });
    const rows = [
      box("radio", ask.id, "upload", "I will add the PDF on GitHub", {
        more: "We say how, and which name it gets",
      }),
      box("radio", ask.id, "web", "It is on a website", { open: labeled("Address of the contract", input) }),
      box("radio", ask.id, "", "Not yet", { isUnsure: true, isOn: true }),
    ];
    const answers = { upload: pdfPath, web: () => input.value.trim() || undefined };
    return { nodes: [made("ul.pick", rows)], answer: () => answers[checked(ask.id)[0]]?.() };
  },
};

const spoken = (word) => [word, upper(word.replaceAll("-", " "))];

/** Return a control in which a person types; a text that has one line in the file may be typed on several. */
function typed({ id, question }, kind, attributes = {}) {
  const placeholder = question.example ? `for example: ${question.example}` : "";
  const input = made(kind, { id, autocomplete: "off", placeholder, ...attributes });
  const isLine = question.is_line || input.type !== "textarea";
  return { input, nodes: [input], answer: () => (isLine ? folded : cleaned)(input.value) || undefined };
}

/** Return a text as a file may have it: without characters that nobody sees, and blanks at its ends. */
function cleaned(text) {
  return text
    .replace(/\r\n?|[\x85\u2028\u2029]/g, "\n")
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/gu, " ")
    .replace(/^[^\S\n]+$/gm, "")
    .trim();
}

function folded(text) {
  return cleaned(text).replace(/\s+/g, " ");
}

function linesOf(area) {
  return cleaned(area.value).split("\n").map(folded).filter(Boolean);
}

/** Return a list of boxes, each with its words and perhaps more of them; a long list of links has a search. */
function several(ask, rows, kind = "ul.pick.two") {
  const items = rows.map(([value, words, more]) =>
    box("checkbox", ask.id, value, words, { more, isOn: has(ask.before, value) }),
  );
  const search = kind === "ul.options" && items.length > 6 && finder(ask.id, "Filter the list", items);
  return { nodes: [search, made(kind, items)], answer: () => restated(ask, checked(ask.id)) };
}

/** Return a day, perhaps with its time, with a last day, or with only its month. */
function dates({ id, question }, { hasTime, hasEnd, hasMonth } = {}) {
  const part = (id, words) => {
    const day = made("input", { id: `${id}-day`, type: "date" });
    const time = hasTime && made("input", { id: `${id}-time`, type: "time" });
    const node = made("div.when", labeled(words, day), time && labeled(`Time, ${zone}`, time, "div.time"));
    const answer = () => [day.value, time && time.value].filter(Boolean).join(" ");
    return { day, time, node, answer };
  };
  const first = part(id, "Day");
  const last = hasEnd && part(`${id}-last`, "Last day");
  const month = made("input", { id: `${id}-month`, type: "month", placeholder: "2026-11" });
  const more = (name, words, open) => box("checkbox", `${id}-${name}`, "yes", words, { open });
  const isOn = (name) => checked(`${id}-${name}`).length > 0;
  const parts = () => (isOn("several") ? [first, last] : [first]);
  const boxes = made(
    "ul.pick",
    hasEnd && more("several", "It took several days", last.node),
    hasMonth && more("only", "Only the month is known", labeled("Month", month)),
  );
  const isPast = question.past || hasMonth;
  const faultOf = ({ day, time }) => {
    if (day.value) return isPast && ahead(day.value, time && time.value);
    return (isOn("several") || (time && time.value)) && "Add the day.";
  };
  return {
    nodes: [first.node, boxes.children.length > 0 && boxes],
    answer() {
      if (isOn("only")) return month.value || undefined;
      const days = parts().filter(({ day }) => day.value);
      return days.map((each) => each.answer()).join(" to ") || undefined;
    },
    fault: () => !isOn("only") && parts().map(faultOf).find(Boolean),
  };
}

/** Say that a day, or a time of today, has not come yet. */
function ahead(day, time) {
  const now = local(Date.now());
  if (day < now.day || (day === now.day && !(time > now.time))) return "";
  return `${inWords(day)}${time ? `, ${time},` : ""} has not come yet. Change the date.`;
}

/** Return a box that hides the items of a list that it does not find. */
function finder(id, words, items, isFound = (item, typed) => item.textContent.toLowerCase().includes(typed)) {
  const search = made("input", { type: "search", id: `${id}-find`, autocomplete: "off" });
  search.oninput = () => {
    const typed = search.value.trim().toLowerCase();
    for (const item of items) item.hidden = Boolean(typed) && !isFound(item, typed);
    for (const fold of search.closest(".ask").querySelectorAll("details.fold")) {
      fold.open = Boolean(typed && fold.querySelector("li:not([hidden])"));
    }
  };
  return labeled(words, search, "div.finder");
}

function fold(title, ...nodes) {
  return made("details.fold", made("summary", title), ...nodes);
}

/** Return check boxes for kinds of data, by what they are about, and a box for others. */
function dataControl(ask) {
  const rows = [];
  const rowOf = (element) => {
    const row = box("checkbox", ask.id, element, upper(element), { isOn: has(ask.before, element) });
    rows.push(row);
    return row;
  };
  const pick = (elements) => made("ul.pick.two", elements.map(rowOf));
  const topic = (title, elements) => made("fieldset.topic", made("legend", title), pick(elements));
  const isNew = (element) => !has(ask.before, element);
  const [[hot, urgent], ...others] = Object.entries(data.offered);
  const standing = ask.before.length > 0 && topic("As published", ask.before);
  const first = topic(hot, urgent.filter(isNew));
  first.classList.add("hot");
  const own = topic("What the product may have, by its contract", []);
  own.hidden = true;
  const folds = others.map(([title, elements]) => fold(title, pick(elements.filter(isNew))));
  const other = made("textarea.few", { id: `${ask.id}-other` });
  const isFound = (item, typed) => {
    const element = item.querySelector("input").value;
    const asked = topicsOf(typed);
    return element.includes(typed) || topicsOf(element).some((topic) => asked.includes(topic));
  };
  const elements = () => {
    const picked = checked(ask.id);
    return [...picked, ...linesOf(other).filter((element) => !has(picked, element))];
  };
  return {
    nodes: [
      finder(ask.id, "Find a kind of data, such as ssn, lunch or iep", rows, isFound),
      standing,
      first,
      own,
      folds,
      labeled("Other, one on each line", other, "div.finder"),
    ],
    elements,
    answer: () => byKind(ask, restated(ask, elements())),
    /** Put what a contract names together, above the folds. */
    suggest(named) {
      for (const element of named.filter(isNew)) {
        const there = rows.find((row) => sameElement(row.querySelector("input").value, element)) ?? rowOf(element);
        if (!first.contains(there)) own.querySelector("ul").append(there);
      }
      own.hidden = !own.querySelector("li");
    },
  };
}

/** Return a list, or if one was published the whole of the new one, or undefined if nothing has changed. */
function restated({ before }, items) {
  const isSame = before.length === items.length && items.every((item) => has(before, item));
  return isSame || !items.length ? undefined : items;
}

/** Return elements by the kind that the law has for each; one that was published keeps its kind. */
function byKind({ question, kinds }, elements) {
  if (!elements || question.name === "not-involved") return elements;
  const names = [...data.data_kinds.map(([name]) => name), ...Object.keys(kinds)];
  const found = Object.fromEntries(names.map((name) => [name, []]));
  for (const element of elements) {
    const before = Object.keys(kinds).find((kind) => has(kinds[kind], element));
    found[before ?? kindOf(element)].push(element);
  }
  const isNothing = (kind) => kinds[kind]?.length === 0; // as an entry says it, until there is something
  const rows = Object.entries(found).map(([kind, each]) => [kind, each.length || !isNothing(kind) ? each : "nothing"]);
  return Object.fromEntries(rows.filter(([, each]) => each.length));
}

function oneOrAll(items) {
  return items.length > 1 ? items : items[0];
}

/** Return check boxes for notices: those that families have not been told of first, and the others in a fold. */
function noticesControl(ask) {
  const chosen = place().id;
  const named = (entry, names) =>
    names.map((name) => [idIn(entry, name), titleOf(entry), fileWords(entry, name)]);
  // Breaches first: families must know of them soon.
  const known = [...data.entries].sort((one, other) => one.id.localeCompare(other.id));
  const untold = known.flatMap((entry) => named(entry, (entry.untold ?? []).map(([name]) => name)));
  const corrections = ({ files = [] }) => files.filter((name) => kindIn(name) === "correction");
  const again = known.flatMap((entry) => named(entry, [...(entry.told ?? []), ...corrections(entry)]));
  const isUnmerged = ({ id, isNotice }) => isNotice && !taken.has(id);
  const sent = pull.files.filter(isUnmerged).map(({ id, title }) => [id, title, "In your pull request"]);
  const yearly = ["yearly", "The yearly notice", "The address of this website, once a year"];
  const row = ([id, words, more]) => box("checkbox", ask.id, id, words, { more, isOn: id === chosen });
  const rows = [...sent, ...untold, yearly].map(row);
  const others = again.map(row);
  const told = fold("Families know of these already", made("ul.options", others));
  told.open = again.some(([id]) => id === chosen);
  return {
    nodes: [
      rows.length + others.length > 6 && finder(ask.id, "Filter the list", [...rows, ...others]),
      made("ul.options", rows),
      others.length > 0 && told,
    ],
    answer: () => oneOrAll(checked(ask.id)),
  };
}

// Questions

/** Return a question on the page: its element, its answer, and what is wrong with it. */
function asked(question, { stands, kinds = {} }) {
  const id = `q-${question.name.replaceAll(".", "-")}`;
  const before = stands(question);
  const ask = { question, id, before: Array.isArray(before) ? before : [], kinds };
  const control = CONTROLS[question.control](ask);
  const instead = (question.words ?? [])
    .filter(([word]) => !(ask.before.length && word === "nothing"))
    .map(([word, words, more]) => box("checkbox", `${id}-instead`, word, words, { more, isUnsure: true }));
  const error = made("p.error", { id: `${id}-error`, hidden: true });
  const hint = made("p.hint", { id: `${id}-hint` }, marked(question.says));
  const published = question.control !== "data" && standingWords(before); // its boxes show it
  const later = !question.needed && made("span.later", " (can come later)");
  const title = made(control.input ? "label" : "legend", question.label, later);
  const node = made(
    control.input ? "div.ask" : "fieldset.ask",
    { id: `ask-${id}` },
    title,
    hint,
    published && made("p.stands", "Published: ", made("b", published)),
    error,
    control.nodes.flat(),
    instead.length > 0 && made("ul.pick", instead),
  );
  if (control.input) title.htmlFor = id;
  (control.input ?? node).setAttribute("aria-describedby", `${hint.id} ${error.id}`);
  const word = () => checked(`${id}-instead`)[0];
  const answer = () => word() ?? control.answer();
  const each = {
    question,
    node,
    error,
    published,
    answer,
    elements: () => (word() === undefined && control.elements?.()) || [],
    suggest: control.suggest,
    isAnswered: () => answer() !== undefined,
    fault: () => (word() === undefined && control.fault?.()) || "",
    parts: () => [each],
  };
  return each;
}

/** Return a group of questions, which a person first opens with “Yes”, unless it is to be corrected. */
function group(question, context) {
  const { name, label, isPicked } = question;
  const id = `g-${name}`;
  const inner = allAsked(question.parts, context);
  const nodes = inner.map(({ node }) => node);
  const rows = [["", "Not yet"], ...(question.words ?? []), ["yes", "Yes"]].map(([word, words]) =>
    box("radio", id, word, words, { isOn: !word, open: word === "yes" && !isPicked && nodes }),
  );
  const state = () => (isPicked ? "yes" : checked(id)[0]);
  const answer = () => {
    if (state() !== "yes") return state() || undefined;
    const said = inner.map((each) => [each.question.name.split(".")[1], each.answer()]).filter(([, each]) => each);
    return said.length ? Object.fromEntries(said) : undefined;
  };
  const body = isPicked ? nodes : made("ul.pick", rows);
  return {
    question: { ...question, needed: false },
    node: made("fieldset.ask", { id: `ask-q-${name}` }, made("legend", label), body),
    answer,
    elements: () => [],
    isAnswered: () => answer() !== undefined,
    parts: () => (state() === "yes" ? inner : []),
  };
}

function allAsked(questions, context) {
  return questions.map((question) => (question.parts ? group : asked)(question, context));
}

// The file

// What other programs may read as something else than a text is in quotation marks, which are those of JSON.
const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N} .()/@,-]*[\p{L}\p{N}.()/@,-])?$/u;
const NO_TEXT = /^(?:null|true|false|yes|no|on|off|y|n)$/i;
const MOMENT = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d)?$/;
const YES_OR_NO = new Set(data.questions.filter(({ choices }) => choices?.includes("no")).map(({ name }) => name));

/** Return a text on one line. */
function scalar(text, isInBrackets = false) {
  const isPlain = PLAIN.test(text) && !NO_TEXT.test(text) && !isOdd(text) && !(isInBrackets && text.includes(","));
  return isPlain || text.split(" to ").every(isDate) ? text : JSON.stringify(text);
}

function isDate(text) {
  const day = text.slice(0, 10);
  return MOMENT.test(text) && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
}

/** Say whether a text looks like a number that has another form, or like a day that does not exist. */
function isOdd(text) {
  return /^\d{4}-\d\d?-\d/.test(text) || (Number.isFinite(Number(text)) && !/^(?:0|[1-9]\d{0,14})$/.test(text));
}

/** Return fields as lines of YAML; a text of several lines is a block. */
function yaml(fields, indent = "") {
  return fields.flatMap(([name, value]) => {
    const key = `${indent}${name}:`;
    if (Array.isArray(value)) return [`${key} [${value.map((item) => scalar(item, true)).join(", ")}]`];
    if (typeof value !== "string") return [key, ...yaml(Object.entries(value), `${indent}  `)];
    if (value.includes("\n")) return [`${key} |-`, ...value.split("\n").map((line) => line && `${indent}  ${line}`)];
    return [`${key} ${YES_OR_NO.has(name) && NO_TEXT.test(value) ? value : scalar(value)}`];
  });
}

/** Return the file that the answers make: its path, its text, and what the rest of the page says of it. */
function fileOf(page) {
  const { entry, kind, choice } = page;
  const { body: bodyName, is_notice: isNotice, words } = data.kinds[kind];
  const asks = page.asks.filter(isVisible);
  const answersTo = (asks) => asks.map((each) => [each.question.name, each.answer()]).filter(([, answer]) => answer);
  const right = answersTo(asks.filter((each) => isPicked(each) && !isRemoved(each)));
  if (entry?.group) return linesForSettings(entry, right);
  const removed = asks.filter(isRemoved).map(({ question }) => question.name);
  const answers = answersTo(asks.filter((each) => !isPicked(each)));
  const body = answers.find(([name]) => name === bodyName)?.[1];
  const others = answers.filter(([name]) => name !== bodyName);
  const fields = [
    ["of", choice.hasParts && anchorOf()],
    ...(choice.fields?.(others) ?? others),
    ["right", right.length > 0 && Object.fromEntries(right)],
    ["remove", oneOrAll(removed)],
  ].filter(([, value]) => value);
  const id = choice.nameOf?.(page) ?? unused(`${entry.id}/${kind}-${stampOf(page)}`);
  return {
    id,
    kind,
    path: `content/${id}.md`,
    text: ["---", ...yaml(fields), "---", ...(body ? ["", body] : []), ""].join("\n"),
    title: nameOf(page),
    isNotice: isNotice && !choice.original,
    texts: [...answers, ...right].filter(
      ([name, value]) => !choice.original && words.includes(name) && typeof value === "string",
    ),
  };
}

/** Return the lines that a person adds to the settings. */
function linesForSettings({ group, field, title }, answers) {
  const lines = Object.fromEntries(answers);
  const text = `${yaml([[group, field ? { [field]: lines } : lines]]).join("\n")}\n`;
  return { id: "site", path: "content/site.yaml", text, title, texts: [], isSettings: true };
}

// Names

const KIND_WORDS = { change: "Renewal or amendment", resolved: "End", reopened: "Opened again" };
const kindIn = (name) => name.split("-")[0];
const taken = new Set(
  data.entries.flatMap((entry) => ["", ...(entry.files ?? [])].map((name) => idIn(entry, name))).concat(data.files),
);

/** Return the path, without what is before and after it, of a file of an entry, or of the entry itself. */
function idIn({ id }, name) {
  return name ? `${id}/${name}` : id;
}

function kindOfEntry(id) {
  return Object.keys(data.kinds).find((kind) => data.kinds[kind].folders[0] === id.split("/")[0]);
}

/** Return what a file of an entry is, and its day: “Update of November 17, 2026, 15:10”. */
function fileWords(entry, name) {
  const kind = name ? kindIn(name) : kindOfEntry(entry.id);
  return `${KIND_WORDS[kind] ?? upper(kind)} ${inNameWords(name.slice(kind.length + 1))}`.trim();
}

function inNameWords(rest) {
  const [, date, hour, minute] = /^(\d{4}-\d\d-\d\d)(?:-([012]\d)([0-5]\d))?$/.exec(rest) ?? [];
  if (!date || !isDate(date)) return rest.replaceAll("-", " ");
  const day = inWords(date, { weekday: undefined, year: "numeric" });
  return `of ${day}${hour ? `, ${hour}:${minute}` : ""}`;
}

function titleOf(entry) {
  return entry.title ?? `Message ${inNameWords(entry.id.split("/")[1])}`;
}

/** Return what a notice is called: like its entry, or as the answers say. */
function nameOf({ entry }) {
  const named = [answerOf("contract") ?? []].flat().map((id) => entries.get(`contracts/${id}`)?.title);
  return (entry && titleOf(entry)) || named[0] || answerOf("product") || answerOf("contractor") || "";
}

/** Return an id for a title, as the program makes it: its letters without accents, and its digits. */
function idOf(title) {
  const plain = title.toLowerCase().replaceAll("ß", "ss").normalize("NFKD").replace(/['’]|[^\0-\x7f]/g, "");
  const id = trimmed(plain.match(/[a-z0-9]+/g)?.join("-") ?? "");
  return /^(?:con|prn|aux|nul|(?:com|lpt)[1-9])$/.test(id) ? `${id}-1` : id; // which Windows cannot store
}

function trimmed(id) {
  return id.slice(0, 60).replace(/-$/, "");
}

/** Return a name that no file has, neither on the site nor in the pull request: perhaps with the next free number. */
function unused(name, ending = "") {
  const others = pull.files.filter(({ draft }) => draft !== keyOf(shown.at)).map(({ id }) => id);
  for (let count = 1; ; count += 1) {
    const candidate = `${name}${count > 1 ? `-${count}` : ""}${ending}`;
    if (!taken.has(candidate) && !others.includes(candidate)) return candidate;
  }
}

/** Return the day and the minute for the name of a file. */
function stampOf({ opened }) {
  const said = ["on", "executed", "at", "asked", "confirmed"].map(answerOf).find((each) => /^\d{4}-/.test(each));
  const [day, time = opened.time] = (said ?? opened.day).split(" to ")[0].split(" ");
  return `${day}-${time.replace(":", "")}`;
}

/** Return the path, below content/, that a contract's PDF gets on GitHub: its name is that of the notice. */
function pdfPath() {
  const { entry, kind } = shown;
  const later = entry && `${entry.id.split("/")[1]}-${kind}-${stampOf(shown)}`;
  return unused(`files/${later ?? EVENTS.contract.nameOf(shown).split("/")[1]}`, ".pdf");
}

// The branch of a pull request, to which all files go that belong together

const PULL = "desk pull request";
const GITHUB = "https://github.com";
const A_BRANCH = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+)\/tree\/([^?#\s]+?)\/?$/;
const pull = { branch: "", files: [], ...kept(PULL) };

function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function keep(key, value) {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A browser that keeps nothing: the page works without it.
  }
}

/** Return the address of a page of GitHub, such as new/BRANCH?…, on the branch of the pull request if it is known. */
function onGitHub(page, rest = "") {
  const [, home, branch] = A_BRANCH.exec(pull.branch) ?? [];
  if (home) return `${GITHUB}/${home}/${page}/${branch}${rest}`;
  return data.repository && `${data.repository}/${page}/${data.branch}${rest}`;
}

/** Let the person give the address of the branch. */
function prepareBranch() {
  const input = byId("branch");
  input.value = pull.branch;
  input.oninput = () => {
    const typed = input.value.trim();
    const isRight = !typed || A_BRANCH.test(typed);
    byId("branch-error").textContent = isRight ? "" : "This is not the address of a branch. It has /tree/ in it.";
    if (!isRight) return;
    pull.branch = typed;
    keep(PULL, pull);
    update();
  };
}

// The nine choices, and a translation, which comes after one of them

// What is special about each. Families must hear of what `isNews` before anybody reads it on GitHub. What `isLater`
// restates what was published. One that `hasParts` may be about any file of an entry, also of a withdrawn one.
const EVENTS = {
  breach: {
    isNews: true,
    reading: breachReading,
    nameOf(page) {
      const name = answerOf("by") === "district" ? "district" : idOf(nameOf(page)) || "company";
      return unused(`breaches/${trimmed(`${page.opened.day.slice(0, 7)}-${name}`)}`);
    },
    optional: { contract: ["It is not in this list", "We ask for the product and the company"] },
    similar: {
      below: "contract",
      is: ({ id, contract = [], closed }) =>
        id.startsWith("breaches/") && !closed && contract.some((each) => [answerOf("contract")].flat().includes(each)),
      says: "There is an open notice of a breach of it. ",
      event: "update",
      asks: "Do you know more about it?",
    },
  },
  update: { isNews: true, isLater: true, reading: breachReading },
  notified: {
    nameOf: (page) => unused(`messages/${stampOf(page)}`),
    fields: (fields) =>
      fields.flatMap(([name, value]) => {
        const [first, last] = name === "at" ? value.split(" to ") : [value];
        return last ? [[name, first], ["until", last]] : [[name, first]];
      }),
    /** Return the notices that are checked: each with when the time began to tell of it, and the field that says it. */
    starts() {
      const told = [answerOf("of") ?? []].flat();
      return data.entries.flatMap((entry) => (entry.untold ?? []).filter(([name]) => told.includes(idIn(entry, name))));
    },
  },
  resolved: { isToday: true },
  contract: {
    reading: contractReading,
    nameOf: (page) => unused(`contracts/${idOf(nameOf(page)) || "contract"}`),
    similar: {
      below: "product",
      is: ({ id, title }) => id.startsWith("contracts/") && title.toLowerCase() === answerOf("product")?.toLowerCase(),
      says: "It is on the website already. ",
      event: "change",
      asks: "Was it renewed or changed?",
    },
  },
  change: { isLater: true },
  deletion: {
    isToday: true,
    lacks: ({ asks }) => !asks.some((each) => each.isAnswered()) && [asks[0].node.id, "One of the days"],
  },
  correction: {
    isToday: true,
    hasParts: true,
    optional: { text: ["Nothing was wrong, only missing"] },
    ask: askCorrection,
    lacks: ({ asks }) => !asks.some(isPicked) && ["field", "Choose what is wrong"],
  },
  withdrawal: { isToday: true, hasParts: true, reading: withdrawalReading },
};

/** Return what a person chose: one of the nine, or the translation of a file of the pull request. */
function choiceOf(at) {
  if (at.event !== "translation") return data.events[at.event] && { ...data.events[at.event], ...EVENTS[at.event] };
  const original = pull.files.find((file) => file.id === at.id);
  const name = data.languages.find(([tag]) => tag === at.language)?.[1];
  const title = name && original && `${original.title} in ${name}`;
  const nameOf = () => `${original.id}.${at.language}`;
  return title && { title, kinds: [original.kind], folders: [], original, nameOf };
}

// The page

let shown; // what the page asks now

/** Return the event and the notice that the address names, and fields to begin with. */
function place() {
  const query = new URLSearchParams(location.hash.slice(1));
  const get = (name) => query.get(name) ?? "";
  const notice = get("notice");
  const id = /^https?:/.test(notice) ? ofPage(notice) : notice; // or any page, such as the record
  const entry = id.split("/").slice(0, 2).join("/");
  const fields = get("fields").split(",").filter(Boolean);
  return { event: get("event"), id, entry, anchor: id.slice(entry.length + 1), fields, language: get("language") };
}

/** Return the notice, or the school, that an address of a page in any language is of. */
function ofPage(address) {
  const [, page, id] = /\/(product-notification|breach-notification|schools)\/([a-z0-9-]+)\/[^/]*$/.exec(address) ?? [];
  const sections = { "product-notification": "contracts", "breach-notification": "breaches", schools: "schools" };
  return page ? `${sections[page]}/${id}` : "";
}

function show() {
  const at = place();
  const choice = choiceOf(at);
  shown = undefined;
  start.hidden = Boolean(choice);
  work.hidden = !choice;
  document.title = choice ? `${choice.title} · ${siteTitle}` : siteTitle;
  if (!choice) {
    work.replaceChildren();
    for (const left of start.querySelectorAll("[data-ends]"))
      left.textContent = timeLeft(Date.parse(left.dataset.ends));
    if (at.event) start.prepend(panel(`This page does not know “${at.event}”. Choose below what happened.`));
    return;
  }
  work.replaceChildren(
    made("nav.crumbs", { ariaLabel: "You are here" }, made("a", { href: "#" }, "The desk")),
    made("h1", { tabIndex: -1 }, choice.title),
  );
  if (choice.folders.length && !entries.has(at.entry)) chooseEntry(at, choice);
  else askEvent(at, choice);
  work.querySelector("h1").focus({ preventScroll: true });
  scrollTo(0, 0);
}

function panel(...nodes) {
  return made("div.panel.edge.open", nodes.map((node) => (typeof node === "string" ? made("p", node) : node)));
}

const textOf = (draft) => made("pre.notation", { tabIndex: 0 }, draft.text);

/** Ask which notice it is about; show what was written about one that this page does not have. */
function chooseEntry(at, choice) {
  const folderOf = ({ id, group }) => (group ? "settings" : id.split("/")[0]);
  const isPossible = (entry) => choice.folders.includes(folderOf(entry)) && (!entry.withdrawn || choice.hasParts);
  const isClosed = (entry) => Number(Boolean(entry.closed));
  const possible = data.entries.filter(isPossible).sort((one, other) => isClosed(one) - isClosed(other));
  const items = possible.map((entry) => {
    const kind = { breaches: "Breach", schools: "School", settings: "Settings" }[entry.id.split("/")[0]];
    const small = [kind, entry.company, entry.closed && "closed"].filter(Boolean).join(" · ");
    const link = made("a", { href: `#event=${at.event}&notice=${entry.id}` }, titleOf(entry));
    return made("li", link, small && made("small", small));
  });
  const words = "Type a few letters of the product or the company, or paste the address of the page";
  const isFound = (item, typed) =>
    item.textContent.toLowerCase().includes(typed) || item.querySelector("a").hash.endsWith(`=${ofPage(typed)}`);
  const gone = `This page has no notice “${at.entry}”. It may be newer: reload the page, or choose below.`;
  const draft = kept(keyOf(at));
  if (at.entry) work.append(panel(gone, ...(draft ? ["This is what you had written:", textOf(draft)] : [])));
  work.append(
    made(
      "section.ask",
      made("h2", "Which one?"),
      items.length > 6 && finder("entry", words, items, isFound),
      items.length ? made("ul.options.links", items) : made("p", "There is none yet."),
    ),
  );
}

/** Ask the questions of an event. */
function askEvent(at, choice) {
  const entry = entries.get(at.entry);
  const { original, isLater } = choice;
  const kind = choice.kinds.at(entry?.closed ? -1 : 0); // a breach that is over is opened again
  const form = made("form", { noValidate: true, onsubmit: (event) => event.preventDefault() });
  const page = { at, choice, entry, kind, form, asks: [], opened: local(Date.now()) };
  shown = page;
  const context = {
    stands: ({ name, index }) => (isLater ? standing(entry, name) : original?.texts[index]?.[1]),
    kinds: isLater ? entry.data : undefined,
  };
  if (choice.hasParts && !entry.group) {
    const rows = ["", ...(entry.files ?? [])]
      .filter((name) => at.event === "withdrawal" || kindIn(name) !== "correction") // which another one corrects
      .map((name) => box("radio", "anchor", name, fileWords(entry, name), { isOn: name === at.anchor }));
    if (rows.length > 1) form.append(made("fieldset.ask", made("legend", "Which part of it?"), made("ul.pick", rows)));
  }
  const questions = data.kinds[kind].questions.map((index) => {
    const question = data.questions[index];
    const none = choice.optional?.[question.name];
    return none ? { ...question, needed: true, words: [...(question.words ?? []), ["", ...none]] } : question;
  });
  if (original) questionsOf(page, textsToTranslate(page, questions), context);
  else (choice.ask ?? questionsOf)(page, questions, context);
  const day = choice.isToday && form.querySelector("#q-on-day");
  if (day) day.value = page.opened.day;
  work.append(byId("parts").content.cloneNode(true));
  work.querySelector("form").replaceWith(form);
  showIntro(page);
  prepareBranch();
  fitWatch();
  suggest(page);
  restoreDraft(page);
  form.addEventListener("input", (change) => {
    onlyOne(change.target);
    if (change.target.name === "q-contract") suggest(page);
    update();
  });
  update();
}

/** Return a question for each text of a file that is to be translated. */
function textsToTranslate({ choice }, questions) {
  return choice.original.texts.map(([name], index) => {
    const label = questions.find((question) => question.name === name)?.label ?? upper(name);
    return { name, label, says: "The same, in the other language.", control: "text", needed: true, index };
  });
}

/** Offer the data of the contracts that a breach is about. */
function suggest(page) {
  const named = [page.entry?.contract ?? [], answerOf("contract") ?? []].flat();
  const elements = named.flatMap((id) => Object.values(entries.get(`contracts/${id}`)?.data ?? {}).flat());
  for (const each of page.asks) each.suggest?.(elements);
}

/** Add the questions to a form: what is needed first, and the rest in folds. */
function questionsOf(page, questions, context) {
  page.asks = allAsked(questions, context);
  const needed = page.asks.findIndex((each) => each.question.needed);
  const first = made("section.part", made("h2", "What the notice needs"));
  const rest = made("section.part", made("h2", "The rest ", made("span", "if you have a minute")));
  for (const [i, { question, node, published }] of page.asks.entries()) {
    if (question.first || question.only_if_none || i < needed || page.asks.length < 8) first.append(node);
    else rest.append(fold([question.label, published && made("b", ` · ${shortened(published)}`)], node));
  }
  page.form.append(first);
  if (rest.children.length > 1) page.form.append(rest);
}

const shortened = (words) => (words.length > 60 ? `${words.slice(0, 60)}…` : words);
const isPicked = ({ question }) => question.isPicked;
const isRemoved = ({ question }) => checked(`remove-${question.name}`).length > 0;
const anchorOf = () => checked("anchor")[0] ?? "";

/** Let a person choose the fields of a notice, or of the settings, that are wrong. */
function askCorrection(page, questions, context) {
  const { entry, form } = page;
  const menu = made("select", { id: "field" });
  const picked = made("div.picked");
  const more = entry.group ? [] : allAsked(questions, context); // when, and why
  page.asks = more;
  const possible = () => {
    const kind = anchorOf() ? kindIn(anchorOf()) : kindOfEntry(entry.id);
    const indexes = entry.group ? data.settings[entry.group] : data.kinds[kind].corrections;
    const questions = indexes.map((index) => ({ ...data.questions[index], isPicked: true, needed: true }));
    return allAsked(questions, context);
  };
  /** Begin anew with the fields of the file that is chosen. */
  page.offer = () => {
    page.asks = more;
    picked.replaceChildren();
    menu.replaceChildren(...possible().map(({ question }) => made("option", { value: question.name }, question.label)));
  };
  /** Ask for a field, or for the group of one; a reminder may name it in words, such as “Notified at”. */
  page.pick = (name) => {
    const isNamed = ({ question }) => slug(question.name) === slug(name);
    const each = possible().find((each) => isNamed(each) || each.parts().some(isNamed));
    if (!each || page.asks.some((one) => isPicked(one) && one.question.name === each.question.name)) return;
    const remove = `remove-${each.question.name}`;
    const gone = box("checkbox", remove, "yes", "It should not be there at all", { isUnsure: true });
    if (!entry.group) each.node.append(made("ul.pick", gone));
    page.asks = [...page.asks, each];
    picked.append(each.node);
  };
  const add = made("button.button.quiet", { type: "button" }, "Add");
  add.onclick = () => {
    page.pick(menu.value);
    update();
  };
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "anchor") return;
    page.offer();
    update();
  });
  const choose = made("div.when", labeled("What is wrong or missing?", menu), add);
  form.append(made("section.part", choose, picked));
  if (more.length) form.append(made("section.part", more.map(({ node }) => node)));
}

/** Return what was published, which a later notice restates. */
function standing(entry, name) {
  return name === "involves" || name === "collects" ? Object.values(entry.data ?? {}).flat() : entry[name];
}

/** Return in words what was published. */
function standingWords(stands) {
  if (Array.isArray(stands)) return list.format(stands.map((each) => entries.get(`schools/${each}`)?.title ?? each));
  return stands && isDate(stands) ? inWords(stands, { weekday: undefined, year: "numeric" }) : stands;
}

/** Say what the questions are about. */
function showIntro({ at, choice, entry, kind }) {
  byId("early").hidden = !choice.isNews;
  byId("over").hidden = kind !== "reopened";
  byId("whole").hidden = kind !== "correction";
  byId("about").hidden = !entry;
  if (!entry) return;
  byId("title").textContent = titleOf(entry);
  byId("company").textContent = entry.company ?? "";
  byId("another").href = `#event=${at.event}`;
}

/** Uncheck “not known yet” if there is an answer, and the other way around. */
function onlyOne(target) {
  const ask = target.closest(".ask");
  const isInstead = (input) => input.name.endsWith("-instead");
  if (!ask || target.type === "search" || (isBox(target) ? !target.checked : !target.value)) return;
  for (const input of ask.querySelectorAll("input, textarea")) {
    const isOther = input.closest(".ask") !== ask || input.type === "search" || input.name.startsWith("remove-");
    if (input === target || isOther || !(isInstead(target) || isInstead(input))) continue;
    if (isBox(input)) input.checked = false;
    else input.value = "";
  }
}

// What is in view: the deadline, what is missing, and what families read first

/** Open the panel on a wide screen; on a phone it starts as one line. */
function fitWatch() {
  const panel = work.querySelector(".watch > details");
  if (panel) panel.open = wide.matches;
}

function isVisible({ question }) {
  const isOwn = answerOf("by") === "district";
  if (question.only_if_none) return !isOwn && answerOf(question.only_if_none) === "";
  return !(isOwn && question.not_of_district);
}

function answerOf(name) {
  return shown.asks.find((each) => each.question.name === name)?.answer();
}

/** Show everything that follows from the answers, and keep them. */
function update() {
  const page = shown;
  excludeTaken(page);
  const faults = [];
  for (const each of page.asks) {
    const place = each.node.closest(".part > details") ?? each.node;
    place.hidden = !isVisible(each);
    for (const one of place.hidden ? [] : each.parts()) {
      const fault = one.fault();
      one.error.textContent = fault;
      one.error.hidden = !fault;
      one.node.classList.toggle("wrong", Boolean(fault));
      for (const input of one.node.querySelectorAll("[type=date], [type=time]"))
        input.ariaInvalid = fault && input.value ? "true" : null;
      if (fault) faults.push([one.node.id, `Fix: ${one.question.label}`]);
    }
  }
  document.title = `${faults.length ? "Error: " : ""}${page.choice.title} · ${siteTitle}`;
  const file = fileOf(page);
  const { now, later } = missingOf(page);
  const toDo = [...faults, ...now];
  showDeadline(page);
  showSimilar(page);
  showMissing(toDo, later);
  byId("reads").hidden = !page.choice.reading;
  byId("reading").replaceChildren(...(page.choice.reading?.(page) ?? []));
  showSend(page, file, toDo);
  keepDraft(page, file);
}

/** What was taken cannot be checked as not taken. */
function excludeTaken(page) {
  const taken = elementsOf(page, "involves");
  for (const box of work.querySelectorAll('input[name="q-not-involved"]')) {
    box.disabled = has(taken, box.value);
    if (box.disabled) box.checked = false;
  }
}

function elementsOf(page, ...names) {
  return page.asks.find((each) => names.includes(each.question.name))?.elements() ?? [];
}

/** Ask about a notice that may be of the same contract or breach, which would be on the site twice. */
function showSimilar({ choice: { similar } }) {
  const found = similar && data.entries.find(similar.is);
  const href = found && `#event=${similar.event}&notice=${found.id}`;
  const said = byId("similar");
  if (said?.querySelector("a").hash === href) return; // said once, a screen reader reads it once
  said?.remove();
  if (!found) return;
  const words = made("p.read", { id: "similar", role: "status" }, similar.says, made("a", { href }, similar.asks));
  byId(`ask-q-${similar.below}`).append(words);
}

/** Return what is to be answered now, and what can come later: each with its place on the page and its words. */
function missingOf(page) {
  const now = [];
  const later = [];
  for (const each of page.asks.filter((each) => isVisible(each) && !isRemoved(each))) {
    const { question } = each;
    const needed = each.parts().filter((one) => one.question.needed && !one.isAnswered());
    const isDue = isPicked(each) || (question.name === "notified" && page.kind === "breach");
    if (needed.length) now.push(...needed.map((one) => [one.node.id, one.question.label]));
    else if (!each.isAnswered()) (isDue ? now : later).push([each.node.id, question.label]);
  }
  const lacks = page.choice.lacks?.(page);
  return { now: lacks ? [...now, lacks] : now, later };
}

function showMissing(toDo, later) {
  const status = byId("now");
  const words = JSON.stringify(toDo);
  if (status.dataset.words !== words) status.replaceChildren(...tasks(toDo, "li.fix", "Nothing: you can continue"));
  status.dataset.words = words; // what has not changed is not read again by a screen reader
  byId("later").replaceChildren(...tasks(later, "li", "Nothing"));
  byId("more").textContent = toDo.length ? `${toDo.length} to do now` : "Ready";
}

/** Return places on the page as links. */
function tasks(rows, kind, none) {
  const link = ([id, words]) => made(kind, made("a", { href: `#${id}`, onclick: (click) => goTo(click, id) }, words));
  return rows.length ? rows.map(link) : [made("li.done", none)];
}

/** Go to a question, which may be in a fold, without a new address. */
function goTo(click, id) {
  click.preventDefault();
  if (!wide.matches) work.querySelector(".watch > details").open = false;
  const node = byId(id);
  const fold = node.closest("details.fold");
  if (fold) fold.open = true;
  node.scrollIntoView();
  const input = node.matches("select") ? node : node.querySelector("input:not([type=search]), textarea, select");
  input?.focus({ preventScroll: true });
}

/** Show each limit that runs, and in one line the one that ends first. */
function showDeadline(page) {
  const limits = limitsOf(page).sort((one, other) => one.ends - other.ends);
  const [first] = limits;
  byId("due").hidden = !first;
  byId("left").textContent = "Your notice";
  byId("short").textContent = "";
  if (!first) return;
  const said = limits.map(({ do: duty, last, isExact }) => {
    const more = isExact ? "" : ". Add the time: it is counted from the minute";
    return made("p", `${duty} by `, made("b", inWords(last)), more);
  });
  const verdict = verdictOf(toldOf(page), limits.find((limit) => limit.done === "notified"));
  const left = timeLeft(first.ends);
  const isOver = first.ends <= Date.now();
  const now = verdict ?? (isOver ? `${left}: do it now, and write the true date` : left);
  byId("due-text").replaceChildren(...said, made("p", now));
  byId("left").textContent = verdict ?? left;
  byId("short").textContent = `${first.do} by ${inWords(first.last, { weekday: "short", month: "short" })}`;
}

/** Return the limits that begin with the answers or, for a message, began with its notices: what to do, and by when. */
function limitsOf({ choice }) {
  const by = answerOf("by") ?? "contractor";
  const starts = choice.starts?.().map(([, from, field]) => [from, field]);
  const isInForce = ({ since, until }, day) => day >= since && (!until || day <= until);
  return data.limits.flatMap((limit) => {
    const isOurs = starts ? limit.done === "notified" : limit.by === by;
    return (starts ?? [[answerOf(limit.from), limit.from]])
      .filter(([from, field]) => isOurs && field === limit.from && MOMENT.test(from))
      .filter(([from]) => isInForce(limit, from.slice(0, 10)))
      .map(([from]) => ({ ...limit, ...deadline(from, limit.limit, limit.unit) }));
  });
}

/** Return when and how families were told, if the answers say both. */
function toldOf({ kind }) {
  const told = kind === "message" ? { at: answerOf("at"), by: answerOf("by") } : answerOf("notified");
  return told?.at && told.by ? told : undefined;
}

/** Say whether families were told in time, as far as the answers say it. */
function verdictOf(told, limit) {
  if (!told || !limit) return undefined;
  if (!ELECTRONIC.some((word) => told.by.includes(word))) return "Told, but not by email, text or app message";
  const [day, time] = told.at.split(" to ").at(-1).split(" ");
  if (momentOf(day, time ?? "23:59") < limit.ends) return "✓ Told in time";
  if (momentOf(day, time ?? "00:00") >= limit.ends) return "Told, but late";
  return "Told. Add the time: nobody can tell from the day if it was in time";
}

// The beginning of the page that families read

const named = (elements) => elements.map(lower).join(", ");

function withdrawalReading({ entry }) {
  const what = `${titleOf(entry)}: ${fileWords(entry, anchorOf())}`;
  const reason = answerOf("reason") || "The reason is not written yet.";
  return [made("h3", "Withdrawn"), made("p", made("s", what)), made("p", reason)];
}

function contractReading(page) {
  const none = answerOf("collects") === "nothing" ? "no student data" : "not answered yet";
  return [
    made("h3", nameOf(page) || "The product"),
    made("p", answerOf("description") ?? ""),
    made("p", made("b", "May know: "), named(elementsOf(page, "collects")) || none),
  ];
}

function breachReading(page) {
  const elements = elementsOf(page, "involves");
  const count = answerOf("students") ?? page.entry?.students ?? "unknown";
  const who =
    count === "unknown"
      ? "Number of students: not known yet."
      : `${upper(count.replace(/\d+/, (digits) => number.format(digits)))} students.`;
  const steps = answerOf("involves") === "nothing" ? [] : stepsFor(elements);
  return [
    made("h3", "Is my child affected?"),
    made("p", who),
    made("h3", "What happened"),
    made("p", answerOf("text") ?? answerOf("summary") ?? page.entry?.summary ?? "Not written yet."),
    made("p", made("b", "Data involved: "), named(elements) || "not known yet"),
    made("p", made("b", "Not involved: "), named(elementsOf(page, "not-involved")) || "not known yet"),
    made("h3", "What you can do"),
    made("ol", steps.map((step) => made("li", step))),
  ];
}

// The last step

// GitHub refuses an address of more than about 8,190 bytes; for a person who signs in first, it is encoded twice.
const MAX_ADDRESS = 6_000;

/** Show the file and, if nothing in it looks like data about a student, the buttons. */
function showSend(page, file, toDo) {
  const found = findings(file.text);
  const said = JSON.stringify(found);
  const isOpen = !found.length || page.sure === said;
  const isUpload = page.asks.some((each) => String(each.answer()).startsWith("files/"));
  byId("before").hidden = !toDo.length;
  byId("before").querySelector("ul").replaceChildren(...tasks(toDo, "li.fix", ""));
  byId("clean").hidden = found.length > 0;
  byId("signs").replaceChildren(...(found.length ? [suspects(page, found, said)] : []));
  byId("pdf").hidden = !isUpload;
  byId("pdf-name").textContent = isUpload ? pdfPath().split("/")[1] : "";
  byId("upload").href = onGitHub("upload", "/content/files") || GITHUB;
  byId("pull").hidden = !(isUpload || pull.branch || pull.files.length);
  byId("file").replaceChildren(
    made("p.path", file.isSettings ? "Lines for " : "A new file: ", made("code", file.path)),
    made("pre.notation", { tabIndex: 0, id: "notation" }, file.text),
    ...(isOpen ? buttons(page, file) : []),
  );
  byId("hints").hidden = !isOpen;
  byId("lines").textContent = file.text.split("\n")[0];
}

function suspects(page, found, said) {
  const rows = found.map(({ kind, words }) => made("li", `“${words}” looks like ${kind}.`));
  const sure = box("checkbox", "sure", "yes", "None of this is about a student", { isOn: page.sure === said });
  sure.querySelector("input").onchange = ({ target }) => {
    page.sure = target.checked ? said : "";
    update();
    byId("sure-yes").focus();
  };
  return panel(
    made("h3", "Is this about one student?"),
    made("ul", rows),
    "Take it out: what you commit stays in the history of GitHub and of your browser.",
    made("ul.pick", sure),
  );
}

/** Return the buttons, first the one that is right now, and what they do. */
function buttons(page, file) {
  const name = `?filename=${encodeURIComponent(file.path)}`;
  const whole = onGitHub("new", `${name}&value=${encodeURIComponent(file.text)}`);
  const isFilled = !file.isSettings && encodeURIComponent(whole).length <= MAX_ADDRESS;
  const empty = file.isSettings ? onGitHub("edit", `/${file.path}`) : onGitHub("new", name);
  const isEarly = page.choice.isNews && !toldOf(page) && answerOf("notified") !== "earlier";
  const isCopiedFirst = isEarly || !whole || file.isSettings;
  const copy = made("button.button", { type: "button", id: "copy" }, "Copy the text");
  copy.onclick = () => {
    copyFile(file);
    if (!isEarly) sent(page, file);
  };
  const go = made("a.button", { id: "go", target: "_blank", rel: "noopener" }, "Go to GitHub");
  go.href = isFilled ? whole : empty;
  go.onclick = () => {
    if (!isFilled) copyFile(file);
    sent(page, file);
  };
  const [first, second] = isCopiedFirst ? [copy, go] : [go, copy];
  second.classList.add("quiet");
  const how = file.isSettings ? "settings" : !whole ? "paste" : isFilled ? "filled" : "long";
  for (const hint of byId("hints").children)
    hint.hidden = !hint.dataset.when.split(" ").some((when) => when === how || (when === "early" && isEarly));
  return [made("div.buttons", first, (whole || second === copy) && second), made("span.said", { role: "status" })];
}

/** Remember that a file was made, and say what comes after it. */
function sent(page, file) {
  if (file.isSettings) return;
  const draft = keyOf(page.at);
  const { id, kind, title, isNotice, texts } = file;
  pull.files = [...pull.files.filter((each) => each.draft !== draft), { id, kind, title, isNotice, texts, draft }];
  keep(PULL, pull);
  const languages = texts.length ? data.languages : [];
  const translations = languages.map(([tag, name]) => {
    const href = `#event=translation&notice=${id}&language=${tag}`;
    return made("li", made("a", { href }, `Add this in ${name}`));
  });
  byId("languages").replaceChildren(...translations);
  byId("tell").href = `#event=notified&notice=${id}`;
  byId("of-notice").hidden = !isNotice;
  if (byId("pull").hidden) byId("languages").before(byId("pull"));
  byId("pull").hidden = false;
  byId("after").hidden = false;
}

/** Copy the file; if the browser does not let us, it is selected on the page. */
async function copyFile({ text }) {
  const said = work.querySelector(".said");
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(byId("notation"));
    if (!document.execCommand("copy")) {
      said.textContent = "The text is selected above. Copy it with your keyboard or menu.";
      return;
    }
  }
  said.textContent = "Copied.";
}

// A draft: what is in the inputs of an event, until the tab is closed

function keyOf(at) {
  return `desk ${at.event} ${at.id} ${at.language}`;
}

const isBox = (input) => /checkbox|radio/.test(input.type);

function keepDraft(page, { text }) {
  const inputs = [...page.form.querySelectorAll("input[id]:not([type=search]), textarea, select")];
  const values = inputs.map((input) => [input.id, isBox(input) ? input.checked : input.value]);
  const picked = page.asks.filter(isPicked).map(({ question }) => question.name);
  keep(keyOf(page.at), { inputs: Object.fromEntries(values.filter(([, value]) => value !== "")), picked, text });
}

/** Fill in a draft, and say if it is a file already. */
function restoreDraft(page) {
  const key = keyOf(page.at);
  const draft = kept(key) ?? { inputs: {}, picked: [] };
  const fill = () => {
    for (const [id, value] of Object.entries(draft.inputs)) {
      const input = page.form.querySelector(`#${CSS.escape(id)}`);
      if (input) input[typeof value === "boolean" ? "checked" : "value"] = value;
    }
  };
  fill(); // which file it is about, and which contract, before what follows from them
  suggest(page);
  page.offer?.();
  for (const name of [...draft.picked, ...page.at.fields]) page.pick?.(name);
  fill();
  const file = pull.files.find((each) => each.draft === key);
  if (file) {
    const again = made("button.button.quiet", { type: "button" }, "Begin another one");
    again.onclick = () => {
      file.draft = "";
      keep(PULL, pull);
      keep(key, null);
      show();
    };
    page.form.before(panel("You have taken this file to GitHub already.", again));
  }
}

wide.addEventListener("change", fitWatch);
addEventListener("hashchange", show);
setInterval(() => shown && showDeadline(shown), MINUTE);
show();

// For a test, which compares these with what the program itself does.
globalThis.desk = {
  deadline,
  findings,
  topicsOf: (element) => topicsOf(element).map(({ name }) => name),
  kindOf,
  idOf,
  isLine: (name) => {
    const asks = shown.asks.flatMap((each) => each.parts());
    return asks.some(({ question }) => question.name.replaceAll(".", "-") === name && question.is_line);
  },
};
