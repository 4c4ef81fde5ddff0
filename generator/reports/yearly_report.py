"""The yearly report of services for special education that are used without a contract.

Under PA 18-125, the board reports them to the state's Commission for Educational Technology. The
report names no school or grade, because nobody should be able to guess which child needs a service.
"""

from __future__ import annotations

from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from generator.core.model import as_of
from generator.core.problems import count
from generator.reports.sheets import Sheet, csv_table, workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.core.dates import When
    from generator.core.model import Contract, Data, Terms
    from generator.core.site import Site

KINDS = ("student_information", "student_records", "student_generated_content")
COLUMNS = (
    *("product", "contractor", "description", "purpose"),
    *KINDS,
    *("executed", "expires", "website", "entry"),
)


class Service(NamedTuple):
    """A service without a contract, and its terms at the end of the year or of today."""

    contract: Contract
    terms: Terms

    @property
    def dates(self) -> dict[str, When | None]:
        """The dates of the service by column; None if not recorded."""
        return {"executed": self.contract.executed, "expires": self.terms.expires or None}

    def cells(self) -> dict[str, str]:
        """Return the service as text by column; what is not recorded is empty.

        As in an entry, a service that runs until someone ends it expires `none`.
        """
        contract, terms = self.contract, self.terms
        return {
            "product": contract.product,
            "contractor": contract.contractor,
            "description": terms.description or "",
            "purpose": terms.purpose or "",
            **_elements(terms.collects),
            **{name: when.iso if when else "" for name, when in self.dates.items()},
            **({"expires": "none"} if terms.expires is False else {}),
            "website": contract.website,
            "entry": f"{contract.section}/{contract.id}",
        }


def services(site: Site, year: int) -> list[Service]:
    """Return the services that were in use in a calendar year, by id.

    One without a date is included, and one whose entry was withdrawn is not.
    """
    return [*_services(sorted(site.contracts, key=attrgetter("id")), site.now, year)]


def _services(contracts: Iterable[Contract], now: datetime, year: int) -> Iterator[Service]:
    begins = datetime(year, 1, 1, tzinfo=now.tzinfo)
    ends = datetime(year + 1, 1, 1, tzinfo=now.tzinfo)
    for contract in contracts:
        if not contract.is_exception or as_of(contract, now).withdrawn:
            continue
        is_begun = contract.executed is None or contract.executed.start < min(ends, now)
        changes = [change for change in contract.changes if change.executed.start < min(ends, now)]
        terms = [*contract.statements()][len(changes)]
        if is_begun and not (terms.expires and terms.expires.end <= begins):
            yield Service(contract, terms)


def _elements(data: Data | None) -> dict[str, str]:
    """Return the elements of each kind of data as a cell."""
    kinds = dict(data.kinds) if data else {}
    return {kind: "; ".join(kinds.get(kind, ())) for kind in KINDS}


def report_csv(services: Iterable[Service]) -> str:
    """Return the services as CSV."""
    return csv_table(COLUMNS, (service.cells() for service in services))


def report_workbook(services: Iterable[Service], year: int, now: datetime) -> bytes:
    """Return the services as an `.xlsx` file with one sheet, created at `now`."""
    rows = [
        [service.dates.get(name) or service.cells()[name] or None for name in COLUMNS]
        for service in services
    ]
    return workbook([Sheet(f"Without a contract {year}", COLUMNS, rows)], now)


def report_sentence(services: list[Service], year: int) -> str:
    """Return one sentence: how many services were used without a contract."""
    return f"{count(len(services), 'service')} without a contract in {year}, for special education."
