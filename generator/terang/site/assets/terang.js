// Comfort only: everything here can be had without it. Nothing leaves the page; the one thing
// kept is the reader's choice of palette. No library, no build step.
(function () {
  "use strict";
  const root = document.documentElement;
  const base = document.body.dataset.akar || "./";
  const lang = document.body.dataset.bahasa || "id";

  // ---- palette
  const dark = () =>
    root.dataset.tema ? root.dataset.tema === "gelap" : matchMedia("(prefers-color-scheme: dark)").matches;
  for (const button of document.querySelectorAll("[data-ganti-tema]")) {
    const show = () => button.setAttribute("aria-pressed", String(dark()));
    show();
    button.addEventListener("click", () => {
      root.dataset.tema = dark() ? "terang" : "gelap";
      try { localStorage.setItem("terang-tema", root.dataset.tema); } catch (refused) { /* not kept */ }
      show();
    });
  }

  // ---- menu on narrow screens: Escape and a click elsewhere close it
  const drawer = document.querySelector("details.laci");
  if (drawer) {
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && drawer.open) {
        drawer.open = false;
        drawer.querySelector("summary").focus();
      }
    });
    addEventListener("click", (event) => {
      if (drawer.open && !drawer.contains(event.target)) drawer.open = false;
    });
  }

  // ---- opened from a disk, folders have no index: name the file
  if (location.protocol === "file:") {
    for (const link of document.querySelectorAll("a[href]")) {
      const [path, anchor] = link.getAttribute("href").split("#");
      if (path.endsWith("/") && !/^[a-z]+:/.test(path)) {
        link.setAttribute("href", path + "index.html" + (anchor ? "#" + anchor : ""));
      }
    }
  }

  // ---- print buttons, and everything folded opens on paper
  for (const button of document.querySelectorAll("[data-cetak]")) button.addEventListener("click", () => print());
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll("main details:not([open]):not([data-tetap])")) {
      fold.open = true;
      fold.dataset.dibuka = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const fold of document.querySelectorAll("details[data-dibuka]")) {
      fold.open = false;
      delete fold.dataset.dibuka;
    }
  });

  // ---- "what am I judged by?": two lists and a button instead of the list of links
  const chooser = document.querySelector("[data-pemilih]");
  if (chooser) {
    const form = chooser.querySelector("form");
    const [agency, group] = form.querySelectorAll("select");
    const links = [...chooser.querySelectorAll("ul a[data-instansi]")];
    const fill = () => {
      group.replaceChildren(
        ...links
          .filter((link) => link.dataset.instansi === agency.value)
          .map((link) => new Option(link.textContent, link.href)),
      );
    };
    agency.addEventListener("change", fill);
    fill();
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      location.href = group.value;
    });
  }

  // ---- search
  const dialog = document.querySelector("dialog.cari");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const status = dialog.querySelector("[role=status]");
  const list = dialog.querySelector("ol");
  let index = null;

  let loading = null;
  const load = () => (loading ||= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = base + "assets/terang/cari." + lang + ".js";
    script.onload = () => done((index = prepare(window.terangCari)));
    script.onerror = fail;
    document.head.append(script);
  }));

  const words = (text) => text.toLowerCase().normalize("NFKD").match(/[\p{L}\p{N}]+/gu) || [];

  function prepare(data) {
    const stems = new Set(Object.values(data.akar));
    const pages = data.halaman.map(([url, title, summary, headings, rank]) => ({
      url, title, summary, rank,
      terms: [[title, 8], [headings, 3], [summary, 2]].flatMap(([text, weight]) =>
        words(text).map((word) => [data.akar[word] || word, weight])),
    }));
    for (const page of pages) for (const [term] of page.terms) stems.add(term);
    return { akar: data.akar, stems, pages };
  }

  // A word not on the site: take affixes off until a stem of the site is left.
  const nasal = [["meny", "s"], ["peny", "s"], ["meng", "k"], ["peng", "k"], ["meng", ""], ["peng", ""],
    ["mem", "p"], ["pem", "p"], ["mem", ""], ["pem", ""], ["men", "t"], ["pen", "t"], ["men", ""], ["pen", ""],
    ["me", ""], ["pe", ""], ["di", ""], ["ter", ""], ["ber", ""], ["per", ""], ["ke", ""], ["se", ""]];
  const endings = ["", "nya", "lah", "kah", "kan", "an", "i", "kannya", "annya", "inya"];
  function stem(word) {
    if (index.akar[word]) return index.akar[word];
    if (index.stems.has(word) || lang !== "id") return word;
    for (const end of endings) {
      if (!word.endsWith(end)) continue;
      const body = end ? word.slice(0, -end.length) : word;
      if (end && index.stems.has(body)) return body;
      for (const [prefix, first] of nasal) {
        const left = first + body.slice(prefix.length);
        if (body.startsWith(prefix) && left.length > 2 && index.stems.has(left)) return left;
      }
    }
    return word;
  }

  function find(query) {
    const asked = words(query).map(stem);
    if (!asked.length) return [];
    const scored = [];
    for (const page of index.pages) {
      let total = 0;
      let hits = 0;
      asked.forEach((word, place) => {
        let best = 0;
        for (const [term, weight] of page.terms) {
          if (term === word) best = Math.max(best, weight * 2);
          else if (place === asked.length - 1 && word.length > 1 && term.startsWith(word)) best = Math.max(best, weight);
        }
        total += best;
        if (best) hits += 1;
      });
      if (hits) scored.push([hits * 100 + total + page.rank, page]);
    }
    return scored.sort((a, b) => b[0] - a[0]).map(([, page]) => page);
  }

  function show() {
    if (!field.value.trim()) {
      status.textContent = status.dataset.mulai;
      list.replaceChildren();
      return;
    }
    load().then(() => {
      const found = find(field.value); // what stands there now, however long loading took
      const { kosong, satu, banyak } = status.dataset;
      status.textContent = !found.length ? kosong : found.length === 1 ? satu : banyak.replace("{n}", found.length);
      list.replaceChildren(...found.slice(0, 20).map((page) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        const suffix = location.protocol === "file:" ? "index.html" : "";
        link.href = base + page.url + suffix;
        const title = document.createElement("strong");
        title.textContent = page.title;
        const summary = document.createElement("span");
        summary.textContent = page.summary;
        link.append(title, summary);
        item.append(link);
        return item;
      }));
    });
  }

  const open = () => {
    if (dialog.open) return;
    dialog.showModal();
    field.focus();
    load();
  };
  for (const button of document.querySelectorAll("[data-buka-cari]")) button.addEventListener("click", open);
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      open();
    }
  });
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    const first = list.querySelector("a");
    if (event.key === "Escape") {
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (first) first.click();
    } else if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const links = [...list.querySelectorAll("a")];
    const next = links[links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    (next || field).focus();
  });
})();
