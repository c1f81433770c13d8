"""The generated part of a site, agency by agency: only what changed is made, the rest taken over.

One agency's pages are in memory at a time. The same work for `terang pages` and for MkDocs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from terang.core.model import CriteriaSet
from terang.criteria.draft import NATIONAL
from terang.criteria.load import load_valid
from terang.releasefile.approval import drafts
from terang.releasefile.model import Release
from terang.releasefile.read import is_release, read_periods
from terang.releasefile.withdraw import read_withdrawn
from terang.releasefile.write import contents
from terang.site.folder import Fresh
from terang.site.frame import Frame
from terang.site.inputs import combined, read_inputs, tool_digest
from terang.site.ledger import Output, Record
from terang.site.page import Page
from terang.site.plan import (
    Settings,
    Slice,
    alone,
    common_slice,
    figures_slice,
    for_figures,
    rules_slice,
)
from terang.site.search import rows
from terang.site.shelf import Shelf

COMMON = "~umum"
FIGURES = "~hasil"  # stands after the id of the agency

Write = Callable[[Page, Frame], tuple[str, str]]  # the path of a page's file, and its text


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made.

    settings: without sources and notices, which are read from the folders. reserved: addresses of
    hand-written pages; they take the place of generated ones. write: puts a page in a file; form
    names it. with_releases: whether the files of releases are written as well.
    """

    criteria: Path
    releases: Path
    settings: Settings
    reserved: frozenset[str]
    form: str
    write: Write
    with_releases: bool = True


