"""The one template environment: everything is escaped, an unknown name is an error, Swedish time and names."""

from datetime import datetime, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from classifier.cases import texts
from classifier.cases.moments import STOCKHOLM, aware, shown
from classifier.services.care import WORST
from classifier.taxonomy import CATEGORIES, HARMFUL_LABELS, SWEDISH, Flag, Label, LathundRow, LegalBasis
from classifier.web.console import page_words, words
from classifier.web.console.assets import asset

_A_MINUTE: Final = timedelta(minutes=1)
_MONTHS: Final = "jan feb mars apr maj juni juli aug sep okt nov dec".split()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the environment with the console's filters and names."""
    folder = str(files("classifier.web.console").joinpath("templates"))
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "moment": shown,
        "day": day,
        "soon": soon,
        "clock": clock_time,
        "iso": lambda moment: aware(moment).isoformat(timespec="seconds"),
        "local_field": lambda moment: aware(moment).astimezone(STOCKHOLM).strftime("%Y-%m-%dT%H:%M"),
        "span": span,
        "ago": lambda length: f"för {span(length)} sedan" if length >= _A_MINUTE else "nyss",
        "number": number,
        "percent": lambda share: f"{round(100 * share)} %",
        "decimal": lambda value: f"{value:.2f}".replace(".", ","),
        "short": words.short,
        "hue": lambda code: words.HUES[code],
        "capital": lambda text: text[:1].upper() + text[1:],
        "platform": lambda code: page_words.PLATFORMS.get(code, code),
        "opened": parsed,
    }
    made.tests["startingwith"] = lambda text, start: text.startswith(start)
    made.globals |= {
        "asset": asset,
        "PRODUCT": words.PRODUCT,
        "W": words,
        "P": page_words,
        "T": texts,
        "SWEDISH": SWEDISH,
        "CATEGORIES": CATEGORIES,
        "LABELS": tuple(Label),
        "FLAGS": tuple(Flag),
        "ROWS": tuple(LathundRow),
        "BASES": tuple(LegalBasis),
        "WORST": WORST,
        "HARMFUL": HARMFUL_LABELS | WORST,
    }
    return made


def render(template: str, **values: Any) -> str:
    """Return a page or a part of one."""
    return environment().get_template(template).render(**values)


def parsed(moment: str) -> datetime:
    """Return a moment that is kept as text in a package."""
    return datetime.fromisoformat(moment)


def day(moment: datetime) -> str:
    """Return a moment as "9 nov 2026 07:03"."""
    local = aware(moment).astimezone(STOCKHOLM)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year} {local:%H:%M}"


def soon(moment: datetime) -> str:
    """Return a moment near the present, without its year: "9 nov 07:03"."""
    local = aware(moment).astimezone(STOCKHOLM)
    return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M}"


def clock_time(moment: datetime) -> str:
    """Return the time of day."""
    return aware(moment).astimezone(STOCKHOLM).strftime("%H:%M")


def span(length: timedelta) -> str:
    """Return how long: "3 min", "5 h 10 min", "2 dygn 4 h". Always positive: the words around say which way."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    days, hours = divmod(hours, 24)
    return f"{days} dygn {hours} h" if hours else f"{days} dygn"


def number(value: float) -> str:
    """Return a whole number with spaces between thousands."""
    return f"{value:,.0f}".replace(",", "\u00a0")
