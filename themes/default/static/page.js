// What a page does besides being read: it can be shared and printed, a text can be copied, and this device can remember a
// school and a grade. Nothing is sent: what is remembered stays in the browser's storage until a person forgets it.
// Everything else on a page works without this script.
"use strict";

(() => {
  const SCHOOL = /schools\/([^/]+)\/(?:index\.html)?$/;
  const GRADE = /^#grade-(PK|K|\d+)$/;
  const scripts = new URL(".", document.currentScript.src); // all pages of a site have the same
  const key = `my school ${scripts.pathname}`;
  const byId = (id) => document.getElementById(id);
  const found = location.pathname.match(SCHOOL);

  for (const tools of document.querySelectorAll(".tools")) tools.hidden = false;
  for (const button of document.querySelectorAll(".tools button")) button.addEventListener("click", () => use(button));
  for (const menu of document.querySelectorAll(".choices")) listen(menu);
  if (found) atSchool();
  else if (byId("mine")) elsewhere();

  // The school and the grade, such as “south#grade-3”; nothing if the browser keeps nothing.
  function remembered() {
    try {
      const [, id, hash] = (localStorage.getItem(key) ?? "").match(/^([a-z0-9-]+)(#.*)?$/) ?? [];
      return id ? { id, hash: GRADE.test(hash) ? hash : "" } : null;
    } catch {
      return null;
    }
  }

  function remember(id, hash) {
    try {
      localStorage.setItem(key, id + hash);
    } catch {
      // the browser is full, and keeps what it had
    }
  }

  function forget() {
    try {
      localStorage.removeItem(key);
    } catch {
      // nothing was kept
    }
  }

  // On the page of a school: a tap remembers it, and from then on the grade that is looked at.
  function atSchool() {
    const id = found[1];
    const isMine = () => remembered()?.id === id;
    const grade = () => (GRADE.test(location.hash) ? location.hash : "");
    const show = () => {
      byId("remember").hidden = isMine();
      byId("remembered").hidden = byId("forget").hidden = !isMine();
    };
    byId("keep").hidden = !canRemember() && !isMine();
    byId("remember").addEventListener("click", () => {
      remember(id, grade());
      show();
      byId("forget").focus();
    });
    byId("forget").addEventListener("click", () => {
      forget();
      show();
      byId("remember").focus();
    });
    addEventListener("hashchange", () => {
      if (isMine() && grade()) remember(id, grade());
    });
    show();
    if (isMine() && !location.hash) location.replace(remembered().hash || "#all-grades");
  }

  // On another page: a link to the school, by the name that it has now. What is no longer on the list is forgotten.
  function elsewhere() {
    const mine = remembered();
    if (!mine) return;
    const link = [...document.querySelectorAll("#schools a")].find(({ href }) => new URL(href).pathname.match(SCHOOL)?.[1] === mine.id);
    if (!link) {
      forget();
      return;
    }
    const shown = byId("mine").querySelector("a");
    const [, id] = GRADE.exec(mine.hash) || [];
    const grade = byId("mine").dataset.grades.split("; ")[{ PK: 0, K: 1 }[id] ?? Number(id) + 1];
    shown.href = link.href.replace(/#.*/, "") + mine.hash;
    shown.textContent = [link.textContent.trim(), grade].filter(Boolean).join(" · ");
    byId("mine").hidden = false;
    byId("forget").addEventListener("click", () => {
      forget();
      byId("mine").hidden = true;
      byId("mine").nextElementSibling?.querySelector("a, input, summary")?.focus();
    });
  }

  // Whether the browser keeps anything at all, which only trying tells.
  function canRemember() {
    try {
      localStorage.setItem(`${key}?`, "");
      localStorage.removeItem(`${key}?`);
      return true;
    } catch {
      return false;
    }
  }

  // Share, print, or copy the text that a button is about.
  async function use(button) {
    const { name } = button;
    if (name === "print") print();
    else if (name === "share" && navigator.share) await navigator.share({ title: document.title, url: location.href }).catch(() => {});
    else say(button, await copied(name === "share" ? location.href : textOf(button)));
  }

  function textOf(button) {
    return byId(button.value).value;
  }

  function say(button, isCopied) {
    const said = button.parentNode.querySelector("[role=status]");
    said.textContent = isCopied ? said.dataset.copied : said.dataset.failed;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      return false;
    }
  }

  // A request for several products: what is checked stands in the text and in the email. Only what the chosen school uses
  // is offered, at first the one that is remembered, and what is checked already.
  function listen(form) {
    const school = byId("at");
    const mine = [...(school?.options ?? [])].find(({ value }) => value === remembered()?.id);
    if (mine) mine.selected = true;
    const text = byId("request-text");
    const links = [...form.querySelectorAll("a[href^='mailto:']")];
    const begun = new Map(links.map((link) => [link, link.href]));
    const show = () => {
      for (const label of form.querySelectorAll(".boxes [class]")) {
        label.hidden = school?.value && !label.classList.contains(`at-${school.value}`) && !label.querySelector(":checked");
      }
      const names = [...form.querySelectorAll("input:checked")].map(({ value }) => value);
      text.value = [text.dataset.text, ...names].join("\n");
      for (const [link, href] of begun) link.href = `${href}${encodeURIComponent(`\n\n${names.join("\n")}`)}`;
    };
    form.addEventListener("change", show);
    addEventListener("pageshow", show); // a browser that goes back has the choices again
    show();
  }
})();
