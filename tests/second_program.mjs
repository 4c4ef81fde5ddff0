// A second reader and writer of the common format, made from docs/format.md and its schema alone.
// It needs nothing but Node.
//
//     node second_program.mjs read FILE.json ...     what families and states ask of files
//     node second_program.mjs names names.json       the published examples, as this program has them
//     node second_program.mjs write ROWS.json        a file from rows of a list
import { readFileSync } from "node:fs";

const DAY = 24 * 60 * 60 * 1000;
const LEGAL = / (?:inc|incorporated|llc|corp|corporation|ltd|limited|co|company|lp|plc|pbc|gmbh)$/;
const EDITION =
  / (?:for schools|for education|edu|(?:pk|k|\d{1,2}) \d{1,2}|district license|school edition|online|web|platform|app|premium|20\d\d(?: (?:20)?\d\d)?)$/;

// Join it

function plain(name) {
  const letters = name.replace(/[®™©]/g, "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return letters.replaceAll("&", " and ").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function withoutEnd(words, end) {
  for (;;) {
    const shorter = words.replace(end, "");
    if (shorter === words) return words;
    words = shorter;
  }
}

const vendorName = (name) => withoutEnd(plain(name ?? ""), LEGAL).replaceAll(" ", "");

function productNames(name, vendor) {
  const whole = withoutEnd(plain(name ?? ""), EDITION).replaceAll(" ", "");
  const maker = vendorName(vendor);
  const rest = maker && whole.startsWith(maker) ? whole.slice(maker.length) : "";
  return [...new Set([whole, rest])].filter(Boolean).sort();
}

const hostOf = (address) => (address ? new URL(address).hostname.replace(/^www\./, "") : "");
const isBelow = (a, b) => a === b || a.endsWith(`.${b}`);
const share = (a, b) => a.some((item) => b.includes(item));

function isOneProduct(a, b) {
  if (share(a.product.same_as ?? [], b.product.same_as ?? [])) return true;
  const names = [a, b].map((each) => productNames(each.product.name, each.vendor.name));
  const makers = [a, b].map((each) => vendorName(each.vendor.name));
  const [first, second] = [a, b].map((each) =>
    [hostOf(each.product.website), hostOf(each.vendor.website)].filter(Boolean),
  );
  const isOneMaker =
    share(a.vendor.same_as ?? [], b.vendor.same_as ?? []) ||
    (makers[0] && makers[0] === makers[1]) ||
    first.some((x) => second.some((y) => isBelow(x, y) || isBelow(y, x)));
  return Boolean(isOneMaker && share(...names));
}

function isOneIncident(a, b, all) {
  const linked = [a, b].map((each) => each.incident?.same_as ?? []);
  const typed = linked.map((links) => [...new Set(links.filter((link) => link.startsWith("hibp:")))]);
  if (typed[0].length === 1 && typed[1].length === 1 && typed[0][0] === typed[1][0]) return true;
  const named = (links, notice) =>
    links.includes(notice.id) ||
    (links.includes(notice.url) && all.filter((other) => other.url === notice.url).length === 1);
  return named(linked[0], b) && named(linked[1], a);
}

// Read it

function productsOf(notice) {
  const products = notice.products ?? (notice.product ? [notice.product] : []);
  return products.map((product) => ({ product, vendor: notice.vendor ?? {} }));
}

// The status of a breach: a withdrawal wins, whatever else is there.
function statusOf(notice) {
  if (notice.withdrawn) return "withdrawn";
  return notice.resolved ? "resolved" : (notice.status ?? "unknown");
}

// From what began to the last family that was told, in hours, or in days if one is only a day.
function toldAfter(item) {
  const began = item.executed ?? item.received;
  const told = item.notified?.until ?? item.notified?.at;
  if (!began || !told || began.length < 10 || told.length < 10) return null;
  if (began.length > 10 && told.length > 10) {
    return { hours: (Date.parse(told) - Date.parse(began)) / (DAY / 24) };
  }
  return { days: (Date.parse(told.slice(0, 10)) - Date.parse(began.slice(0, 10))) / DAY };
}

// What held after each item of the history: `was`, and after the last what the notice says now.
function statements(notice) {
  const items = notice.history ?? [];
  return items.map((item, i) => (i < items.length - 1 ? (item.was ?? null) : notice));
}

function read(paths) {
  const files = paths.map((path) => JSON.parse(readFileSync(path, "utf8")));
  for (const file of files) {
    if (file.format !== "student-data-notices/1") throw new Error(`not ours: ${file.format}`);
  }
  const tell = (file, notice) => ({ ...notice, publisher: notice.publisher ?? file.publisher });
  const of = (section) =>
    files.flatMap((file) => (file[section] ?? []).map((notice) => tell(file, notice)));
  const [contracts, breaches] = [of("contracts"), of("breaches")];
  const pairs = (items, isOne) =>
    items.flatMap((a, i) => items.slice(i + 1).filter((b) => isOne(a, b)).map((b) => [a.id, b.id]));
  return {
    ssn: contracts.filter((each) => each.topics?.includes("ssn")).map((each) => each.id),
    status: Object.fromEntries(breaches.map((each) => [each.id, statusOf(each)])),
    told: Object.fromEntries(
      [...contracts, ...breaches].flatMap((each) =>
        (each.history ?? []).map((item) => [item.id, toldAfter(item)]),
      ),
    ),
    students: Object.fromEntries(
      breaches.map((each) => [each.id, statements(each).map((held) => held?.students ?? null)]),
    ),
    products: pairs(contracts, (a, b) =>
      productsOf(a).some((x) => productsOf(b).some((y) => isOneProduct(x, y))),
    ),
    incidents: pairs(breaches, (a, b) => isOneIncident(a, b, breaches)),
    removed: files.flatMap((file) => (file.removed ?? []).map((each) => each.id)),
    indexed: files.flatMap((file) => (file.files ?? []).map((each) => each.url)),
    languages: contracts.flatMap((each) => Object.keys(each.translations ?? {})),
  };
}

// Write it

function write(path) {
  const rows = JSON.parse(readFileSync(path, "utf8"));
  const contracts = rows.map((row, i) => ({
    id: `tag:northfield.example,2026:${i + 1}`,
    url: "https://northfield.example/apps",
    product: { name: row.app },
    vendor: { name: row.company },
    modified: new Date(row.added).toISOString(), // with milliseconds, as every program of Node has
    elements: row.data,
    history: [{ id: `tag:northfield.example,2026:${i + 1}`, kind: "contract", posted: row.added }],
    law: { "us-il": { listed: row.listed } },
  }));
  return {
    $schema: "https://w3id.org/student-data-notices/1/schema.json",
    format: "student-data-notices/1",
    publisher: {
      name: "Northfield Schools",
      url: "https://northfield.example/apps",
      country: "US",
      state: "IL",
      time_zone: "America/Chicago",
      coverage: { contracts: "some" },
    },
    contracts,
  };
}

function names(path) {
  const examples = JSON.parse(readFileSync(path, "utf8"));
  return {
    vendors: examples.vendors.map(({ name }) => ({ name, normalized: vendorName(name) })),
    products: examples.products.map(({ name, vendor }) => ({
      name,
      vendor,
      normalized: productNames(name, vendor),
    })),
  };
}

const [command, ...paths] = process.argv.slice(2);
const result = command === "read" ? read(paths) : command === "names" ? names(...paths) : write(...paths);
console.log(JSON.stringify(result));
