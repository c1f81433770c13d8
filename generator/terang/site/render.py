"""The Jinja environment: templates speak one language and link relative to their own page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Call, Expr
from markupsafe import Markup, escape

from terang.core.dates import format_date
from terang.core.model import Text
from terang.core.numbers import Exact, format_number, round_half_up
from terang.site.escaping import escaped
from terang.site.page import relative, url_of
from terang.site.texts import say

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a template is being rendered: the language and the page's path.

    Its methods are what templates call; builders use them for texts outside templates.
    """

    lang: str
    path: str
    root: str = ""  # the site's path on its host, for a page that may be served at any depth

    def t(self, key: str, **fields: object) -> str:
        """A text of the site's catalogue."""
        return say(key, self.lang, **fields)

    def th(self, key: str, **fields: object) -> Markup:
        """A text of the catalogue that carries markup; its fields are escaped."""
        safe = {name: escape(value) for name, value in fields.items()}
        return Markup(say(key, self.lang, **safe))  # noqa: S704 - the catalogue is ours

    def tr(self, text: Text) -> Markup:
        """A text of the criteria; one without English is shown in Indonesian and marked so."""
        if self.lang == "en" and text.en is None:
            mark = escape(say("untranslated", "en"))
            marked = Markup('<span lang="id">{}</span> <small class="lencana">{}</small>')
            return marked.format(text.id, mark)
        return escape(text.in_language(self.lang))

    def plain(self, text: Text) -> str:
        """A text of the criteria as plain characters, for titles and attributes."""
        return text.in_language(self.lang)

    def href(self, path: str) -> str:
        """A link to another page in the same language."""
        if path.startswith("#"):
            return path
        return self.file(url_of(path, self.lang))

    def file(self, path: str) -> str:
        """A link to a file of the site, the same in all languages (assets, downloads)."""
        if self.root:
            return self.root + path
        return relative(path, url_of(self.path, self.lang))

    def num(self, value: Exact, places: int | None = None) -> str:
        """A number as people read it in this language."""
        return format_number(value, places, self.lang)

    def short(self, value: Exact) -> str:
        """A number without trailing zeros, at most four places: weights, limits."""
        rounded = round_half_up(value, 4).normalize()
        places = max(0, -int(rounded.as_tuple().exponent))
        return format_number(rounded, places, self.lang)

    def day(self, when: date) -> str:
        """A date in words: 1 Januari 2027."""
        return format_date(when, self.lang)


Render = Callable[..., str]


class _Plainly(CodeGenerator):
    """Calls and escapes without what Jinja asks of any object: none of ours wants its context."""

    def visit_Call(self, node: Call, frame: Frame, forward_caller: bool = False) -> None:
        if forward_caller or node.dyn_args is not None or node.dyn_kwargs is not None:
            super().visit_Call(node, frame, forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401 - Jinja's form
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write("environment.escaped(")


class _Environment(Environment):
    code_generator_class = _Plainly
    escaped = staticmethod(escaped)

    @cache  # noqa: B019 - there is one environment, and its templates do not change
    def _load_template(self, name: str, globals: None) -> Template:
        return super()._load_template(name, globals)


@cache
def environment() -> Environment:
    """The one environment: autoescape on, undefined names are errors."""
    return _Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # templates do not change while the program runs
    )


def render(template: str, place: Place, **values: object) -> str:
    """A template as HTML; `t`, `th`, `tr`, `plain`, `href`, `file`, `num`, `short`, `day` speak
    for the place."""
    names = ("t", "th", "tr", "plain", "href", "file", "num", "short", "day")
    spoken = {name: getattr(place, name) for name in names}
    return (
        environment()
        .get_template(template)
        .render(**spoken, lang=place.lang, path=place.path, place=place, **values)
    )
