"""The notices of a site in the format for all publishers, see `FORMAT` and docs/format.md.

Its schema, `docs/schema/student-data-notices-1.json`, is written by hand. A new field of an entry
is not part of it until a line here and in the schema says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from generator import FORMAT, SCHEMA
from generator.content.data_elements import topics_of
from generator.content.open_data import as_json
from generator.content.shapes import Json
from generator.core.dates import When
from generator.core.model import Breach, Change, Contract, Entry, Translation
from generator.core.notices import Notice, notices
from generator.core.publication import BREACH_NOTICES, BUILT, NOTICES
from generator.core.site import Posting, Site
from generator.site.data_schema import STATEMENTS
from generator.site.urls import page_path

Object = dict[str, Any]  # of JSON
NATION, STATE = "US", "CT"  # of every district with the duties of Connecticut's law
# What the format calls a topic of `content/data_elements.py`, if it has another name for it.
TOPIC_CODES = {"social-security": "ssn"}
ADDRESS_OR_ID = "(?i)https?://|tag:|hibp:"


def _places(table: str) -> Object:
    """Return the properties of the format with their names in our own data, and its groups."""
    places: Object = {}
    for words in table.split():
        name, _, place = words.partition("=")
        *groups, last = (place or name).split(".")
        inner = places
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[last] = name
    return places


NOTICE = _places(
    "id page=url modified revised language withdrawn same_breach=incident.same_as "
    "upstream=incident.upstream related=incident.related product=product.name "
    "aliases=product.aliases product_website=product.website same_product=product.same_as "
    "products contractor=vendor.name vendor_aliases=vendor.aliases website=vendor.website number "
    "contracts status description purpose elements topics effective executed expires agreement "
    "form joined privacy_policy security subcontractors occurred discovered received learned "
    "resolved not_involved students students_precision summary offers offers_until next_update "
    "schools grades deletion body=text translations history kind=law.us-ct.kind "
    "basis=law.us-ct.basis collects=law.us-ct.collects involves=law.us-ct.involves "
    "terms=law.us-ct.terms hub=law.us-ct.hub legacy=law.us-ct.legacy"
)


def placed(values: Mapping[str, Json], places: Object = NOTICE) -> Object:
    """Return the values that have a place in the format, in its order, without those unknown."""
    result: Object = {}
    for name, source in places.items():
        if isinstance(source, str):
            value = values.get(source)
            if value is not None:
                result[name] = _known(value)
        elif group := placed(values, source):
            result[name] = group
    return result


def _known(value: Json) -> Json:
    """Return a value without the properties that are null, at any depth."""
    if isinstance(value, dict):
        return {name: _known(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [_known(item) for item in value]
    return value


@dataclass(frozen=True)
class CommonFormat:
    """What a site says in the common format."""

    site: Site

    def head(self, path: str, schools: list[Object]) -> Object:
        """Return the facts at the top of the file with this path."""
        settings = self.site.settings
        is_of_breaches = path == BREACH_NOTICES
        entries = self.site.breaches if is_of_breaches else self.site.entries
        newest = max(entries, key=lambda entry: self._news[entry.path].start, default=None)
        head = {
            "$schema": SCHEMA,
            "format": FORMAT,
            "self": f"{settings.url}{path}",
            "formerly": [f"{url.rstrip('/')}/{path}" for url in settings.formerly] or None,
            "built": f"{settings.url}{BUILT}",
            "updated": newest and self._modified(newest),
            "publisher": self._publisher(schools),
            "removed": self._removed("breaches/" if is_of_breaches else "") or None,
        }
        return {name: _known(value) for name, value in head.items() if value is not None}

    def _publisher(self, schools: list[Object]) -> Object:
        """Return who publishes the file: the district."""
        settings = self.site.settings
        return {
            "name": settings.district,
            "url": settings.url,
            "ids": [f"nces:{settings.nces}"] if settings.nces else None,
            "country": NATION,
            "state": STATE,
            "time_zone": settings.zone.key,
            "contact": {name: as_json(value) for name, value in settings.contact._asdict().items()},
            "license": settings.license or None,
            "coverage": {name: as_json(value) for name, value in settings.coverage.items()} or None,
            "schools": schools or None,
        }

    def index(self) -> Object:
        """Return the index of the files of this site."""
        url, name = self.site.settings.url, self.site.settings.district
        files = [
            {"url": f"{url}{NOTICES}", "publisher": name, "contracts": True, "breaches": True},
            {"url": f"{url}{BREACH_NOTICES}", "publisher": name, "breaches": True},
        ]
        return {"$schema": SCHEMA, "format": FORMAT, "files": files}

    def notice(self, entry: Entry, own: Object) -> Object:
        """Return an entry as a notice of the format, made from its object in our own data."""
        all_notices = notices(entry)
        revised = self._posting(all_notices[0]).changed
        added: Object = {
            "id": self._id(own["notices"][0]["id"]),
            "modified": self._modified(entry),
            "revised": revised and revised.when(self.site.now.tzinfo).iso,
            "language": self.site.settings.languages[0],
            "translations": self._translations(entry) or None,
            **self._stated(own),
        }
        if isinstance(entry, Breach):
            added |= self._of_breach(entry, own)
        else:
            added |= _of_contract(entry, own)
        history = [
            self._item(entry, notice, item, own, is_last=i == len(all_notices) - 1)
            for i, (notice, item) in enumerate(zip(all_notices, own["notices"], strict=True))
        ]
        return placed({**own, **added, "history": history})

    @cached_property
    def _news(self) -> dict[str, When]:
        """When the district last gave news of each entry, by its path."""
        return {entry.path: self._news_of(entry) for entry in self.site.entries}

    def _news_of(self, entry: Entry) -> When:
        """Return when the district last gave news of an entry, as far as that has come.

        It is the newest date of its notices, its end, and the deletion of its data; of an old
        entry without these, any date that it has, or else when this site began. What only git
        knows does not count: it is often known later than the notice.
        """
        told = [when for notice in notices(entry) for when in _dates_of_news(notice)]
        others: list[When | None] = []
        if isinstance(entry, Breach):
            told += [entry.resolved]
            others = [entry.learned, entry.discovered, entry.occurred and entry.occurred.last]
        elif entry.deletion:
            told += [entry.deletion.asked, entry.deletion.confirmed]
        for dates in (told, others):
            come = [when for when in dates if when and when.has_begun(self.site.now)]
            if come:
                return max(come, key=lambda when: when.start)
        first = self._posting(notices(entry)[0]).first
        return (first and first.when(self.site.now.tzinfo)) or self._beginning

    def _modified(self, entry: Entry) -> str:
        """Return when the last news was, which may be known by its year only."""
        news = self._news[entry.path]
        is_guess = news is self._beginning and not self.site.settings.since
        return self._feed_date if is_guess else news.iso

    @property
    def _feed_date(self) -> str:
        """The date in the name for the feeds, such as 2026: the district had this name by then."""
        return self.site.settings.feed_authority.rpartition(",")[2]

    @cached_property
    def _beginning(self) -> When:
        """Since when there is this site: as the settings say, or the date of the feeds' name."""
        settings = self.site.settings
        start = datetime.fromisoformat(f"{self._feed_date}-01-01"[:10])
        return settings.since or When(start.replace(tzinfo=settings.zone), "day")

    def _id(self, own: str) -> str:
        return f"tag:{self.site.settings.feed_authority}:{own}"

    def _posting(self, notice: Notice) -> Posting:
        postings = self.site.postings
        return (postings and postings.get(notice.id)) or Posting(None)

    def _removed(self, section: str) -> list[Object]:
        """Return the notices that the site had once, according to git."""
        here = {f"{entry.section}/{entry.id}" for entry in self.site.entries}
        return [
            {"id": self._id(id), "on": posting.removed.when(self.site.now.tzinfo).day.isoformat()}
            for id, posting in sorted((self.site.postings or {}).items())
            if posting.removed and posting.first and id.count("/") == 1
            if id not in here and id.startswith(section or ("contracts/", "breaches/"))
        ]

    def _stated(self, values: Object) -> Object:
        """Return the elements of all kinds of data, their topics, and the form of a contract."""
        kinds = values.get("collects", values.get("involves"))
        elements = kinds and [element for kind in kinds.values() for element in kind or ()]
        terms = values.get("terms")
        form = terms and terms["form"]
        # Words of another language are not recognized.
        is_english = self.site.settings.languages[0].partition("-")[0] == "en"
        codes = [TOPIC_CODES.get(topic, topic) for topic in topics_of(elements or ())]
        return {
            "elements": elements,
            "topics": codes if elements is not None and is_english else None,
            "form": "us-ct:cet-addendum" if form == "cet-addendum" else form,
            "terms": terms and {name: terms[name] for name in ("checked", "missing")},
        }

    def _of_breach(self, breach: Breach, own: Object) -> Object:
        """Return what only a breach has, apart from its fields."""
        products = [_product(self._contracts[id], breach) for id in breach.contract]
        names = own["products"] or [own["product"]]
        status = own["status"]
        return {
            "same_breach": _links(own["also_reported_by"]),
            "upstream": _links(own["upstream"]),
            "related": _links(own["related"]),
            "product": None,
            "products": products or [{"name": name} for name in names if name] or None,
            "website": (self._contracts[breach.contract[0]].website or None)
            if breach.contract
            else None,
            "contracts": [self._id(f"contracts/{id}") for id in breach.contract] or None,
            "status": None if status == "unrecorded" else status,
        }

    @cached_property
    def _contracts(self) -> dict[str, Contract]:
        return {contract.id: contract for contract in self.site.contracts}

    def _item(
        self, entry: Entry, notice: Notice, item: Object, own: Object, *, is_last: bool
    ) -> Object:
        """Return an item of the history, with what held after it unless it is the last."""
        statement = item["data"] or {name: own[name] for name in STATEMENTS[entry.section]}
        text = notice.item.text if notice.item else None
        return {
            "id": self._id(item["id"]),
            "kind": notice.kind,
            **{name: as_json(when) for name, when in _named_dates(notice).items()},
            "posted": as_json(notice.posted or self._seen(notice)),
            "notified": item["notified"],
            "told_earlier": item.get("told_earlier") or None,
            "withdrawn": item.get("withdrawn"),
            "url": item["page"],
            "text": as_json(text),
            "was": None if is_last else placed({**statement, **self._stated(statement)}),
        }

    def _seen(self, notice: Notice) -> When | None:
        """Return since when a notice is on the site, according to git, if nobody doubts that."""
        posting = self._posting(notice)
        if posting.first is None or posting.is_doubtful:
            return None
        return posting.first.when(self.site.now.tzinfo)

    @cached_property
    def _translated(self) -> dict[tuple[str, str], list[Translation]]:
        found: dict[tuple[str, str], list[Translation]] = {}
        for translation in self.site.translations:
            found.setdefault((translation.section, translation.id), []).append(translation)
        return found

    def _translations(self, entry: Entry) -> Object:
        """Return the translated texts of an entry by language, and those of its history by id."""
        of_entry = self._translated.get((entry.section, entry.id), ())
        languages = sorted({translation.language for translation in of_entry})
        return {
            language: self._translation(
                entry, language, [each for each in of_entry if each.language == language]
            )
            for language in languages
        }

    def _translation(self, entry: Entry, language: str, files: Iterable[Translation]) -> Object:
        page = page_path(entry).removesuffix("index.html")
        texts: Object = {"url": f"{self.site.settings.url}{language}/{page}"}
        ids = {notice.loc: notice.id for notice in notices(entry)}
        items: dict[str, Object] = {}
        for (*at, name), text in (pair for each in files for pair in each.texts.items()):
            inner = texts
            if at:
                if tuple(at) not in ids:
                    continue  # a line of the history, which is no notice
                id = self._id(ids[tuple(at)])
                inner = items.setdefault(id, {"id": id})
            inner["text" if name in ("body", "reason") else str(name)] = as_json(text)
        return {**texts, **({"history": [*items.values()]} if items else {})}


