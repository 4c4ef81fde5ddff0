// The desk: asks what happened, counts the deadline, shows what families will read first, and writes the file that
// says it. It sends nothing: the last step is a link to GitHub's own editor, with the path and the text filled in.
//
// The page has all that it knows as JSON, which `generator/authoring/desk.py` describes. An answer is a text, a list
// of texts, or a group of answers by their names; undefined is no answer. A draft lives in this tab, and so does the
// branch to which the files of one pull request go.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const start = document.getElementById("start");
  const work = document.getElementById("work");
  document.getElementById("plain").remove();
  for (const [id, name, isClosed] of data.schools)
    data.entries.push({ id: `schools/${id}`, title: name, closed: isClosed, group: "schools", field: id });
  data.entries.push({ id: "settings/contact", title: "Who families contact", group: "contact" });
  const entries = new Map(data.entries.map((entry) => [entry.id, entry]));
  const siteTitle = document.title;
  const wide = matchMedia("(min-width: 64rem)");
  // GitHub refuses an address of more than about 8,190 bytes, and for a person who has to sign in first, it is encoded twice.
  const MAX_ADDRESS = 6_000;
  const MAX_LINE = 2_000; // characters of a text on one line
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;

  // Words

  const MEANS = ["email", "text message", "app message", "letter", "phone call"];
  const ELECTRONIC = MEANS.slice(0, 3);
  const FAMILY = new Set(["breach", "update"]); // events that families of a breach must know of
  const RESTATING = new Set(["update", "change"]); // events that restate what was published
  const DATED_TODAY = new Set(["correction", "withdrawal", "resolved", "deletion"]);
  const BODY = "the text"; // the answer that stands below the fields
  const list = new Intl.ListFormat("en-US");
  const number = new Intl.NumberFormat("en-US");

  // Elements

  /** Return a new element with attributes or properties, and its children; without what is false. */
  function made(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === undefined) continue;
      if (name.startsWith("on") || typeof value !== "string") element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children.flat().filter((child) => child !== "" && child !== undefined && child !== false));
    return element;
  }

  /** Return a text in which what is between backticks is code. */
  function marked(text) {
    return text.split("`").map((part, i) => (i % 2 ? made("code", {}, part) : part));
  }

  /** Return a check box or a radio button with its words, as an item of a list. */
  function choice(type, name, value, words, { more = "", isUnsure = false, isOn = false, open } = {}) {
    const box = made("input", { type, name, value, id: `${name}-${slug(value) || "none"}`, checked: isOn });
    const label = made("label", {}, box, " ", made("span", {}, words, more ? [" ", made("small", {}, more)] : ""));
    return made(
      "li",
      { class: isUnsure ? "unsure" : undefined },
      label,
      open && made("div", { class: "reveal" }, open),
    );
  }

  function slug(text) {
    return text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "");
  }

  /** Return an input with its label. */
  function labeled(words, input, name = "") {
    return made("div", { class: name || undefined }, made("label", { for: input.id }, words), input);
  }

  function lower(words) {
    return /^\p{Lu}\p{Ll}/u.test(words) ? words[0].toLowerCase() + words.slice(1) : words;
  }

  function upper(words) {
    return words && words[0].toUpperCase() + words.slice(1);
  }

  function shortened(words) {
    return words.length > 60 ? `${words.slice(0, 60)}…` : words;
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
    const found = [...signs.slice(0, -1).flatMap((sign) => atCues(text, sign))];
    for (const match of text.matchAll(pattern(data.groups_of_ssn, "g"))) {
      found.push({ kind: "a Social Security number", words: match[0], index: match.index });
    }
    for (const match of text.matchAll(PHONE)) {
      const digits = match[0].replace(/\D/g, "").slice(-10);
      if (!TOLL_FREE.test(digits)) found.push({ kind: "a person's phone number", words: match[0], index: match.index });
    }
    found.push(...atCues(text, signs.at(-1)));
    const seen = new Set();
    return found.filter(({ kind, words, index }) => {
      const key = `${kind} ${index}`;
      const isNew =
        !seen.has(key) && !/(?:https?:\/\/|www\.)\S*$/iu.test(text.slice(Math.max(0, index - REACH), index));
      seen.add(key);
      return isNew && !isAllowed(kind, words);
    });
  }

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
    if (kind === "a person's phone number") return said.replace(/\D/g, "").slice(-10) === data.phone;
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
  const topicsOf = remembered((element) =>
    topics.filter((topic) => topic.pattern.test(plainWords(element).replace(topic.never, ""))),
  );
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

  function remembered(work) {
    const known = new Map();
    return (key) => known.get(key) ?? (known.set(key, work(key)), known.get(key));
  }

  const sameElement = (one, other) => one.toLowerCase() === other.toLowerCase();

  // Controls: each returns its elements, and a function that returns the answer. Some say what is wrong with it.

  const CONTROLS = {
    line: (ask) => typed(ask, made("input", { id: ask.id, type: "text", autocomplete: "off" })),
    number: (ask) => typed(ask, made("input", { id: ask.id, type: "number", min: "1", class: "short" })),
    address(ask) {
      const input = made("input", {
        id: ask.id,
        type: "url",
        autocomplete: "off",
        placeholder: ask.question.example ?? "",
      });
      return { ...typed(ask, input), fault: () => noAddress(input.value) };
    },
    text: (ask) => typed(ask, made("textarea", { id: ask.id })),
    lines(ask) {
      const area = made("textarea", { id: ask.id, class: "few" });
      if (ask.before) area.value = ask.before.join("\n");
      const answer = () => restated(ask, linesOf(area));
      const fault = () => linesOf(area).map(tooLong).find(Boolean);
      return { input: area, nodes: [area], hint: "One on each line.", answer, fault };
    },
    choice(ask) {
      const rows = ask.question.choices.map((word) => choice("radio", ask.id, word, upper(word.replaceAll("-", " "))));
      if (!ask.question.needed) rows.push(choice("radio", ask.id, "", "No answer", { isUnsure: true, isOn: true }));
      return { nodes: [made("ul", { class: "pick" }, rows)], answer: () => checked(ask.id)[0] || undefined };
    },
    choices(ask) {
      const rows = ask.question.choices.map((word) =>
        choice("checkbox", ask.id, word, upper(word.replaceAll("-", " "))),
      );
      return { nodes: [made("ul", { class: "pick two" }, rows)], answer: () => orNothing(checked(ask.id)) };
    },
    day(ask) {
      const day = made("input", { id: ask.id, type: "date" });
      return {
        nodes: [made("div", { class: "when" }, labeled("Day", day))],
        answer: () => day.value || undefined,
        fault: () => ahead(ask, day.value, ""),
      };
    },
    moment(ask) {
      const { day, time, node } = dayAndTime(ask.id, "Day");
      return {
        nodes: [node],
        answer: () => (day.value ? `${day.value}${time.value ? ` ${time.value}` : ""}` : undefined),
        fault: () => (time.value && !day.value ? "Add the day." : ahead(ask, day.value, time.value)),
      };
    },
    moments(ask) {
      const { day, time, node } = dayAndTime(ask.id, "Day it went out");
      const end = dayAndTime(`${ask.id}-last`, "Last day");
      const several = choice("checkbox", `${ask.id}-several`, "yes", "It took several days", { open: end.node });
      const isSeveral = () => checked(`${ask.id}-several`).length > 0;
      const written = (one) => `${one.day.value}${one.time.value ? ` ${one.time.value}` : ""}`;
      const first = { day, time };
      return {
        nodes: [node, made("ul", { class: "pick" }, several)],
        answer() {
          if (!day.value) return undefined;
          return isSeveral() && end.day.value ? `${written(first)} to ${written(end)}` : written(first);
        },
        fault() {
          if (!day.value) return time.value ? "Add the day." : "";
          if (!isSeveral()) return ahead(ask, day.value, time.value);
          if (!end.day.value) return "Add the last day.";
          if (written(end) < written(first) && end.day.value <= day.value) return "The last day is before the first.";
          return ahead(ask, end.day.value, end.time.value);
        },
      };
    },
    period(ask) {
      const [one, first, last] = ["one", "first", "last"].map((part) =>
        made("input", { id: `${ask.id}-${part}`, type: "date" }),
      );
      const month = made("input", { id: `${ask.id}-month`, type: "month", placeholder: "2026-11" });
      const kind = `${ask.id}-kind`;
      const several = made("div", { class: "when" }, labeled("First day", first), labeled("Last day", last));
      const rows = [
        choice("radio", kind, "one", "On one day", { open: labeled("Day", one) }),
        choice("radio", kind, "several", "Over several days", { open: several }),
        choice("radio", kind, "month", "Only the month is known", { open: labeled("Month", month) }),
      ];
      return {
        nodes: [made("ul", { class: "pick" }, rows)],
        answer() {
          const [which] = checked(kind);
          if (which === "one") return one.value || undefined;
          if (which === "several") return first.value && last.value ? `${first.value} to ${last.value}` : undefined;
          return (which === "month" && month.value) || undefined;
        },
        fault() {
          const [which] = checked(kind);
          const days = { one: [one.value], several: [first.value, last.value] }[which] ?? [];
          if (which === "several" && first.value && last.value && last.value < first.value)
            return "The last day is before the first.";
          return days.map((day) => ahead({ question: { past: true } }, day, "")).find(Boolean);
        },
      };
    },
    count(ask) {
      const input = made("input", { id: ask.id, type: "number", min: "0", class: "short" });
      const menu = made(
        "select",
        { id: `${ask.id}-precision` },
        ["exactly", "about", "at least"].map((word) => made("option", {}, word)),
      );
      const answer = () => input.value && (menu.selectedIndex ? `${menu.value} ${input.value}` : input.value);
      const node = made(
        "div",
        { class: "when" },
        labeled("This number is", menu),
        labeled("Number of students", input),
      );
      return { nodes: [node], answer: () => answer() || undefined };
    },
    data: dataControl,
    schools(ask) {
      const stands = (id) => ask.before?.includes(id);
      const possible = data.schools.filter(([id, , isClosed]) => !isClosed || stands(id));
      const rows = possible.map(([id, name]) => choice("checkbox", ask.id, id, name, { isOn: stands(id) }));
      const answer = () => restated(ask, checked(ask.id));
      return { nodes: [made("ul", { class: "pick two" }, rows)], answer };
    },
    school(ask) {
      const options = data.schools.map(([value, words]) => made("option", { value }, words));
      const menu = made("select", { id: ask.id }, made("option", { value: "" }, "Choose a school"), options);
      return { input: menu, nodes: [menu], answer: () => menu.value || undefined };
    },
    grades(ask) {
      const rows = data.grades.map((grade) =>
        choice("checkbox", ask.id, grade, grade, { isOn: ask.before?.includes(grade) }),
      );
      return { nodes: [made("ul", { class: "pick squares" }, rows)], answer: () => restated(ask, checked(ask.id)) };
    },
    contracts(ask) {
      const contracts = data.entries.filter((entry) => entry.id.startsWith("contracts/") && !entry.withdrawn);
      const rows = contracts.map((entry) =>
        choice("checkbox", ask.id, entry.id.slice(10), entry.title, { more: entry.company }),
      );
      const none = choice("checkbox", `${ask.id}-none`, "none", "It is not in this list", {
        more: "We ask for the product and the company",
        isUnsure: true,
      });
      const options = made("ul", { class: "options" }, rows);
      return {
        nodes: [
          ...(rows.length > 6 ? [finder(ask.id, "Filter the list", options.children)] : []),
          options,
          made("ul", { class: "pick" }, none),
        ],
        answer: () => (isNone(ask.id) ? undefined : oneOrAll(checked(ask.id))),
        isAnswered: () => isNone(ask.id) || checked(ask.id).length > 0,
      };
    },
    notices: noticesControl,
    means(ask) {
      const rows = MEANS.map((word) => choice("checkbox", ask.id, word, upper(word)));
      const other = made("input", { id: `${ask.id}-other`, type: "text", autocomplete: "off" });
      const law = made(
        "p",
        { class: "law" },
        "A letter or a call alone may not be enough: the law asks for an electronic notice.",
      );
      const answer = () => [...checked(ask.id), folded(other.value)].filter(Boolean);
      return {
        nodes: [made("ul", { class: "pick two" }, rows), labeled("Another way", other, "finder"), law],
        answer: () => (answer().length ? list.format(answer()).replaceAll(", and ", " and ") : undefined),
      };
    },
    file(ask) {
      const input = made("input", { id: ask.id, type: "url" });
      const kind = `${ask.id}-kind`;
      const rows = [
        choice("radio", kind, "upload", "I will add the PDF on GitHub", {
          more: "We say how, and which name it gets",
        }),
        choice("radio", kind, "web", "It is on a website", { open: labeled("Address of the contract", input) }),
        choice("radio", kind, "", "Not yet", { isUnsure: true, isOn: true }),
      ];
      const isOnWeb = () => checked(kind)[0] === "web";
      const isUpload = () => checked(kind)[0] === "upload";
      return {
        nodes: [made("ul", { class: "pick" }, rows)],
        answer: () => (isUpload() ? `files/${pdfName()}` : (isOnWeb() && input.value.trim()) || undefined),
        isUpload,
        fault: () => isOnWeb() && noAddress(input.value),
      };
    },
  };

  /** Return a control of a single input, whose text is the answer. */
  function typed(ask, input) {
    if (ask.question.example && input.type !== "number") input.placeholder = `for example: ${ask.question.example}`;
    const isLine = input.type !== "textarea" || ask.question.is_line;
    const answer = () => (isLine ? folded(input.value) : cleaned(input.value)) || undefined;
    return { input, nodes: [input], answer, fault: () => isLine && tooLong(answer() ?? "") };
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

  /** Return a text on one line, with single spaces. */
  function folded(text) {
    return cleaned(text).replace(/\s+/g, " ");
  }

  function linesOf(area) {
    return cleaned(area.value).split("\n").map(folded).filter(Boolean);
  }

  function tooLong(text) {
    const over = text.length - MAX_LINE;
    return over > 0 ? `This is ${number.format(over)} characters too long. Keep the most important.` : "";
  }

  function noAddress(text) {
    return text.trim() && !/^https?:\/\/\S+$/i.test(text.trim()) ? "Write an address that begins with https://." : "";
  }

  function dayAndTime(id, words) {
    const day = made("input", { id: `${id}-day`, type: "date" });
    const time = made("input", { id: `${id}-time`, type: "time" });
    return { day, time, node: made("div", { class: "when" }, labeled(words, day), labeled(`Time, ${zone}`, time, "time")) };
  }

  /** Say that a day of the past has not come yet. */
  function ahead(ask, day, time) {
    const now = local(Date.now());
    const isAhead = ask.question.past && day && (day > now.day || (day === now.day && time > now.time));
    return isAhead
      ? `${inWords(day, { weekday: undefined })}${time && day === now.day ? `, ${time},` : ""} has not come yet. Change the date.`
      : "";
  }

  /** Return a box that hides the items of a list that it does not find. */
  function finder(id, words, items, isFound = (item, typed) => item.textContent.toLowerCase().includes(typed)) {
    const box = made("input", { type: "search", id: `${id}-find`, autocomplete: "off" });
    box.oninput = () => {
      const typed = box.value.trim().toLowerCase();
      for (const item of items) item.hidden = Boolean(typed) && !isFound(item, typed);
      for (const fold of box.closest(".ask").querySelectorAll("details.fold")) {
        fold.open = Boolean(typed && fold.querySelector("li:not([hidden])"));
      }
    };
    return labeled(words, box, "finder");
  }

  /** Return check boxes for kinds of data, by what they are about, and a box for others. */
  function dataControl(ask) {
    const standing = ask.before ?? [];
    const groups = Object.entries(data.offered);
    const rows = [];
    const pick = (elements) => {
      const items = elements.map((element) =>
        choice("checkbox", ask.id, element, upper(element), {
          isOn: standing.some((each) => sameElement(each, element)),
        }),
      );
      rows.push(...items);
      return made("ul", { class: "pick two" }, items);
    };
    const nodes = [];
    const [[hot, urgent], ...others] = groups;
    const fieldset = (name, title, elements) =>
      made("fieldset", { class: name }, made("legend", {}, title), pick(elements));
    const notStanding = (elements) =>
      elements.filter((element) => !standing.some((each) => sameElement(each, element)));
    if (standing.length) nodes.push(fieldset("topic", "As published", standing));
    nodes.push(fieldset("topic hot", hot, notStanding(urgent)));
    const own = fieldset("topic", "What the product may have, by its contract", []);
    own.hidden = true;
    nodes.push(own);
    for (const [title, elements] of others) {
      nodes.push(made("details", { class: "fold" }, made("summary", {}, title), pick(notStanding(elements))));
    }
    const other = made("textarea", { id: `${ask.id}-other`, class: "few" });
    const isFound = (item, typed) => {
      const element = item.querySelector("input").value;
      const asked = topicsOf(typed);
      return element.includes(typed) || topicsOf(element).some((topic) => asked.includes(topic));
    };
    const elements = () => {
      const picked = checked(ask.id);
      const isNew = (element) => !picked.some((each) => sameElement(each, element));
      return [...picked, ...linesOf(other).filter(isNew)];
    };
    return {
      nodes: [
        finder(ask.id, "Find a kind of data, such as ssn, lunch or iep", rows, isFound),
        ...nodes,
        labeled("Other, one on each line", other, "finder"),
      ],
      elements,
      answer: () => asData(ask, restated(ask, elements())),
      fault: () => linesOf(other).map(tooLong).find(Boolean),
      /** Put what a contract names together, above the folds. */
      suggest(named) {
        for (const element of notStanding(named)) {
          const there = rows.find((row) => sameElement(row.querySelector("input").value, element));
          if (there?.closest(".hot")) continue;
          const row = there ?? choice("checkbox", ask.id, element, upper(element));
          if (!there) rows.push(row);
          own.querySelector("ul").append(row);
        }
        own.hidden = !own.querySelector("li");
      },
    };
  }

  /** Return a list, or if one was published the whole of the new one, or undefined if nothing has changed. */
  function restated(ask, items) {
    const before = ask.before ?? [];
    const isIn = (list) => (item) => list.some((each) => sameElement(each, item));
    const isSame = before.length === items.length && items.every(isIn(before));
    return isSame ? undefined : orNothing(items);
  }

  /** Return elements by the kind that the law has for each; one that was published keeps its kind. */
  function asData({ question, kinds = {} }, elements) {
    if (!elements || question.name === "not-involved") return elements;
    const known = Object.entries(kinds).flatMap(([kind, each]) => each.map((element) => [element.toLowerCase(), kind]));
    const kindBefore = new Map(known);
    const found = {};
    for (const kind of new Set([...data.data_kinds.map(([name]) => name), ...Object.keys(kinds)])) found[kind] = [];
    for (const element of elements) found[kindBefore.get(element.toLowerCase()) ?? kindOf(element)].push(element);
    const rows = Object.entries(found).map(([kind, each]) => [
      kind,
      each.length || kinds[kind]?.length !== 0 ? each : "nothing",
    ]);
    return Object.fromEntries(rows.filter(([, each]) => each.length));
  }

  function orNothing(items) {
    return items.length ? items : undefined;
  }

  function oneOrAll(items) {
    return items.length === 1 ? items[0] : orNothing(items);
  }

  /** Return check boxes for notices: those that families have not been told of first, and the others in a fold. */
  function noticesControl(ask) {
    const { entry, anchor } = place();
    const chosen = [anchor ? `${entry}/${anchor}` : entry];
    const row = ([id, words, more]) => choice("checkbox", ask.id, id, words, { more, isOn: chosen.includes(id) });
    const known = data.entries.filter((each) => each.told || each.untold); // breaches first: families must know soon
    known.sort((one, other) => one.id.localeCompare(other.id));
    const named = (entry, anchors) =>
      anchors.map((each) => [each ? `${entry.id}/${each}` : entry.id, titleOf(entry), fileWords(entry, each)]);
    const untold = known.flatMap((entry) =>
      named(
        entry,
        (entry.untold ?? []).map(([each]) => each),
      ),
    );
    const corrections = (entry) => (entry.files ?? []).filter((each) => kindIn(each) === "correction");
    const again = known.flatMap((entry) => named(entry, [...(entry.told ?? []), ...corrections(entry)]));
    const isUnmerged = ({ id, isNotice }) => isNotice && ![...untold, ...again].some(([each]) => each === id);
    const sent = pull.files.filter(isUnmerged).map((file) => [file.id, file.title, "In your pull request"]);
    const first = [...sent, ...untold, ["yearly", "The yearly notice", "The address of this website, once a year"]];
    const rows = first.map(row);
    const others = again.map(row);
    const fold = made(
      "details",
      { class: "fold", open: again.some(([id]) => chosen.includes(id)) },
      made("summary", {}, "Families know of these already"),
      made("ul", { class: "options" }, others),
    );
    return {
      nodes: [
        rows.length + others.length > 6 && finder(ask.id, "Filter the list", [...rows, ...others]),
        made("ul", { class: "options" }, rows),
        others.length > 0 && fold,
      ].filter(Boolean),
      answer: () => oneOrAll(checked(ask.id)),
    };
  }

  function checked(name) {
    return [...work.querySelectorAll(`input[name="${CSS.escape(name)}"]:checked`)].map((box) => box.value);
  }

  const isNone = (id) => checked(`${id}-none`).length > 0;

  // Questions

  /** Return a question on the page: its element, its answer, and what is wrong with it. */
  function asked(question, context) {
    const id = `q-${question.name.replaceAll(".", "-")}`;
    const before = context.before?.(question);
    const ask = { question, id, before, kinds: context.kinds };
    const control = CONTROLS[question.control](ask);
    const instead = (question.words ?? []).filter(([word]) => !(before?.length && word === "nothing"));
    const boxes = instead.map(([word, words]) => choice("checkbox", `${id}-instead`, word, words, { isUnsure: true }));
    const error = made("p", { class: "error", id: `${id}-error`, hidden: true });
    const isSingle = Boolean(control.input);
    const says = [marked(question.says), control.hint && ` ${control.hint}`];
    const hint = made("p", { class: "hint", id: `${id}-hint` }, ...says);
    const stands = context.stands?.(question);
    const shown = stands ? made("p", { class: "stands" }, "Published: ", made("b", {}, stands)) : "";
    const later = question.needed || question.isPicked ? "" : made("span", { class: "later" }, " (can come later)");
    const body = [hint, shown, error, ...control.nodes, boxes.length > 0 && made("ul", { class: "pick" }, boxes)];
    const node = isSingle
      ? made("div", { class: "ask", id: `ask-${id}` }, made("label", { for: id }, question.label, later), ...body)
      : made("fieldset", { class: "ask", id: `ask-${id}` }, made("legend", {}, question.label, later), ...body);
    const described = isSingle ? control.input : node;
    described.setAttribute("aria-describedby", `${hint.id} ${error.id}`);
    const word = () => checked(`${id}-instead`)[0];
    return {
      question,
      node,
      error,
      control,
      answer: () => word() ?? control.answer(),
      elements: () => (word() ? [] : (control.elements?.() ?? [])),
      isAnswered: () => Boolean(word()) || (control.isAnswered?.() ?? control.answer() !== undefined),
      fault: () => (!word() && control.fault?.()) || "",
    };
  }

  /** Return a group of questions, which a person first opens with “Yes”, unless it is needed or all there is. */
  function group(questions, context, isOnly) {
    const [first] = questions;
    const field = first.name.split(".")[0];
    const id = `g-${field}`;
    const inner = questions.map((question) =>
      asked({ ...question, needed: first.needed || question.completes || (question === first && !isOnly) }, context),
    );
    const nodes = inner.map((each) => each.node);
    const isClosed = !first.needed && !isOnly;
    let node = made("fieldset", { class: "ask", id: `ask-${id}` }, made("legend", {}, first.group), nodes);
    if (isClosed) {
      const rows = [
        choice("radio", id, "", "Not yet", { isOn: true }),
        ...(first.group_words ?? []).map(([word, words]) => choice("radio", id, word, words)),
        choice("radio", id, "yes", "Yes", { open: nodes }),
      ];
      node = made(
        "fieldset",
        { class: "ask", id: `ask-${id}` },
        made("legend", {}, first.group),
        made("ul", { class: "pick" }, rows),
      );
    }
    const state = () => (isClosed ? (checked(id)[0] ?? "") : "yes");
    return {
      question: { ...first, name: field, label: first.group },
      node,
      inner,
      isOpen: () => state() === "yes",
      answer() {
        if (state() !== "yes") return state() || undefined;
        const parts = inner
          .map((each) => [each.question.name.split(".")[1], each.answer()])
          .filter(([, value]) => value !== undefined);
        return parts.length ? Object.fromEntries(parts) : undefined;
      },
      isAnswered: () =>
        Boolean(state()) && (state() !== "yes" || inner.every((each) => !each.question.needed || each.isAnswered())),
      fault: () => "",
    };
  }

  /** Return questions on the page; those of a group together. */
  function allAsked(questions, context) {
    const found = [];
    const isOnly = context.isCorrection || new Set(questions.map(({ name }) => name.split(".")[0])).size === 1;
    for (const question of questions) {
      const field = question.name.split(".")[0];
      if (!question.group) found.push(asked(question, context));
      else if (!found.some((each) => each.question.name === field)) {
        found.push(
          group(
            questions.filter((each) => each.group && each.name.split(".")[0] === field),
            context,
            isOnly,
          ),
        );
      }
    }
    return found;
  }

  // The file

  // What other programs may read as something else than a text is in quotation marks, which are those of JSON.
  const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} .()/@,-]*$/u;
  const NO_TEXT = /^(?:null|true|false|yes|no|on|off|y|n)$/i;
  const MOMENT = /^\d{4}-\d\d-\d\d(?: \d\d:\d\d)?$/;
  const YES_OR_NO = new Set(["happened", "told", "part"]); // fields whose words are `yes` and `no`
  const MAX_WIDTH = 100;

  /** Return a text on one line. */
  function scalar(text, isInBrackets = false) {
    const isPlain = PLAIN.test(text) && text === text.trim() && !NO_TEXT.test(text) && !(isInBrackets && /,/.test(text));
    return text.split(" to ").every(isDate) || (isPlain && !isOdd(text)) ? text : JSON.stringify(text);
  }

  function isDate(text) {
    const day = text.slice(0, 10);
    return MOMENT.test(text) && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
  }

  /** Say whether a text looks like a number that has another form, or like a day that does not exist. */
  function isOdd(text) {
    return /^\d{4}-\d\d?-\d/.test(text) || (Number.isFinite(Number(text)) && !/^(?:0|[1-9]\d{0,14})$/.test(text));
  }

  function inBrackets(items) {
    return `[${items.map((item) => scalar(item, true)).join(", ")}]`;
  }

  /** Return fields as lines of YAML. */
  function yaml(fields, indent = "") {
    return fields.flatMap(([name, value]) => {
      if (typeof value === "string") {
        if (!value.includes("\n")) {
          const isWord = YES_OR_NO.has(name) && NO_TEXT.test(value);
          return [`${indent}${name}: ${isWord ? value : scalar(value)}`];
        }
        return [`${indent}${name}: |-`, ...value.split("\n").map((line) => (line ? `${indent}  ${line}` : ""))];
      }
      if (!Array.isArray(value)) return [`${indent}${name}:`, ...yaml(Object.entries(value), `${indent}  `)];
      const flow = `${indent}${name}: ${inBrackets(value)}`;
      if (flow.length <= MAX_WIDTH) return [flow];
      return [`${indent}${name}:`, ...value.map((item) => `${indent}  - ${scalar(item)}`)];
    });
  }

  function fileText(fields, body) {
    const lines = yaml(fields.filter(([, value]) => value !== undefined));
    return `---\n${lines.map((line) => `${line}\n`).join("")}---\n${body ? `\n${body}\n` : ""}`;
  }

  function kindIn(name) {
    return name.split("-")[0];
  }

  const KIND_WORDS = {
    contract: "Contract",
    breach: "Breach notice",
    message: "Message",
    change: "Renewal or amendment",
    update: "Update",
    resolved: "End",
    reopened: "Opened again",
    deletion: "Deletion of data",
    withdrawal: "Withdrawal",
    correction: "Correction",
  };

  function kindOfEntry(id) {
    return Object.keys(data.kinds).find((kind) => data.kinds[kind].folders[0] === id.split("/")[0]);
  }

  /** Return what a file of an entry is, and its day: “Update of November 17, 2026, 15:10”. */
  function fileWords(entry, name) {
    if (!name) return KIND_WORDS[kindOfEntry(entry.id)];
    const kind = kindIn(name);
    const rest = name.slice(kind.length + 1);
    return `${KIND_WORDS[kind] ?? upper(kind)} ${inNameWords(rest)}`.trim();
  }

  function inNameWords(rest) {
    const found = /^(\d{4}-\d\d-\d\d)(?:-([012]\d)([0-5]\d))?$/.exec(rest);
    if (!found || !isDate(found[1])) return rest.replaceAll("-", " ");
    const day = inWords(found[1], { weekday: undefined, year: "numeric" });
    return `of ${day}${found[2] ? `, ${found[2]}:${found[3]}` : ""}`;
  }

  function titleOf(entry) {
    return entry.title ?? `Message ${inNameWords(entry.id.split("/")[1])}`;
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

  /** Return a name that no file has: the first one, or with the next free number. */
  function unused(name, isTaken) {
    for (let number = 1; ; number += 1) {
      const candidate = number > 1 ? `${name}-${number}` : name;
      if (!isTaken(candidate)) return candidate;
    }
  }

  /** Return the path of the file below the content, without its ending. */
  function nameOfFile({ at, entry, kind }) {
    const isTaken = (id) => entries.has(id) || pull.files.some((file) => file.id === id && file.id !== shown?.sent);
    if (kind === "contract") return unused(`contracts/${idOf(nameOf(shown)) || "contract"}`, isTaken);
    if (kind === "breach") {
      const name = answerOf("by") === "district" ? "district" : idOf(nameOf(shown)) || "company";
      return unused(`breaches/${trimmed(`${shown.opened.day.slice(0, 7)}-${name}`)}`, isTaken);
    }
    const own = ["on", "executed", "at", "asked", "confirmed"].map(answerOf).find((each) => each && MOMENT.test(each.slice(0, 10)));
    const [day, time] = (own ?? shown.opened.day).split(" to ")[0].split(" ");
    const stamp = `${day}-${(time ?? shown.opened.time).replace(":", "")}`;
    if (kind === "message") return unused(`messages/${stamp}`, isTaken);
    const isInEntry = (id) => (entry.files ?? []).some((name) => `${at.entry}/${name}` === id) || isTaken(id);
    return unused(`${at.entry}/${kind}-${stamp}`, isInEntry);
  }

  /** Return the name that a contract's PDF gets on GitHub: that of the notice. */
  function pdfName() {
    const [, id, later] = nameOfFile(shown).split("/");
    return `${[id, later].filter(Boolean).join("-")}.pdf`;
  }

  /** Return the file that the answers make: its path, its text, and what the rest of the page says of it. */
  function fileOf(page) {
    if (page.entry?.group) return linesForSettings(page);
    if (page.original) return translationOf(page);
    const { at, kind } = page;
    const id = nameOfFile(page);
    const answers = page.asks.filter(isVisible).map((each) => [each.question.name, each.answer()]);
    const bodyName = data.kinds[kind].body;
    const body = answers.find(([name]) => name === bodyName && bodyName)?.[1] ?? "";
    let fields = answers.filter(([name]) => name !== bodyName || !bodyName);
    const of = anchorOf(page) || undefined;
    if (kind === "message") {
      fields = fields.flatMap(([name, value]) => {
        if (name !== "at" || !value) return [[name, value]];
        const [first, last] = value.split(" to ");
        return [[name, first], ["until", last]];
      });
    }
    if (kind === "withdrawal") fields.unshift(["of", of]);
    if (kind === "correction") {
      const isRight = (name) => page.picked.includes(name);
      const isGone = (name) => checked(`remove-${name}`).length > 0;
      const right = fields.filter(([name, value]) => isRight(name) && !isGone(name) && value !== undefined);
      const gone = page.picked.filter(isGone);
      const rest = fields.filter(([name]) => !isRight(name));
      fields = [
        ["of", of],
        ...rest.filter(([name]) => name === "on"),
        ["right", right.length ? Object.fromEntries(right) : undefined],
        ["remove", oneOrAll(gone)],
        ...rest.filter(([name]) => name !== "on"),
      ];
    }
    const texts = [...fields, [bodyName, body]].filter(
      ([name, value]) => typeof value === "string" && value && data.kinds[kind].words.includes(name === "body" ? "" : name),
    );
    return {
      id,
      kind,
      path: `content/${id}.md`,
      text: fileText(fields, body),
      title: at.entry ? titleOf(page.entry) : nameOf(page),
      isNotice: data.kinds[kind].is_notice,
      body: body && bodyName,
      texts: body && bodyName === "body" ? [...texts, ["body", body]] : texts,
    };
  }

  /** Return the file of a translation: its texts, which the first file has in the language of the site. */
  function translationOf(page) {
    const { original } = page;
    const answers = page.asks.map((each) => [each.question.name, each.answer()]);
    const body = answers.find(([name]) => name === original.body)?.[1] ?? "";
    const fields = answers.filter(([name]) => name !== original.body);
    return {
      ...original,
      id: `${original.id}.${page.at.language}`,
      path: `content/${original.id}.${page.at.language}.md`,
      text: fileText(fields, body),
      isNotice: false,
      texts: [],
    };
  }

  /** Return the lines that a person adds to the settings. */
  function linesForSettings(page) {
    const { entry } = page;
    const isPicked = ([name, value]) => page.picked.includes(name) && value !== undefined;
    const fields = page.asks.map((each) => [each.question.name, each.answer()]).filter(isPicked);
    const lines = entry.field ? { [entry.field]: Object.fromEntries(fields) } : Object.fromEntries(fields);
    const text = `${yaml([[entry.group, lines]]).join("\n")}\n`;
    return { id: "site", path: "content/site.yaml", text, title: entry.title, texts: [], isSettings: true };
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

  /** Return the address of a page of GitHub, such as new/BRANCH?…, on the branch of the pull request if there is one. */
  function onGitHub(page, rest = "") {
    const there = A_BRANCH.exec(pull.branch);
    const home = there ? `${GITHUB}/${there[1]}` : data.repository;
    return home && `${home}/${page}/${there?.[2] ?? data.branch}${rest}`;
  }

  /** Ask for the address of the branch, and what it is good for. */
  function branchPart() {
    const input = made("input", { id: "branch", type: "url", autocomplete: "off", value: pull.branch });
    input.placeholder = `${data.repository || `${GITHUB}/WHO/REPOSITORY`}/tree/your-name-patch-1`;
    const fault = made("p", { class: "error", id: "branch-error", role: "status" });
    input.setAttribute("aria-describedby", "branch-hint branch-error");
    input.oninput = () => {
      const typed = input.value.trim();
      const isRight = !typed || A_BRANCH.test(typed);
      fault.textContent = isRight ? "" : "This is not the address of a branch. It has /tree/ in it.";
      if (!isRight) return;
      pull.branch = typed;
      keep(PULL, pull);
      update();
    };
    const hint = made(
      "p",
      { class: "hint", id: "branch-hint" },
      "What belongs together goes into one pull request: the PDF, the notice, its translation, the message. In your pull request, click the second name in “… wants to merge … into … from …”, and copy the address of that page. It begins with https://github.com and has /tree/ in it.",
    );
    return made("div", { class: "ask", id: "pull" }, labeled("Address of your branch on GitHub", input), hint, fault);
  }

  // The page

  /** Return the event and the notice that the address names, and fields to begin with. */
  function place() {
    const query = new URLSearchParams(location.hash.slice(1));
    const notice = query.get("notice") ?? "";
    const named = /^https?:/.test(notice) ? (ofPage(notice) ?? "") : notice; // or any page, such as the record
    const [section, id, anchor = ""] = named.split("/");
    const fields = (query.get("fields") ?? "").split(",").filter(Boolean);
    const entry = id ? `${section}/${id}` : section;
    return { event: query.get("event") ?? "", entry, anchor, fields, language: query.get("language") ?? "" };
  }

  /** Return the notice, or the school, that an address of a page in any language is of. */
  function ofPage(address) {
    const found = /\/(product-notification|breach-notification|schools)\/([a-z0-9-]+)\/[^/]*$/.exec(address);
    const sections = { "product-notification": "contracts", "breach-notification": "breaches", schools: "schools" };
    return found ? `${sections[found[1]]}/${found[2]}` : undefined;
  }

  let shown; // what the page asks now

  function show() {
    const at = place();
    shown = undefined;
    const event = at.event === "translation" ? translationEvent(at) : data.events[at.event];
    start.hidden = Boolean(event);
    work.hidden = !event;
    work.replaceChildren();
    document.title = siteTitle;
    if (!event) {
      for (const left of start.querySelectorAll("[data-ends]")) left.textContent = timeLeft(Date.parse(left.dataset.ends));
      if (at.event)
        start.prepend(
          made("p", { class: "panel edge open" }, `This page does not know “${at.event}”. Choose below what happened.`),
        );
      return;
    }
    if (event.folders.length && !entries.has(at.entry)) chooseEntry(at, event);
    else askEvent(at, event);
    work.querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Return how a file of the pull request is translated, as an event. */
  function translationEvent({ entry, anchor, language }) {
    const id = anchor ? `${entry}/${anchor}` : entry;
    const original = pull.files.find((file) => file.id === id);
    const name = data.languages.find(([tag]) => tag === language)?.[1];
    return original && name && { title: `${original.title} in ${name}`, kinds: [original.kind], folders: [], original };
  }

  function crumbs(title) {
    const back = made("a", { href: "#" }, "The desk");
    document.title = `${title} · ${siteTitle}`;
    return [made("nav", { class: "crumbs", "aria-label": "You are here" }, back), made("h1", { tabIndex: -1 }, title)];
  }

  /** Ask which notice it is about. */
  function chooseEntry(at, event) {
    const isPossible = (entry) => {
      const folder = entry.group ? "settings" : entry.id.split("/")[0];
      const isAfterWithdrawal = at.event === "correction" || at.event === "withdrawal";
      return event.folders.includes(folder) && (!entry.withdrawn || isAfterWithdrawal);
    };
    const rank = (entry) => (entry.group ? 3 : entry.id.startsWith("messages/") ? 2 : Number(Boolean(entry.closed)));
    const possible = data.entries.filter(isPossible).sort((one, other) => rank(one) - rank(other));
    const items = possible.map((entry) => {
      const kind = { breaches: "Breach", schools: "School", settings: "Settings" }[entry.id.split("/")[0]];
      const small = [kind, entry.company, entry.closed && "closed"].filter(Boolean).join(" · ");
      return made(
        "li",
        {},
        made("a", { href: `#event=${at.event}&notice=${entry.id}` }, titleOf(entry)),
        small && made("small", {}, small),
      );
    });
    const options = made("ul", { class: "options links" }, items);
    const words = "Type a few letters of the product or the company, or paste the address of the page";
    const isFound = (item, typed) =>
      item.textContent.toLowerCase().includes(typed) || item.querySelector("a").hash.endsWith(`=${ofPage(typed)}`);
    const find = items.length > 6 && finder("entry", words, items, isFound);
    const gone = at.entry && goneDraft(at);
    work.append(
      ...crumbs(event.title),
      gone || "",
      made(
        "section",
        { class: "ask" },
        made("h2", {}, "Which one?"),
        find,
        items.length ? options : made("p", {}, "There is none yet."),
      ),
    );
  }

  /** Return what was written about an entry that this page does not have. */
  function goneDraft(at) {
    const draft = readDraft(at);
    const sorry = `This page has no notice “${at.entry}”. It may be newer than this page, or have another address: reload the page, or choose below.`;
    const panel = made("div", { class: "panel edge open" }, made("p", {}, sorry));
    if (draft?.text)
      panel.append(
        made("p", {}, "This is what you had written:"),
        made("pre", { class: "notation", tabIndex: 0 }, draft.text),
      );
    return panel;
  }

  /** Ask the questions of an event. */
  function askEvent(at, event) {
    const entry = entries.get(at.entry);
    const isLater = RESTATING.has(at.event);
    const { original } = event;
    const context = {
      before: (question) => (isLater ? standing(entry, question) : undefined),
      stands: (question) => (isLater ? publishedText(entry, question) : (original?.texts[question.index]?.[1] ?? "")),
      kinds: isLater ? entry.data : undefined,
    };
    const isOver = at.event === "resolved" && entry.closed;
    const kind = isOver ? "reopened" : event.kinds[0];
    const form = made("form", { noValidate: true, onsubmit: (event) => event.preventDefault() });
    const page = { at, event, entry, kind, original, form, asks: [], picked: [], opened: local(Date.now()), sent: "" };
    shown = page;
    const anchors = noticeChoices(page);
    if (anchors.length > 1) {
      const rows = anchors.map(([anchor, words], i) =>
        choice("radio", "anchor", anchor, words, { isOn: anchor === at.anchor || (!at.anchor && !i) }),
      );
      form.append(
        made("fieldset", { class: "ask" }, made("legend", {}, "Which part of it?"), made("ul", { class: "pick" }, rows)),
      );
    } else if (anchors.length) page.onlyAnchor = anchors[0][0];
    const questions = data.kinds[kind].questions.map((index) => data.questions[index]);
    if (original) questionsOf(page, textsToTranslate(page, questions), context);
    else if (at.event === "correction") correction(page, questions, context);
    else questionsOf(page, questions, context);
    const today = form.querySelector("#q-on");
    if (today && DATED_TODAY.has(at.event)) today.value = page.opened.day;
    const day = form.querySelector("#q-on-day");
    if (day && DATED_TODAY.has(at.event)) day.value = page.opened.day;
    const watch = watchPanel();
    const lead = made("div", {}, ...crumbs(event.title), ...intro(page), form, ...sendPart());
    work.append(made("div", { class: "desk" }, lead, watch));
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
  function textsToTranslate({ original }, questions) {
    return original.texts.map(([name], index) => {
      const { label } = questions.find((question) => question.name === name) ?? { label: upper(name) };
      return { name, label, says: "The same, in the other language.", control: "text", needed: true, index };
    });
  }

  /** Offer the data of the contracts that a breach is about. */
  function suggest(page) {
    const named = []
      .concat(page.entry?.contract ?? [], answerOf("contract") ?? [])
      .map((id) => entries.get(`contracts/${id}`));
    const elements = named.flatMap((contract) => Object.values(contract?.data ?? {}).flat());
    for (const each of page.asks) each.control?.suggest?.(elements);
  }

  /** Add the questions to a form: what is needed first, and the rest in folds. */
  function questionsOf(page, questions, context) {
    page.asks = allAsked(questions, context);
    const needed = page.asks.findIndex((each) => each.question.needed);
    const isFirst = (each, i) =>
      each.question.first || each.question.only_if_none || i < needed || page.asks.length < 8;
    const first = made("section", { class: "part" }, made("h2", {}, "What the notice needs"));
    const rest = made(
      "section",
      { class: "part" },
      made("h2", {}, "The rest ", made("span", {}, "if you have a minute")),
    );
    for (const [i, each] of page.asks.entries()) {
      if (isFirst(each, i)) first.append(each.node);
      else {
        const stands = context.stands?.(each.question);
        rest.append(
          made(
            "details",
            { class: "fold" },
            made("summary", {}, each.question.label, stands && made("b", {}, ` · ${shortened(stands)}`)),
            each.node,
          ),
        );
      }
    }
    page.form.append(first, ...(rest.children.length > 1 ? [rest] : []));
  }

  /** Return which files of an entry an event can be about, each with its words. */
  function noticeChoices({ at, entry }) {
    if (!["correction", "withdrawal"].includes(at.event) || entry.group) return [];
    const files = (entry.files ?? []).filter((name) => at.event === "withdrawal" || kindIn(name) !== "correction");
    return ["", ...files].map((name) => [name, fileWords(entry, name)]);
  }

  function anchorOf(page) {
    return page.onlyAnchor ?? checked("anchor")[0] ?? "";
  }

  /** Let a person choose the fields of a notice that are wrong. */
  function correction(page, questions, context) {
    const { entry } = page;
    const part = made("section", { class: "part" });
    const menu = made("select", { id: "field" });
    const box = made("div", { class: "picked" });
    const add = made("button", { type: "button", class: "button quiet" }, "Add");
    const more = entry.group ? [] : allAsked(questions, context); // when, and why
    const rest = made("section", { class: "part" }, more.map((each) => each.node));
    page.asks = [...more];
    const indexes = () =>
      entry.group
        ? data.settings[entry.group]
        : data.kinds[anchorOf(page) ? kindIn(anchorOf(page)) : kindOfEntry(entry.id)].corrections;
    const possible = () =>
      allAsked(
        indexes().map((index) => ({ ...data.questions[index], first: false, isPicked: true })),
        { ...context, isCorrection: true },
      );
    const fill = () =>
      menu.replaceChildren(
        ...possible().map((each) => made("option", { value: each.question.name }, each.question.label)),
      );
    page.pick = (name) => {
      const field = slug(name); // of a reminder, such as “Notified at”
      const isNamed = ({ question, inner }) =>
        question.name === name || [{ question }, ...(inner ?? [])].some((one) => slug(one.question.name) === field);
      const each = possible().find(isNamed);
      if (!each || page.picked.includes(each.question.name)) return;
      page.picked.push(each.question.name);
      const removal = choice("checkbox", `remove-${each.question.name}`, "yes", "It should not be there at all", {
        isUnsure: true,
      });
      if (!entry.group) each.node.append(made("ul", { class: "pick" }, removal));
      const yes = each.node.querySelector(`[name="g-${each.question.name}"][value="yes"]`);
      if (yes) yes.checked = true;
      page.asks.push(each);
      box.append(each.node);
    };
    add.onclick = () => {
      page.pick(menu.value);
      update();
    };
    page.form.addEventListener("change", ({ target }) => {
      if (target.name !== "anchor") return;
      box.replaceChildren();
      page.asks = [...more];
      page.picked = [];
      fill();
      update();
    });
    const hint = made(
      "p",
      { class: "hint" },
      "Give all of what it should say. The page then says what is right, since when, and what it said before. What has changed since is no mistake: choose an update or a renewal for that.",
    );
    part.append(hint, made("div", { class: "when" }, labeled("What is wrong or missing?", menu), add), box);
    page.form.append(part, ...(more.length ? [rest] : []));
    page.fill = fill;
  }

  /** Return the list that stands, of which a later notice names only changes. */
  function standing(entry, { name }) {
    if (name === "involves" || name === "collects") return Object.values(entry.data ?? {}).flat();
    return {
      "not-involved": entry["not-involved"],
      schools: entry.schools,
      grades: entry.grades,
      subcontractors: entry.subcontractors,
    }[name];
  }

  /** Return in words what was published. */
  function publishedText(entry, { name }) {
    const schools = (entry.schools ?? []).map((id) => data.schools.find(([each]) => each === id)?.[1] ?? id);
    const texts = {
      students: entry.students && `${entry.students} students`,
      summary: entry.summary,
      schools: list.format(schools),
      grades: (entry.grades ?? []).join(", "),
      "next-update": entry["next-update"] && inWords(entry["next-update"]),
      expires: entry.expires && inWords(entry.expires, { weekday: undefined, year: "numeric" }),
    };
    return texts[name] ?? "";
  }

  /** Return what stands above the questions. */
  function intro({ at, entry }) {
    const parts = [];
    if (FAMILY.has(at.event)) {
      const told = made(
        "p",
        {},
        made("strong", {}, "Tell families first. "),
        "If your repository is public, anyone can read the file the moment you commit it.",
      );
      parts.push(made("div", { class: "panel edge open", id: "first" }, told));
    }
    if (entry) {
      const other = made("a", { href: `#event=${at.event}` }, "Another one");
      parts.push(
        made(
          "p",
          { class: "panel edge" },
          made("b", {}, titleOf(entry)),
          entry.company ? `, ${entry.company} · ` : " · ",
          other,
        ),
      );
    }
    if (at.event === "resolved" && entry.closed)
      parts.push(made("p", { class: "panel edge", id: "over" }, "This breach is over already. Here you open it again."));
    parts.push(
      made(
        "p",
        { class: "kept" },
        "Your draft stays in this tab, even if you reload the page. Close the tab and it is gone. Nothing is sent until the last step.",
      ),
    );
    return parts;
  }

  /** Uncheck “not known yet” if there is an answer, and the other way around. */
  function onlyOne(target) {
    const ask = target.closest(".ask");
    const isBox = (input) => /checkbox|radio/.test(input.type);
    const isInstead = (input) => /-(?:instead|none)$/.test(input.name ?? "");
    if (!ask || !target.value || target.type === "search" || (isBox(target) && !target.checked)) return;
    for (const input of ask.querySelectorAll("input, textarea")) {
      const isOfOther = input.closest(".ask") !== ask || input.type === "search" || input.name?.startsWith("remove-");
      if (input === target || isOfOther || !(isInstead(target) || isInstead(input))) continue;
      if (isBox(input)) input.checked = false;
      else input.value = "";
    }
  }

  // What is in view: the deadline, what is missing, and what families read first

  function watchPanel() {
    const section = (id, title, ...nodes) =>
      made("section", { id, class: id === "due" ? "due" : undefined }, made("h2", {}, title), ...nodes);
    const summary = made(
      "summary",
      {},
      made("span", {}, made("b", { id: "left" }), made("small", { id: "short" })),
      made("span", { class: "more", id: "more" }),
    );
    const inside = made(
      "div",
      { class: "inside" },
      section("due", "Deadline", made("div", { id: "due-text" })),
      section(
        "missing",
        "Still missing",
        made("div", { role: "status" }, made("ul", { class: "todo", id: "now" })),
        made("h3", {}, "Can come later"),
        made("ul", { class: "todo", id: "later" }),
      ),
      section("reads", "What families read first", made("div", { class: "first", id: "reading" })),
    );
    return made(
      "aside",
      { class: "watch", "aria-label": "Deadline, what is missing, and what families will read" },
      made("details", { open: true }, summary, inside),
    );
  }

  /** Open the panel on a wide screen; on a phone it starts as one line. */
  function fitWatch() {
    const panel = work.querySelector(".watch > details");
    if (panel) panel.open = wide.matches;
  }

  function isVisible({ question }) {
    if (question.not_of_district && answerOf("by") === "district") return false;
    if (question.only_if_none) return isNone(`q-${question.only_if_none}`) && answerOf("by") !== "district";
    return true;
  }

  function answerOf(name) {
    return shown.asks.find((each) => each.question.name === name)?.answer();
  }

  /** Show everything that follows from the answers, and keep them. */
  function update() {
    const page = shown;
    if (!page) return;
    excludeTaken(page);
    const faults = [];
    for (const each of page.asks) {
      const isOn = isVisible(each);
      each.node.hidden = !isOn;
      const fold = each.node.closest("details.fold");
      if (fold && fold.contains(each.node) && fold.parentNode.matches(".part")) fold.hidden = !isOn;
      if (!isOn) continue;
      for (const one of each.inner && each.isOpen() ? each.inner : each.inner ? [] : [each]) {
        const fault = one.fault();
        one.error.textContent = fault;
        one.error.hidden = !fault;
        one.node.classList.toggle("wrong", Boolean(fault));
        for (const input of one.node.querySelectorAll("input:not([type=checkbox], [type=radio]), textarea")) {
          if (fault && input.value) input.setAttribute("aria-invalid", "true");
          else input.removeAttribute("aria-invalid");
        }
        if (fault) faults.push([one.node.id, `Fix: ${one.question.label}`]);
      }
    }
    document.title = `${faults.length ? "Error: " : ""}${page.event.title} · ${siteTitle}`;
    const file = fileOf(page);
    const missing = missingOf(page);
    const due = showDeadline(page);
    showSimilar(page);
    showMissing(faults, missing, due);
    showReading(page);
    showSend(page, file, [...faults, ...missing.now]);
    keepDraft(page, file.text);
  }

  /** What was taken cannot be checked as not taken. */
  function excludeTaken(page) {
    const elementsOf = (name) => page.asks.find((each) => each.question.name === name)?.elements() ?? [];
    const taken = elementsOf("involves");
    for (const box of work.querySelectorAll('input[name="q-not-involved"]')) {
      const isTaken = taken.some((element) => sameElement(element, box.value));
      if (isTaken === box.disabled) continue;
      box.disabled = isTaken;
      if (isTaken) box.checked = false;
      if (isTaken) box.nextElementSibling.append(made("small", {}, "You checked it as taken"));
      else box.nextElementSibling.querySelector("small").remove();
    }
  }

  /** Ask about a notice that may be of the same contract or breach, which would be on the site twice. */
  function showSimilar(page) {
    if (!["contract", "breach"].includes(page.at.event)) return;
    const isContract = page.at.event === "contract";
    const title = answerOf("product")?.toLowerCase();
    const chosen = [].concat(answerOf("contract") ?? []);
    const isSame = ({ id, contract, closed, title: other }) =>
      isContract
        ? id.startsWith("contracts/") && other.toLowerCase() === title
        : id.startsWith("breaches/") && !closed && [].concat(contract ?? []).some((each) => chosen.includes(each));
    const similar = data.entries.find(isSame);
    const said = similar?.id ?? "";
    if (page.similar === said) return;
    page.similar = said;
    document.getElementById("similar")?.remove();
    if (!similar) return;
    const event = isContract ? "change" : "update";
    const link = made(
      "a",
      { href: `#event=${event}&notice=${similar.id}` },
      isContract ? "Was it renewed or changed?" : "Do you know more about it?",
    );
    const words = isContract
      ? `${similar.title} is on the website already. `
      : `There is an open notice of a breach of ${similar.title}. `;
    document
      .getElementById(isContract ? "ask-q-product" : "ask-q-contract")
      .append(made("p", { class: "read", id: "similar", role: "status" }, words, link));
  }

  function missingOf(page) {
    const now = [];
    const later = [];
    for (const each of page.asks.filter(isVisible)) {
      const { question } = each;
      if (each.isAnswered() || checked(`remove-${question.name}`).length) continue;
      const isToTell = question.name === "notified" && !question.needed;
      const row = [each.node.id, isToTell ? "Tell families, then say when" : question.label];
      if (each.inner && each.isOpen()) {
        now.push(
          ...each.inner
            .filter((one) => one.question.needed && !one.isAnswered())
            .map((one) => [one.node.id, one.question.label]),
        );
      } else if (question.needed || page.picked.includes(question.name) || (isToTell && page.at.event === "breach"))
        now.push(row);
      else if (!question.only_if_none) later.push(row);
    }
    if (page.at.event === "correction" && !page.picked.length) now.push(["field", "Choose what is wrong"]);
    if (page.at.event === "deletion" && !page.asks.some((each) => each.answer()))
      now.push([page.asks[0].node.id, "One of the days"]);
    return { now, later };
  }

  function showMissing(faults, { now, later }, due) {
    const row =
      (name) =>
      ([id, words]) =>
        made(
          "li",
          { class: name || undefined },
          made("a", { href: `#${id}`, onclick: (click) => goTo(click, id) }, words),
        );
    const rows = [...faults, ...now];
    const status = document.getElementById("now");
    const words = JSON.stringify(rows);
    if (status.dataset.words !== words) {
      status.replaceChildren(
        ...(rows.length ? rows.map(row("fix")) : [made("li", { class: "done" }, "Nothing: you can continue")]),
      );
      status.dataset.words = words;
    }
    document
      .getElementById("later")
      .replaceChildren(...(later.length ? later.map(row("")) : [made("li", { class: "done" }, "Nothing")]));
    document.getElementById("more").textContent = rows.length ? `${rows.length} to do now` : "Ready";
    document.getElementById("left").textContent = due?.left ?? "Your notice";
    document.getElementById("short").textContent = due?.short ?? "";
  }

  /** Go to a question, which may be in a fold, without a new address. */
  function goTo(click, id) {
    click.preventDefault();
    const panel = work.querySelector(".watch > details");
    if (!wide.matches) panel.open = false;
    const node = document.getElementById(id);
    const fold = node.closest("details.fold");
    if (fold) fold.open = true;
    node.scrollIntoView();
    (node.matches("select, input") ? node : node.querySelector("input:not([type=search]), textarea, select"))?.focus({
      preventScroll: true,
    });
  }

  /** Show each limit that runs, and return the words of the one that ends first. */
  function showDeadline(page) {
    const box = document.getElementById("due-text");
    const limits = limitsOf(page).sort((one, other) => one.ends - other.ends);
    document.getElementById("due").hidden = !limits.length;
    if (!limits.length) return undefined;
    const told = toldOf(page);
    const [first] = limits;
    const said = limits.map((limit) =>
      made(
        "p",
        {},
        `${limit.do} by `,
        made("b", {}, inWords(limit.last)),
        limit.isExact ? "" : ". Add the time: it is counted from the minute",
      ),
    );
    const verdict =
      told &&
      verdictOf(
        told,
        limits.find((limit) => limit.done === "notified"),
      );
    const left = timeLeft(first.ends);
    const isOver = first.ends <= Date.now();
    const now = verdict ?? (isOver ? `${left}: do it now, and write the true date` : left);
    box.replaceChildren(...said, made("p", { class: "left-text" }, now));
    return {
      left: verdict ?? left,
      short: `${first.do} by ${inWords(first.last, { weekday: "short", month: "short" })}`,
    };
  }

  /** Say whether a limit was in force on a day. */
  function isInForce({ since, until }, from) {
    const day = from.slice(0, 10);
    return day >= since && (!until || day <= until);
  }

  /** Return the limits of an event: what to do, and by when. */
  function limitsOf(page) {
    const by = answerOf("by") ?? "contractor";
    if (page.at.event === "notified") {
      const isTicked = (entry, [anchor]) => [].concat(answerOf("of") ?? []).includes(anchor ? `${entry.id}/${anchor}` : entry.id);
      const ticked = data.entries.flatMap((entry) => (entry.untold ?? []).filter((each) => isTicked(entry, each)));
      return ticked.flatMap(([, from, field]) =>
        data.limits
          .filter((limit) => from && limit.from === field && limit.done === "notified" && isInForce(limit, from))
          .map((limit) => ({ ...limit, ...deadline(from, limit.limit, limit.unit) })),
      );
    }
    return data.limits.flatMap((limit) => {
      const from = answerOf(limit.from);
      const isOurs = limit.from === "executed" || limit.by === by;
      return isOurs && /^\d{4}-\d\d-\d\d/.test(from ?? "") && isInForce(limit, from)
        ? [{ ...limit, ...deadline(from, limit.limit, limit.unit) }]
        : [];
    });
  }

  function toldOf(page) {
    const message = { at: answerOf("at"), by: answerOf("by") };
    const told = page.kind === "message" ? message : answerOf("notified");
    return typeof told === "object" && told.at && told.by ? told : undefined;
  }

  /** Say whether families were told in time, as far as the answers say it. */
  function verdictOf({ at, by }, limit) {
    if (!limit) return undefined;
    if (!ELECTRONIC.some((word) => by.includes(word))) return "Told, but not by email, text or app message";
    const last = at.split(" to ").at(-1);
    const [day, time] = last.split(" ");
    if (momentOf(day, time ?? "23:59") < limit.ends) return "✓ Told in time";
    if (momentOf(day, time ?? "00:00") >= limit.ends) return "Told, but late";
    return "Told. Add the time: nobody can tell from the day if it was in time";
  }

  /** Show the beginning of the page that families read. */
  function showReading(page) {
    const reading = document.getElementById("reading");
    const isBreach = FAMILY.has(page.at.event);
    const isContract = page.at.event === "contract";
    document.getElementById("reads").hidden = !(isBreach || isContract || page.at.event === "withdrawal");
    const text = (name, otherwise = "") => {
      const answer = answerOf(name);
      return typeof answer === "string" ? answer : otherwise;
    };
    const dataAsk = page.asks.find((each) => ["involves", "collects"].includes(each.question.name));
    const elements = dataAsk?.elements() ?? [];
    const named = elements.map(lower).join(", ");
    if (page.at.event === "withdrawal") {
      const what = fileWords(page.entry, anchorOf(page));
      reading.replaceChildren(
        made("h3", {}, "Withdrawn"),
        made("p", {}, made("s", {}, `${titleOf(page.entry)}: ${what}`)),
        made("p", {}, text("reason", "The reason is not written yet.")),
      );
      return;
    }
    if (!isBreach) {
      reading.replaceChildren(
        made("h3", {}, text("product") || text("contractor") || "The product"),
        made("p", {}, text("description")),
        made(
          "p",
          {},
          made("b", {}, "May know: "),
          dataAsk?.answer() === "nothing" ? "no student data" : named || "not answered yet",
        ),
      );
      return;
    }
    const count = text("students", page.entry?.students ?? "") || page.entry?.students || "";
    const spared = page.asks.find((each) => each.question.name === "not-involved")?.elements() ?? [];
    const who =
      count && count !== "unknown"
        ? `${upper(count.replace(/\d+/, (digits) => number.format(digits)))} students.`
        : "Number of students: not known yet.";
    const steps = dataAsk?.answer() === "nothing" ? [] : stepsFor(elements);
    reading.replaceChildren(
      made("h3", {}, "Is my child affected?"),
      made("p", {}, who),
      made("h3", {}, "What happened"),
      made("p", {}, text("text") || text("summary") || page.entry?.summary || "Not written yet."),
      made("p", {}, made("b", {}, "Data involved: "), named || "not known yet"),
      made("p", {}, made("b", {}, "Not involved: "), spared.map(lower).join(", ") || "not known yet"),
      made("h3", {}, "What you can do"),
      made(
        "ol",
        {},
        steps.map((step) => made("li", {}, step)),
      ),
    );
  }

  // The last step

  function sendPart() {
    const part = (id, title) =>
      made("section", { class: "part send", id }, made("h2", {}, title), made("div", { id: `${id}-body` }));
    const after = part("after", "Then");
    after.hidden = true;
    return [part("send", "The last step"), after];
  }

  /** Show the file and the buttons, if nothing in it looks like data about a student. */
  function showSend(page, file, before) {
    const body = document.getElementById("send-body");
    const found = findings(file.text);
    const isSure = body.querySelector("#sure")?.checked && body.dataset.found === JSON.stringify(found);
    const state = JSON.stringify([file, before, isSure, pull.branch, FAMILY.has(page.at.event) && isTold(page)]);
    if (body.dataset.state === state) return;
    body.dataset.state = state;
    body.dataset.found = JSON.stringify(found);
    const nodes = [];
    if (before.length) {
      const rows = before.map(([id, words]) =>
        made("li", { class: "fix" }, made("a", { href: `#${id}`, onclick: (click) => goTo(click, id) }, words)),
      );
      nodes.push(
        made("div", { id: "before" }, made("h3", {}, "Before you continue"), made("ul", { class: "todo" }, rows)),
      );
    }
    if (found.length) nodes.push(suspects(found, isSure));
    else nodes.push(made("p", { class: "checked" }, "✓ We found no student’s name or number in your words."));
    if (!found.length || isSure) nodes.push(...buttons(page, file));
    else nodes.push(...fileShown(file));
    const focused = document.activeElement?.id;
    const isBranch = focused === "branch" && body.contains(document.activeElement);
    body.replaceChildren(...nodes);
    if (isBranch) document.getElementById(focused)?.focus();
  }

  function suspects(found, isSure) {
    const rows = found.map(({ kind, words }) => made("li", {}, `“${words}” looks like ${kind}.`));
    const sure = choice("checkbox", "sure", "yes", "None of this is about a student", { isOn: Boolean(isSure) });
    sure.querySelector("input").id = "sure";
    sure.querySelector("input").onchange = update;
    return made(
      "div",
      { class: "panel edge open" },
      made("h3", {}, "Is this about one student?"),
      made("ul", {}, rows),
      made("p", {}, "Take it out: what you commit stays in the history of GitHub and of your browser."),
      made("ul", { class: "pick" }, sure),
    );
  }

  /** Return the file as it will be: its path and its text. */
  function fileShown(file) {
    const path = made("p", { class: "path" }, file.isSettings ? "Lines for " : "A new file: ", made("code", {}, file.path));
    return [path, made("pre", { class: "notation", tabIndex: 0, id: "notation" }, file.text)];
  }

  function isTold(page) {
    return Boolean(toldOf(page)) || answerOf("notified") === "earlier";
  }

  function buttons(page, file) {
    const rest = `?filename=${encodeURIComponent(file.path)}`;
    const whole = onGitHub("new", `${rest}&value=${encodeURIComponent(file.text)}`);
    const isShort = encodeURIComponent(whole).length <= MAX_ADDRESS;
    const isFilledIn = isShort && !file.isSettings;
    const address = file.isSettings ? onGitHub("edit", `/${file.path}`) : isShort ? whole : onGitHub("new", rest);
    const isEarly = FAMILY.has(page.at.event) && !isTold(page);
    const copyFirst = isEarly || !data.repository || file.isSettings;
    const said = made("span", { role: "status", class: "said" });
    const copy = made("button", { type: "button", id: "copy", class: copyFirst ? "button" : "button quiet" }, "Copy the text");
    const copied = async () => {
      const isDone = await isCopied(file.text);
      said.textContent = isDone ? "Copied." : "The text is selected above. Copy it with your keyboard or menu.";
    };
    copy.onclick = async () => {
      await copied();
      if (!isEarly) sent(page, file);
    };
    const go = made("a", { id: "go", href: address, target: "_blank", rel: "noopener" }, "Go to GitHub");
    go.className = copyFirst ? "button quiet" : "button";
    go.onclick = () => {
      if (!isFilledIn) copied();
      sent(page, file);
    };
    const upload = page.asks.find((each) => each.control?.isUpload?.());
    return [
      ...(upload ? [uploadPart(file)] : []),
      ...fileShown(file),
      made("div", { class: "buttons" }, ...(copyFirst ? [copy, address && go] : [go, copy]).filter(Boolean)),
      said,
      ...hints(file, { isEarly, isShort }),
      ...(pull.branch && !upload && !document.querySelector("#after-body #branch") ? [branchPart()] : []),
    ];
  }

  /** Say what to do on GitHub. */
  function hints(file, { isEarly, isShort }) {
    const hint = (...words) => made("p", { class: "hint" }, ...words);
    if (file.isSettings) {
      const where = file.text.split(":")[0];
      return [
        hint(
          "“Go to GitHub” copies these lines, and opens the settings. Find ",
          made("code", {}, `${where}:`),
          " there, and add what is missing below it; what stands there already, change. Everything else stays.",
        ),
      ];
    }
    if (!data.repository && !pull.branch)
      return [
        hint(
          "On GitHub, in the repository of your notices, choose Add file, then Create new file. Write the path above as its name, and paste the text below it.",
        ),
      ];
    return [
      isEarly && hint("If your repository is public, families must not learn this from GitHub. Tell them first, or keep the text until you have."),
      isShort
        ? hint("“Go to GitHub” opens GitHub’s editor with the file filled in. If your school’s filter blocks the link, copy the text.")
        : hint("The text is too long for a link. “Go to GitHub” copies it, and opens GitHub’s editor with the name alone: paste the text there."),
      hint(
        "There, choose ",
        made("i", {}, "Commit changes…"),
        ", ",
        made("i", {}, "Create a new branch … and start a pull request"),
        ", and then ",
        made("i", {}, "Create pull request"),
        ". A colleague reviews it. This page keeps your draft until you close it.",
      ),
    ].filter(Boolean);
  }

  /** Say where the PDF goes, and which name it gets. */
  function uploadPart() {
    const link = made(
      "a",
      { href: onGitHub("upload", "/content/files"), target: "_blank", rel: "noopener", id: "upload" },
      "Put the PDF on GitHub",
    );
    const steps = [
      ["Name the file on your computer ", made("code", {}, pdfName()), "."],
      [data.repository ? link : "Put it into content/files on GitHub", ": choose Create a new branch … and start a pull request."],
      ["Then give us the address of that branch, so that the notice comes to the same pull request:"],
    ];
    return made(
      "div",
      { class: "panel edge" },
      made("h3", {}, "First the PDF"),
      made(
        "ol",
        {},
        steps.map((step) => made("li", {}, ...step)),
      ),
      branchPart(),
    );
  }

  /** Remember that a file was made, and say what comes after it. */
  function sent(page, file) {
    if (file.isSettings) return;
    page.sent = file.id;
    pull.files = [...pull.files.filter(({ id }) => id !== file.id), { ...file, text: undefined }];
    keep(PULL, pull);
    keepDraft(page, file.text);
    const after = document.getElementById("after");
    const link = (address, words) => made("li", {}, made("a", { href: address }, words));
    const translated = file.texts.length ? data.languages : [];
    const rows = [
      ...translated.map(([tag, name]) => link(`#event=translation&notice=${file.id}&language=${tag}`, `Add this in ${name}`)),
      file.isNotice && link(`#event=notified&notice=${file.id}`, "We have told families"),
      file.isNotice &&
        made(
          "li",
          {},
          made("b", {}, "Print the letter"),
          ": it is ready in your pull request, under Checks, Check, letters.",
        ),
      link("#", "Something else happened"),
    ].filter(Boolean);
    document.getElementById("after-body").replaceChildren(
      made(
        "p",
        {},
        "If the check finds a mistake, it is beside its line under ",
        made("i", {}, "Files changed"),
        " in your pull request. Click ",
        made("i", {}, "⋯"),
        " above the file, then ",
        made("i", {}, "Edit file"),
        ", and fix it there. That is right until the pull request is merged.",
      ),
      ...(document.querySelector("#send-body #branch") ? [] : [branchPart()]),
      made("ul", { class: "next" }, rows),
    );
    after.hidden = false;
  }

  /** Say whether a text could be copied; if not, it is selected on the page. */
  async function isCopied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      getSelection().selectAllChildren(document.getElementById("notation"));
      return document.execCommand("copy");
    }
  }

  function nameOf(page) {
    const chosen = [].concat(answerOf("contract") ?? []).map((id) => entries.get(`contracts/${id}`)?.title);
    return (page.entry && titleOf(page.entry)) || chosen.find(Boolean) || answerOf("product") || answerOf("contractor") || "";
  }

  // A draft: what is in the inputs of an event, until the tab is closed

  function keyOf(at) {
    return `desk ${at.event} ${at.entry} ${at.language}`;
  }

  function keepDraft(page, text) {
    const inputs = {};
    for (const input of page.form.querySelectorAll("input, textarea, select")) {
      const isBox = /checkbox|radio/.test(input.type);
      if (input.type !== "search" && input.id && (isBox || input.value))
        inputs[input.id] = isBox ? input.checked : input.value;
    }
    keep(keyOf(page.at), { inputs, text, picked: page.picked, sent: page.sent });
  }

  function readDraft(at) {
    return kept(keyOf(at));
  }

  /** Fill in a draft; if the page has changed since, show what was written. */
  function restoreDraft(page) {
    const draft = readDraft(page.at);
    const fill = () => {
      for (const [id, value] of Object.entries(draft?.inputs ?? {})) {
        const input = document.getElementById(id);
        if (!input || !page.form.contains(input)) continue;
        if (typeof value === "boolean") input.checked = value;
        else input.value = value;
      }
    };
    if (draft) fill();
    suggest(page);
    page.fill?.();
    for (const name of [...(draft?.picked ?? []), ...page.at.fields]) page.pick?.(name);
    if (!draft) return;
    fill();
    page.sent = draft.sent;
    if (page.sent) page.form.before(sentAlready(page));
    if (draft.text !== fileOf(page).text) {
      const old = made("pre", { class: "notation", tabIndex: 0 }, draft.text);
      page.form.before(
        made(
          "div",
          { class: "panel edge open", id: "changed" },
          made(
            "p",
            {},
            "This page has changed since you wrote your draft. Check each answer below. This is what you had written:",
          ),
          old,
        ),
      );
    }
  }

  /** Say that a draft is a file already, and offer to begin another one. */
  function sentAlready(page) {
    const again = made("button", { type: "button", class: "button quiet" }, "Begin another one");
    again.onclick = () => {
      keep(keyOf(page.at), null);
      show();
    };
    return made("div", { class: "panel edge" }, made("p", {}, "You have taken this file to GitHub already."), again);
  }

  wide.addEventListener("change", fitWatch);
  addEventListener("hashchange", show);
  setInterval(() => shown && showDeadline(shown), MINUTE);
  show();

  // For a test, which compares these with what the program itself does.
  globalThis.desk = {
    deadline,
    local,
    findings,
    topicsOf: (element) => topicsOf(element).map(({ name }) => name),
    fileText,
    kindOf,
    idOf,
    isLine: (name) => shown.asks.flatMap((each) => each.inner ?? each).some((each) => `${each.question.name.replaceAll(".", "-")}` === name && each.question.is_line),
  };
})();