class Builder:
    """Makes the generated part of a site in a fresh folder.

    old: what the last run made and what still lies there as it was written. records: what this
    run has made, complete after `make`.
    """

    def __init__(self, order: Order, old: Mapping[str, Record], shelf: Path) -> None:
        """Reads all inputs; raises InvalidCriteria when a file lies in a wrong place, and
        NotADirectoryError without criteria."""
        if not order.criteria.is_dir():
            raise NotADirectoryError(order.criteria)
        self.order, self.old = order, old
        self.inputs = read_inputs(order.criteria, order.releases)
        if self.inputs.has_faults:
            load_valid(order.criteria)
        self.gone = read_withdrawn(order.releases)
        self.settings = replace(order.settings, withdrawn=self.gone)
        self.agencies = sorted(self.inputs.criteria.keys() - {NATIONAL})
        self.shelf = Shelf(order.criteria, order.releases, self.inputs, shelf)
        self.records: dict[str, Record] = {}

    @cached_property
    def key(self) -> str:
        """The digest of everything that goes into the generated part."""
        told = self.order.settings
        return combined(
            tool_digest(),
            self.order.form,
            told.on.isoformat(),
            told.address,
            told.edit_address,
            *sorted(self.order.reserved),
        )

    def keys(self) -> dict[str, str]:
        """The key of every part."""
        inputs, national = self.inputs, self.inputs.criteria.get(NATIONAL, "")
        found = {}
        for ident in self.agencies:
            gone = repr([one for one in self.gone if one.agency == ident])
            own = combined(self.key, national, inputs.criteria[ident], gone)
            found[ident] = own
            found[ident + FIGURES] = combined(own, inputs.releases.get(ident, ""))
        told = [part for pair in sorted(inputs.releases.items()) for part in pair]
        found[COMMON] = combined(self.key, inputs.whole, repr(self.gone), *told)
        return found

    def make(self, fresh: Fresh) -> None:
        """Fill the folder; raises InvalidCriteria or Refused."""
        keys = self.keys()
        known = {name for name, key in keys.items() if self._is_known(name, key)}
        for name in sorted(known):
            self._keep(fresh, name)
        if known == keys.keys():
            return
        criteria = self.shelf.criteria(self.agencies)
        for ident in self.agencies:
            if not known >= {ident, ident + FIGURES}:
                self._agency(fresh, alone(criteria, ident), keys)
        if COMMON not in known:
            self._common(fresh, criteria, keys[COMMON])

    def _common(self, fresh: Fresh, criteria: CriteriaSet, key: str) -> None:
        forms = {ident: self.records[ident].forms for ident in self.agencies}
        settings = self._with_sources(NATIONAL)
        made = common_slice(criteria, self.shelf.heads(), settings, forms)
        frame = self._frame(criteria, _addresses(made))
        self._write(fresh, COMMON, Record(key), made, frame)

    def _agency(self, fresh: Fresh, criteria: CriteriaSet, keys: Mapping[str, str]) -> None:
        """Both parts of one agency; their frames know each other's addresses."""
        (ident,) = criteria.agencies
        name = ident + FIGURES
        national = self.inputs.criteria.get(NATIONAL, "")
        criteria = replace(criteria, digest=combined(national, self.inputs.criteria[ident]))
        rules = None
        if not self._is_known(ident, keys[ident]):
            rules = rules_slice(criteria, self._with_sources(ident))
        addresses = self.old[ident].pages if rules is None else _addresses(rules)
        view = self._view(criteria, addresses)
        figures: Slice | None = None
        releases: tuple[Release, ...] = ()
        if name not in self.old or self.old[name].view != view:
            releases = read_periods(self.order.releases, ident)
            if ident in self.inputs.releases:
                self.shelf.keep_heads(ident, releases)
            figures = figures_slice(criteria, releases, self.settings)
        addresses += self.old[name].pages if figures is None else _addresses(figures)
        frame = self._frame(criteria, addresses)
        if rules is not None:
            self._write(fresh, ident, Record(keys[ident]), rules, frame)
        if figures is None:
            if name not in self.records:
                self._keep(fresh, name)
            self.records[name] = replace(self.old[name], key=keys[name])
        else:
            record = Record(keys[name], view, drafts=drafts(releases))
            self._write(fresh, name, record, figures, frame, releases)

    def _view(self, criteria: CriteriaSet, addresses: Sequence[str]) -> str:
        """The digest of what the pages of figures really use.

        Where there is no release, they show the fingerprint of the criteria of today.
        """
        (ident,) = criteria.agencies
        folders = (self.order.releases / ident).glob("*")
        return combined(
            self.key,
            "" if any(map(is_release, folders)) else criteria.digest,
            repr(replace(for_figures(criteria), digest="")),
            self.inputs.releases.get(ident, ""),
            repr([one for one in self.gone if one.agency == ident]),
            *addresses,
        )

    def _frame(self, criteria: CriteriaSet, addresses: Sequence[str]) -> Frame:
        names = {ident: own.agency.name for ident, own in criteria.agencies.items()}
        return replace(self.frame(addresses), digest=criteria.digest, names=names)

    def frame(self, addresses: Sequence[str]) -> Frame:
        """The frame of pages that belong to no agency."""
        told = self.settings
        return Frame(
            on=told.on,
            address=told.address,
            edit_address=told.edit_address,
            digest=self.inputs.whole,
            names={},
            paths=self.order.reserved.union(addresses),
        )

    def _with_sources(self, folder: str) -> Settings:
        """The settings with the texts of one folder's files, which have been checked already."""
        root = self.order.criteria
        texts = {
            path: (root / path).read_text(encoding="utf-8") for path in self.inputs.files[folder]
        }
        return replace(self.settings, sources=texts)

    def _is_known(self, name: str, key: str) -> bool:
        return name in self.old and self.old[name].key == key

    def _keep(self, fresh: Fresh, name: str) -> None:
        self.records[name] = self.old[name]
        for path, output in self.old[name].outputs.items():
            fresh.keep(path, output)

    def _write(  # noqa: PLR0917 - what a part is, and where it goes
        self,
        fresh: Fresh,
        name: str,
        record: Record,
        part: Slice,
        frame: Frame,
        releases: Sequence[Release] = (),
    ) -> None:
        pages = [page for page in part.pages if page.url not in self.order.reserved]
        outputs: dict[str, Output] = {}
        for page in pages:
            path, content = self.order.write(page, frame)
            outputs[path] = fresh.put(path, content.encode())
        for path, content in part.files.items():
            outputs[path] = fresh.put(path, content.encode())
        for release in releases if self.order.with_releases else ():
            for path, data in contents(release).items():
                place = f"rilis/{release.agency}/{release.period}/{path}"
                outputs[place] = fresh.put(place, data)
        self.records[name] = replace(
            record,
            pages=_addresses(part),
            rows=rows(pages),
            forms=part.forms,
            outputs=outputs,
        )


def _addresses(part: Slice) -> tuple[str, ...]:
    return tuple(page.url for page in part.pages)