def _of_contract(contract: Contract, own: Object) -> Object:
    """Return what only a contract has, apart from its fields: earlier names and other pages."""
    terms = contract.terms_in_effect
    products = dict.fromkeys((*(each.product for each in terms), *(own["aliases"] or ())))
    vendors = dict.fromkeys(each.contractor for each in terms)
    return {
        "aliases": [name for name in products if name not in ("", contract.product)] or None,
        "vendor_aliases": [name for name in vendors if name not in ("", contract.contractor)]
        or None,
        "same_product": _pages(own["hub"], own["same_as"]),
    }


def _product(contract: Contract, breach: Breach) -> Object:
    """Return the product of a contract as it was called when a breach was reported."""
    then = replace(contract, at=breach.reported.start) if breach.reported else contract
    product = {
        "name": then.product or None,
        "website": contract["product_website"] or None,
        "same_as": _pages(contract.hub, contract["same_as"]),
    }
    return {name: value for name, value in product.items() if value}


def _pages(hub: str | None, others: Iterable[str] | None) -> list[str] | None:
    return [*dict.fromkeys([*filter(None, [hub]), *(others or ())])] or None


def _links(texts: Iterable[str] | None) -> list[str] | None:
    """Return ids and addresses of breaches; any other name is one in Have I Been Pwned."""
    return [
        text if re.match(ADDRESS_OR_ID, text) else f"hibp:{text}" for text in texts or ()
    ] or None


def _dates_of_news(notice: Notice) -> Iterator[When | None]:
    """Yield each date of a notice in the history that its entry says."""
    yield notice.posted
    if notice.notified:
        yield notice.notified.at
        yield notice.notified.until
    yield from _named_dates(notice).values()


def _named_dates(notice: Notice) -> dict[str, When | None]:
    """Return the dates of a notice by what happened on them."""
    if notice.kind in ("update", "withdrawal"):
        received = notice.received if notice.kind == "update" else None
        return {"received": received, "announced": notice.dated}
    if isinstance(notice.item, Change) or isinstance(notice.entry, Contract):
        return {"executed": notice.dated}
    return {"received": notice.received}
