"""The types of fields: how a raw value is read, and the shape of what that accepts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, ValidationInfo

from generator.content import field_types, shapes, written_dates
from generator.content.faults import scalar
from generator.content.field_types import Known
from generator.core.dates import Period, When
from generator.core.duties import Clock
from generator.core.problems import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True, eq=False)
class Reads:
    """Reads a raw value, shows an editor what it accepts, and says so in words."""

    read: Callable[..., object]
    accepts: shapes.Shape
    words: str

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        return PlainValidator(self.read).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> shapes.Shape:
        return dict(self.accepts)


def one_of(*words: str) -> Reads:
    """Read one of some words."""
    return Reads(field_types.choice(*words), shapes.choice(*words), listed(words))


def matching(pattern: str, wanted: str) -> Reads:
    """Read a setting that has a pattern."""
    return Reads(field_types.matching(pattern, wanted), shapes.whole(pattern), wanted)


def _known(info: ValidationInfo) -> Known:
    assert isinstance(info.context, Known)
    return info.context


def _day(value: object, info: ValidationInfo) -> When:
    found = written_dates.when(value, _known(info).zone, timed=False)
    return written_dates.day(written_dates.exact(found, str(value), legacy=_known(info).legacy), str(value))


def _moment(value: object, info: ValidationInfo) -> When:
    return written_dates.exact(written_dates.when(value, _known(info).zone), str(value), legacy=_known(info).legacy)


def _moment_or_unknown(value: object, info: ValidationInfo) -> When | None:
    return None if value == "unknown" else _moment(value, info)


def _day_or_none(value: object, info: ValidationInfo) -> When | Literal[False]:
    return False if value == "none" else _day(value, info)


def _period(value: object, info: ValidationInfo) -> Period | None:
    return None if value == "unknown" else written_dates.period(value, _known(info).zone)


def _number(value: object) -> int | None:
    return None if value == "unknown" else field_types.whole_number(value)


def _school(value: object, info: ValidationInfo) -> str:
    return field_types.school(value, _known(info).schools)


def _agreement(value: object, info: ValidationInfo) -> str:
    return field_types.document(value, _known(info).files)


def _contract(value: object, info: ValidationInfo) -> str:
    return field_types.reference(value, _known(info).contracts)


Line = Annotated[str, Reads(field_types.line, shapes.line(field_types.LONGEST_LINE), "a text")]
Markdown = Annotated[str, Reads(scalar, shapes.TEXT, "a text in Markdown")]
Lines = Annotated[tuple[Line, ...], BeforeValidator(field_types.items)]
Element = Annotated[str, Reads(field_types.element, shapes.element(field_types.LONGEST_LINE), "a text")]
Elements = Annotated[tuple[Element, ...], BeforeValidator(field_types.items)]
Day = Annotated[When, Reads(_day, shapes.DATE, "a day as `YYYY-MM-DD`")]
Days = Annotated[tuple[Day, ...], BeforeValidator(field_types.items)]
Moment = Annotated[When, Reads(_moment, shapes.DATE_OR_TIME, "a day, or a moment as `YYYY-MM-DD HH:MM`")]
MomentOrUnknown = Annotated[
    When | None,
    Reads(
        _moment_or_unknown,
        shapes.any_of(shapes.said("unknown"), shapes.DATE_OR_TIME),
        "a day, or a moment as `YYYY-MM-DD HH:MM`, or `unknown`",
    ),
]
DayOrNone = Annotated[
    When | Literal[False],
    Reads(_day_or_none, shapes.any_of(shapes.said("none"), shapes.DATE), "a day as `YYYY-MM-DD`, or `none`"),
]
PeriodOrUnknown = Annotated[
    Period | None, Reads(_period, shapes.PERIOD, "a day or a month, two of them with `to` between, or `unknown`")
]
Number = Annotated[int | None, Reads(_number, shapes.NUMBER, "a number, or `unknown`")]
School = Annotated[str, Reads(_school, shapes.TEXT, "the id of a school")]
Schools = Annotated[
    tuple[School, ...],
    BeforeValidator(
        field_types.all_or_some, json_schema_input_type=School | Annotated[tuple[School, ...], Field(min_length=1)]
    ),
]
GradeRange = Annotated[
    tuple[str, ...],
    Reads(field_types.grade_range, shapes.GRADE_RANGE, "a grade (`PK`, `K`, `1` to `12`) or a range of grades"),
]
Grades = Annotated[
    tuple[GradeRange, ...],
    BeforeValidator(
        field_types.one_or_more,
        json_schema_input_type=GradeRange | Annotated[tuple[GradeRange, ...], Field(min_length=1)],
    ),
]
Web = Annotated[str, Reads(field_types.web_address, shapes.WEB, "a web address")]
Agreement = Annotated[str, Reads(_agreement, shapes.DOCUMENT, "a file under `files/`, or a web address")]
Reference = Annotated[str, Reads(_contract, shapes.TEXT, "the id of a contract")]
Truth = Annotated[bool, Reads(field_types.truth, shapes.TRUTH, "`true` or `false`")]
Mailbox = Annotated[str, Reads(field_types.email, shapes.whole(field_types.EMAIL.pattern), "an e-mail address")]
OwnClock = Annotated[Clock, Reads(field_types.clock, shapes.LIMIT, "a number of hours, days or business days")]
Zone = Annotated[ZoneInfo, Reads(field_types.zone, shapes.ZONE, "a time zone of the IANA database")]
Language = Annotated[str, Reads(field_types.language, shapes.LANGUAGE, "a language tag (BCP 47)")]
Languages = Annotated[
    tuple[Language, ...],
    AfterValidator(field_types.each_once),
    BeforeValidator(
        field_types.one_or_more,
        json_schema_input_type=Language
        | Annotated[tuple[Language, ...], Field(min_length=1, json_schema_extra={"uniqueItems": True})],
    ),
]
