// The desk: asks the questions of an event, counts the deadline, shows what families will read first, and writes
// the answers in the notation of an entry. It sends nothing: the last step is a link to a form on GitHub.
//
// The page has all that it knows as JSON, which `generator/authoring/desk.py` describes. An answer is a text, a list
// of texts, or a group of answers by their names; undefined is no answer. A draft lives in this tab.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const start = document.getElementById("start");
  const work = document.getElementById("work");
  document.getElementById("plain").remove();
  const entries = new Map(data.entries.map((entry) => [entry.id, entry]));
  const siteTitle = document.title;
  const wide = matchMedia("(min-width: 64rem)");
  // An address may have 8,191 bytes, and the page where a person signs in has it encoded once more:
  // https://github.com/github/docs/issues/5136
  const MAX_ADDRESS = 6_000;
  const MAX_ENCODED = 8_000;
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;

  // Words

  const MEANS = ["email", "text message", "app message", "letter", "phone call"];
  const ELECTRONIC = MEANS.slice(0, 3);
  const FAMILY = new Set(["breach", "update"]); // events that families of a breach must know of
  const RESTATING = new Set(["update", "change"]); // events that restate what was published
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
      ...data.entries.map((e) => `${e.title} ${e.company ?? ""}`),
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
  const topicsOf = remembered((element) => {
    const plain = words(
      element
        .replace(/['’]/g, "")
        .replaceAll("#", " number")
        .replace(/(?<=\b\p{L})\.\s?(?=\p{L}\b)/gu, ""),
    );
    const text = plain.join(" ").replaceAll("_", " ");
    return topics.filter((topic) => topic.pattern.test(text.replace(topic.never, "")));
  });

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
      const control = typed(ask, input);
      const fault = () =>
        input.value.trim() &&
        !/^https?:\/\/\S+$/i.test(input.value.trim()) &&
        "Write an address that begins with https://.";
      return { ...control, fault };
    },
    text: (ask) => typed(ask, made("textarea", { id: ask.id })),
    lines(ask) {
      const area = made("textarea", { id: ask.id, class: "few" });
      if (ask.before) area.value = ask.before.join("\n");
      const items = () =>
        area.value
          .split("\n")
          .map((line) => line.trim())
          .filter(Boolean);
      const answer = () => {
        const isSame = ask.before && items().join("\n") === ask.before.join("\n");
        return items().length && !isSame ? items() : undefined;
      };
      return { input: area, nodes: [area], hint: "One on each line.", answer };
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
      const last = made("input", { id: `${ask.id}-last`, type: "date" });
      const several = choice("checkbox", `${ask.id}-several`, "yes", "It took several days", {
        open: labeled("Last day", last),
      });
      const isSeveral = () => checked(`${ask.id}-several`).length > 0;
      return {
        nodes: [node, made("ul", { class: "pick" }, several)],
        answer() {
          if (!day.value) return undefined;
          const first = `${day.value}${time.value ? ` ${time.value}` : ""}`;
          return isSeveral() && last.value ? `${first} to ${last.value}` : first;
        },
        fault() {
          if (!day.value) return time.value ? "Add the day." : "";
          if (isSeveral() && !last.value) return "Add the last day.";
          if (isSeveral() && last.value < day.value) return "The last day is before the first.";
          return ahead(ask, day.value, isSeveral() ? "" : time.value) || (isSeveral() && ahead(ask, last.value, ""));
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
        answer: () => (isNone(ask.id) ? undefined : orNothing(checked(ask.id))),
        isAnswered: () => isNone(ask.id) || checked(ask.id).length > 0,
      };
    },
    means(ask) {
      const rows = MEANS.map((word) => choice("checkbox", ask.id, word, upper(word)));
      const other = made("input", { id: `${ask.id}-other`, type: "text", autocomplete: "off" });
      const law = made(
        "p",
        { class: "law" },
        "A letter or a call alone may not be enough: the law asks for an electronic notice.",
      );
      const answer = () => [...checked(ask.id), other.value.trim()].filter(Boolean);
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
          more: "The next page has a place for the file",
        }),
        choice("radio", kind, "web", "It is on a website", { open: labeled("Address of the contract", input) }),
        choice("radio", kind, "", "Not yet", { isUnsure: true, isOn: true }),
      ];
      const isOnWeb = () => checked(kind)[0] === "web";
      return {
        nodes: [made("ul", { class: "pick" }, rows)],
        answer: () => (isOnWeb() && input.value.trim()) || undefined,
        isAnswered: () => checked(kind)[0] === "upload" || Boolean(isOnWeb() && input.value.trim()),
        fault: () =>
          isOnWeb() &&
          input.value &&
          !/^https?:\/\/\S+$/i.test(input.value.trim()) &&
          "Write an address that begins with https://.",
      };
    },
  };

  /** Return a control of a single input, whose text is the answer. */
  function typed(ask, input) {
    if (ask.question.example && input.type !== "number") input.placeholder = `for example: ${ask.question.example}`;
    return { input, nodes: [input], answer: () => input.value.replaceAll("\r\n", "\n").trim() || undefined };
  }

  function dayAndTime(id, words) {
    const day = made("input", { id: `${id}-day`, type: "date" });
    const time = made("input", { id: `${id}-time`, type: "time" });
    return { day, time, node: made("div", { class: "when" }, labeled(words, day), labeled("Time", time, "time")) };
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
      const typed = other.value
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      return [
        ...checked(ask.id),
        ...typed.filter((element) => !checked(ask.id).some((each) => sameElement(each, element))),
      ];
    };
    return {
      nodes: [
        finder(ask.id, "Find a kind of data, such as ssn, lunch or iep", rows, isFound),
        ...nodes,
        labeled("Other, one on each line", other, "finder"),
      ],
      elements,
      answer: () => restated(ask, elements()),
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

  /** Return a list, or if one was published what is added to it and removed, or undefined if nothing is. */
  function restated(ask, items) {
    const before = ask.before ?? [];
    if (!before.length) return orNothing(items);
    const added = items.filter((item) => !before.some((each) => sameElement(each, item)));
    const removed = before.filter((item) => !items.some((each) => sameElement(each, item)));
    if (!added.length && !removed.length) return undefined;
    return { ...(added.length ? { add: added } : {}), ...(removed.length ? { remove: removed } : {}) };
  }

  function orNothing(items) {
    return items.length ? items : undefined;
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
    const ask = { question, id, before };
    const control = CONTROLS[question.control](ask);
    const instead = (question.words ?? []).filter(([word]) => !(before?.length && word === "nothing"));
    const boxes = instead.map(([word, words]) => choice("checkbox", `${id}-instead`, word, words, { isUnsure: true }));
    const error = made("p", { class: "error", id: `${id}-error`, hidden: true });
    const isSingle = Boolean(control.input);
    const says = [marked(question.says), control.hint && ` ${control.hint}`];
    const hint = made("p", { class: "hint", id: `${id}-hint` }, ...says);
    const stands = context.stands?.(question);
    const shown = stands ? made("p", { class: "stands" }, "Published: ", made("b", {}, stands)) : "";
    const later = question.needed ? "" : made("span", { class: "later" }, " (can come later)");
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
  function allAsked(indexes, context) {
    const questions = indexes.map((index) => data.questions[index]);
    const found = [];
    const isOnly = new Set(questions.map((question) => question.name.split(".")[0])).size === 1;
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

  // The notation of an entry

  const PLAIN = /^[\p{L}\p{N}](?:[\p{L}\p{N} .()'’/&+%$_;–-]|,(?! *$)|:(?=[\p{L}\p{N}/]))*$/u;
  const NO_TEXT = /^(?:null|~|true|false|yes|no|on|off)$/i;
  const MAX_WIDTH = 100;

  /** Return a text on one line, in quotation marks if it could be read in another way. */
  function scalar(text, isInBrackets) {
    const isPlain = PLAIN.test(text) && text === text.trim() && !NO_TEXT.test(text) && !/\s{2}/.test(text);
    const isSafe = !isInBrackets || !/[,[\]{}]|:(?![\p{L}\p{N}/])/u.test(text);
    return isPlain && isSafe ? text : JSON.stringify(text);
  }

  function inBrackets(value) {
    if (typeof value === "string") return scalar(value, true);
    if (Array.isArray(value)) return `[${value.map(inBrackets).join(", ")}]`;
    return `{${Object.entries(value)
      .map(([name, inner]) => `${name}: ${inBrackets(inner)}`)
      .join(", ")}}`;
  }

  /** Return fields as lines of YAML. */
  function yaml(fields, indent = "") {
    return fields.flatMap(([name, value]) => {
      if (typeof value === "string") {
        const lines = value.split("\n");
        if (lines.length === 1 || /^\s/.test(value)) return [`${indent}${name}: ${scalar(value, false)}`];
        return [`${indent}${name}: |-`, ...lines.map((line) => (line.trim() ? `${indent}  ${line}` : ""))];
      }
      const flow = `${indent}${name}: ${inBrackets(value)}`;
      const hasLines = !Array.isArray(value) && JSON.stringify(value).includes("\\n");
      if (flow.length <= MAX_WIDTH && !hasLines) return [flow];
      if (Array.isArray(value))
        return [`${indent}${name}:`, ...value.map((item) => `${indent}  - ${scalar(item, true)}`)];
      return [`${indent}${name}:`, ...yaml(Object.entries(value), `${indent}  `)];
    });
  }

  // The page

  /** Return the event and the notice that the address names, and fields to begin with. */
  function place() {
    const query = new URLSearchParams(location.hash.slice(1));
    const notice = query.get("notice") ?? "";
    const named = /^https?:/.test(notice) ? (ofPage(notice) ?? "") : notice; // or any page, such as the record
    const [section, id, anchor = ""] = named.split("/");
    const fields = (query.get("fields") ?? "").split(",").filter(Boolean);
    return { event: query.get("event") ?? "", entry: id ? `${section}/${id}` : "", anchor, fields };
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
    const event = data.events[at.event];
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
    if (event.sections?.length && !entries.has(at.entry)) chooseEntry(at, event);
    else askEvent(at, event);
    work.querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  function crumbs(title) {
    const back = made("a", { href: "#" }, "The desk");
    document.title = `${title} · ${siteTitle}`;
    return [made("nav", { class: "crumbs", "aria-label": "You are here" }, back), made("h1", { tabIndex: -1 }, title)];
  }

  /** Ask which notice it is about. */
  function chooseEntry(at, event) {
    const isPossible = (entry) =>
      event.sections.includes(entry.id.split("/")[0]) && (!entry.withdrawn || at.event === "correction");
    const possible = data.entries.filter(isPossible).sort((one, other) => Boolean(one.closed) - Boolean(other.closed));
    const items = possible.map((entry) => {
      const kind = { breaches: "Breach", schools: "School" }[entry.id.split("/")[0]];
      const small = [kind, entry.company, entry.closed && "closed"].filter(Boolean).join(" · ");
      return made(
        "li",
        {},
        made("a", { href: `#event=${at.event}&notice=${entry.id}` }, entry.title),
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
    const context = {
      before: (question) => (isLater ? standing(entry, question) : undefined),
      stands: (question) => (isLater ? publishedText(entry, question) : ""),
    };
    const form = made("form", { noValidate: true, onsubmit: (event) => event.preventDefault() });
    const page = { at, event, entry, form, asks: [], picked: [] };
    shown = page;
    const anchors = noticeChoices(page);
    if (at.event === "notified" && !anchors.length) return allTold(page);
    if (anchors.length > 1) {
      const rows = anchors.map(([anchor, words], i) =>
        choice("radio", "anchor", anchor, words, { isOn: anchor === at.anchor || (!at.anchor && !i) }),
      );
      form.append(
        made("fieldset", { class: "ask" }, made("legend", {}, "Which notice?"), made("ul", { class: "pick" }, rows)),
      );
    } else if (anchors.length) page.onlyAnchor = anchors[0][0];
    if (at.event === "correction") correction(page, context);
    else questionsOf(page, event.questions, context);
    const watch = watchPanel();
    const lead = made("div", {}, ...crumbs(event.title), ...intro(page), form, sendPart());
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

  /** Offer the data of the contracts that a breach is about. */
  function suggest(page) {
    const named = []
      .concat(page.entry?.contract ?? [], answerOf("contract") ?? [])
      .map((id) => entries.get(`contracts/${id}`));
    const elements = named.flatMap((contract) => contract?.data ?? []);
    for (const each of page.asks) each.control?.suggest?.(elements);
  }

  /** Add the questions to a form: what is needed first, and the rest in folds. */
  function questionsOf(page, indexes, context) {
    page.asks = allAsked(indexes, context);
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

  /** Return which notices of an entry an event can be about, each with its words. */
  function noticeChoices({ at, entry }) {
    const named = (anchor) => (anchor ? upper(anchor.replaceAll("-", " ")) : "The first notice");
    if (at.event === "withdrawal") {
      const withdrawn = (anchor) => anchor.endsWith("withdrawal") || entry.anchors.includes(`${anchor}-withdrawal`);
      const later = (entry.anchors ?? []).filter((anchor) => !withdrawn(anchor));
      return [["", "All of it"], ...later.map((anchor) => [anchor, `Only ${anchor.replace("-", " ")}`])];
    }
    if (at.event === "correction") return ["", ...(entry.anchors ?? [])].map((anchor) => [anchor, named(anchor)]);
    if (at.event !== "notified") return [];
    return (entry.untold ?? []).map(([anchor]) => [anchor, named(anchor)]);
  }

  function anchorOf(page) {
    return page.onlyAnchor ?? checked("anchor")[0] ?? "";
  }

  /** Say that families were told of every notice, and ask what was sent. */
  function allTold({ at, event, entry }) {
    const isBreach = entry.id.startsWith("breaches/");
    const link = (name, words) => made("li", {}, made("a", { href: `#event=${name}&notice=${entry.id}` }, words));
    const links = [
      link(isBreach ? "update" : "change", isBreach ? "News about the breach" : "The contract was renewed or changed"),
      link("correction", "The date or the way that we published is wrong"),
    ];
    work.append(
      ...crumbs(event.title),
      made(
        "p",
        {},
        made("b", {}, entry.title),
        ": every notice has its date already, and that stays in the record. What was sent now?",
      ),
      made("ul", {}, links),
    );
  }

  function groupOf(anchor) {
    return anchor.endsWith("withdrawal") ? "withdrawal" : anchor.split("-")[0];
  }

  /** Let a person choose the fields of a notice that are wrong. */
  function correction(page, context) {
    const section = page.entry.id.split("/")[0];
    const part = made("section", { class: "part" });
    const menu = made("select", { id: "field" });
    const box = made("div", {});
    const add = made("button", { type: "button", class: "button quiet" }, "Add");
    const possible = () => allAsked(data.corrections[section][groupOf(anchorOf(page))], context);
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
      const removal = choice("checkbox", `remove-${each.question.name}`, "yes", "Take it out of the notice", {
        isUnsure: true,
      });
      each.node.append(made("ul", { class: "pick" }, removal));
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
      page.asks = [];
      page.picked = [];
      fill();
      update();
    });
    const hint = made("p", { class: "hint" }, "Give all of what it should say: it replaces what the notice says now.");
    part.append(hint, made("div", { class: "when" }, labeled("What is wrong or missing?", menu), add), box);
    page.form.append(part);
    page.fill = fill;
  }

  /** Return the list that stands, of which a later notice names only changes. */
  function standing(entry, { name }) {
    if (name === "involves" || name === "collects") return entry.data ?? [];
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
        "If your repository is public, anyone can read your answers the moment you submit them.",
      );
      parts.push(made("div", { class: "panel edge open", id: "first" }, told));
    }
    if (entry) {
      const other = made("a", { href: `#event=${at.event}` }, "Another one");
      parts.push(
        made(
          "p",
          { class: "panel edge" },
          made("b", {}, entry.title),
          entry.company ? `, ${entry.company} · ` : " · ",
          other,
        ),
      );
    }
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
    const fields = fieldsOf(page);
    const text = `${yaml(fields).join("\n")}\n`;
    const missing = missingOf(page);
    const due = showDeadline(page);
    showSimilar(page);
    showMissing(faults, missing, due);
    showReading(page);
    showSend(page, text, [...faults, ...missing.now]);
    keepDraft(page, text);
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

  /** Return the fields of the answers, as the form on GitHub takes them. */
  function fieldsOf(page) {
    const { at, entry } = page;
    const fields = [["event", at.event]];
    if (entry) {
      const anchor = noticeChoices(page).length ? anchorOf(page) : "";
      fields.push(["notice", anchor ? `${entry.id}/${anchor}` : entry.id]);
    }
    if (RESTATING.has(at.event)) fields.push(["after", entry.last ? `${entry.id}/${entry.last}` : entry.id]);
    const answers = page.asks.filter(isVisible).map((each) => [each.question.name, each.answer()]);
    if (at.event !== "correction") return [...fields, ...answers.filter(([, value]) => value !== undefined)];
    const isGone = ([name]) => checked(`remove-${name}`).length > 0;
    const gone = answers.filter(isGone).map(([name]) => name);
    const set = answers.filter((answer) => !isGone(answer) && answer[1] !== undefined);
    return [
      ...fields,
      ...(set.length ? [["set", Object.fromEntries(set)]] : []),
      ...(gone.length ? [["remove", gone]] : []),
    ];
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
      } else if (question.needed || page.at.event === "correction" || (isToTell && page.at.event === "breach"))
        now.push(row);
      else if (!question.only_if_none) later.push(row);
    }
    if (page.at.event === "correction" && !page.asks.length) now.push(["field", "Choose what is wrong"]);
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
      const [, from, field] = page.entry.untold.find(([anchor]) => anchor === anchorOf(page)) ?? [];
      return data.limits
        .filter((limit) => from && limit.from === field && limit.done === "notified" && isInForce(limit, from))
        .map((limit) => ({ ...limit, ...deadline(from, limit.limit, limit.unit) }));
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
    const told = page.asks.find((each) => each.question.name === "notified")?.answer();
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
    document.getElementById("reads").hidden = !(isBreach || page.at.event === "contract");
    const text = (name, otherwise = "") => {
      const answer = answerOf(name);
      return typeof answer === "string" ? answer : otherwise;
    };
    const dataAsk = page.asks.find((each) => ["involves", "collects"].includes(each.question.name));
    const elements = dataAsk?.elements() ?? [];
    const named = elements.map(lower).join(", ");
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
    return made(
      "section",
      { class: "part send", id: "send" },
      made("h2", {}, "The last step"),
      made("div", { id: "send-body" }),
    );
  }

  /** Show the buttons, if nothing looks like data about a student. */
  function showSend(page, text, before) {
    const body = document.getElementById("send-body");
    const found = findings(text);
    const isSure = body.querySelector("#sure")?.checked && body.dataset.found === JSON.stringify(found);
    const state = JSON.stringify([text, before, isSure]);
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
    if (!found.length || isSure) nodes.push(...buttons(page, text));
    else nodes.push(notation(text));
    body.replaceChildren(...nodes);
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
      made("p", {}, "Take it out: what you send stays in the history of GitHub and of your browser."),
      made("ul", { class: "pick" }, sure),
    );
  }

  function buttons(page, text) {
    const title = `${page.event.form}: ${nameOf(page)}`;
    const query = (answers) =>
      new URLSearchParams({ template: "desk.yml", title, ...(answers && { answers }) })
        .toString()
        .replaceAll("+", "%20");
    const whole = `${data.repository}/issues/new?${query(text)}`;
    const isShort = whole.length <= MAX_ADDRESS && encodeURIComponent(whole).length <= MAX_ENCODED;
    const address = isShort ? whole : `${data.repository}/issues/new?${query("")}`;
    const told = toldOf(page);
    const copyFirst =
      !isShort || !data.repository || (FAMILY.has(page.at.event) && !told && answerOf("notified") !== "earlier");
    const copied = made("span", { role: "status", class: "said" });
    const copy = made(
      "button",
      { type: "button", id: "copy", class: copyFirst ? "button" : "button quiet" },
      "Copy my answers",
    );
    copy.onclick = async () => {
      copied.textContent = (await isCopied(text))
        ? "Copied."
        : "They are selected below. Now copy them with your keyboard or menu.";
    };
    const go =
      data.repository &&
      made(
        "a",
        {
          id: "continue",
          class: copyFirst ? "button quiet" : "button",
          href: address,
          target: "_blank",
          rel: "noopener",
        },
        "Continue on GitHub",
      );
    const hint = !data.repository
      ? "Copy your answers. On GitHub, in the repository of your notices, choose Issues, New issue, “From the desk”, and paste them into the box."
      : isShort
        ? "“Continue on GitHub” opens a form with one box that holds all your answers. Click Create there, and then the link in the comment; a colleague reviews it. If your school’s filter blocks the link, copy your answers and paste them there."
        : "Your answers are too long for a link. Copy them first; “Continue on GitHub” then opens an empty form, where you paste them into the box.";
    const file = page.asks.some(
      (each) => each.question.control === "file" && checked("q-agreement-kind")[0] === "upload",
    );
    return [
      made("div", { class: "buttons" }, ...(copyFirst ? [copy, go] : [go, copy])),
      copied,
      made(
        "p",
        { class: "hint" },
        hint,
        file ? " Drop the PDF into the second box there." : "",
        " This page keeps your draft until you close it.",
      ),
      notation(text),
    ];
  }

  function notation(text) {
    const name = `${slug(nameOf(shown)) || "answers"}.yaml`;
    const link = made(
      "a",
      { href: `data:text/yaml;charset=utf-8,${encodeURIComponent(text)}`, download: name },
      "Download it as a file",
    );
    return made(
      "details",
      { class: "fold" },
      made("summary", {}, "See what will be sent"),
      made("pre", { class: "notation", tabIndex: 0, id: "notation" }, text),
      made("p", {}, link),
    );
  }

  /** Say whether a text could be copied; if not, it is selected on the page. */
  async function isCopied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const shown = document.getElementById("notation");
      shown.closest("details").open = true;
      getSelection().selectAllChildren(shown);
      return document.execCommand("copy");
    }
  }

  function nameOf(page) {
    const chosen = [].concat(answerOf("contract") ?? []).map((id) => entries.get(`contracts/${id}`)?.title);
    return (
      page.entry?.title || chosen.find(Boolean) || answerOf("product") || answerOf("contractor") || "not named yet"
    );
  }

  // A draft: what is in the inputs of an event, until the tab is closed

  function keyOf(at) {
    return `desk ${at.event} ${at.entry}`;
  }

  function keepDraft(page, text) {
    const inputs = {};
    for (const input of page.form.querySelectorAll("input, textarea, select")) {
      const isBox = /checkbox|radio/.test(input.type);
      if (input.type !== "search" && input.id && (isBox || input.value))
        inputs[input.id] = isBox ? input.checked : input.value;
    }
    try {
      sessionStorage.setItem(keyOf(page.at), JSON.stringify({ inputs, text, picked: page.picked }));
    } catch {
      // A browser that keeps nothing: the page works without it.
    }
  }

  function readDraft(at) {
    try {
      return JSON.parse(sessionStorage.getItem(keyOf(at)) ?? "null");
    } catch {
      return null;
    }
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
    const text = `${yaml(fieldsOf(page)).join("\n")}\n`;
    if (draft.text !== text) {
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
    yaml,
  };
})();
