/* What a change looks like while it is typed: the curve of each score function, or the weights of
   each sum on every day they change. Drawn from a file whose form is whole. */
(function (S) {
  "use strict";

  const WIDTH = 320;
  const HEIGHT = 150;
  const LEFT = 36;
  const BOTTOM = 22;
  const SVG = "http://www.w3.org/2000/svg";

  /** Elements that show the file's rule; none for kinds of files without one. */
  S.preview = function (value) {
    if (value.jenis === "indikator") {
      return value.fungsi_nilai.map((own) => figure(curve(own, value), caption(own)));
    }
    if (value.jenis === "skema") return value.ukuran.flatMap((own) => weights(value, own));
    return [];
  };

  function caption(own) {
    return fill(S.kata.pratinjau_mulai, { jenis: S.kata[`pilih.${own.jenis}`], tanggal: own.berlaku });
  }

  function fill(text, fields) {
    return text.replace(/\{(\w+)\}/g, (_, name) => fields[name]);
  }

  function written(value) {
    const text = S.numberText(Math.round(value * 100) / 100);
    return S.bahasa === "en" ? text : text.replace(".", ",");
  }

  function element(name, text) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function figure(content, words) {
    const made = element("figure");
    made.append(element("figcaption", words), content);
    return made;
  }

  // --- curves ------------------------------------------------------------------------------------

  /** The points (raw value, score) that a function's line runs through, or its named levels. */
  function curve(own, indicator) {
    switch (own.jenis) {
      case "rasio_capaian":
        return line([[0, 0], [own.batas, own.batas], [own.batas * 1.2, own.batas]]);
      case "makin_kecil_makin_baik": return line(falling(own, indicator));
      case "garis_patah": return line(own.titik);
      case "likert":
        return line([[own.terendah, own.nilai_terendah], [own.tertinggi, own.nilai_tertinggi]]);
      case "ya_tidak": return levels([[S.kata["pilih.true"], own.ya], [S.kata["pilih.false"], own.tidak]]);
      default: return levels(own.tingkat.map((level) => [level.kode, level.nilai]));
    }
  }

  /** Score 200 - 100 x value / standard, between 0 and the limit. */
  function falling(own, indicator) {
    const held = (indicator.standar || []).filter((entry) => entry.berlaku <= own.berlaku).pop();
    const standard = held ? held.nilai : 1;
    const full = Math.max(0, ((200 - own.batas) / 100) * standard);
    return [[0, Math.min(200, own.batas)], [full, Math.min(200, own.batas)], [2 * standard, 0],
      [2.4 * standard, 0]];
  }

  function line(points) {
    const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
    const [low, high] = [Math.min(...xs), Math.max(...xs)];
    const top = Math.max(100, ...ys);
    const x = (value) => LEFT + ((value - low) / (high - low || 1)) * (WIDTH - LEFT - 10);
    const y = (value) => 10 + (1 - value / top) * (HEIGHT - BOTTOM - 10);
    const told = points.map(([raw, score]) => `${written(raw)} → ${written(score)}`).join("; ");
    const made = drawing(told);
    for (const score of [0, 100]) rule(made, y(score), written(score));
    draw(made, "polyline", { points: points.map(([a, b]) => `${x(a)},${y(b)}`).join(" ") }, "garis");
    for (const [raw, score] of points) {
      draw(made, "circle", { cx: x(raw), cy: y(score), r: 4 }, "titik");
    }
    for (const raw of [low, high]) {
      const anchor = raw === low ? "start" : "end";
      draw(made, "text", { x: x(raw), y: HEIGHT - 5, "text-anchor": anchor }).textContent = written(raw);
    }
    return made;
  }

  function levels(found) {
    const top = Math.max(100, ...found.map(([, score]) => score));
    const row = 26;
    const made = drawing(found.map(([code, score]) => `${code} → ${written(score)}`).join("; "),
      found.length * row + 8);
    for (const [at, [code, score]] of found.entries()) {
      const width = (Math.max(0, score) / top) * (WIDTH - 60);
      draw(made, "text", { x: 0, y: at * row + 11 }).textContent = code.replaceAll("_", " ");
      draw(made, "rect", { x: 0, y: at * row + 15, width, height: 8 }, "batang");
      draw(made, "text", { x: width + 6, y: at * row + 23 }).textContent = written(score);
    }
    return made;
  }

  function drawing(told, height = HEIGHT) {
    const made = document.createElementNS(SVG, "svg");
    made.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
    made.setAttribute("role", "img");
    made.setAttribute("aria-label", told);
    return made;
  }

  function draw(parent, name, attributes, style) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (style) made.setAttribute("class", style);
    parent.append(made);
    return made;
  }

  function rule(made, at, words) {
    draw(made, "line", { x1: LEFT, x2: WIDTH - 10, y1: at, y2: at }, "sumbu");
    draw(made, "text", { x: LEFT - 6, y: at + 4, "text-anchor": "end" }).textContent = words;
  }

  // --- weights -----------------------------------------------------------------------------------

  function weights(scheme, measure) {
    return S.sums(measure, []).flatMap(([sum, path]) => {
      const axis = path.length > 1 ? ` · ${path[1]}` : "";
      const groups = sum.komponen.filter((part) => part.komponen);
      const all = [[measure.id + axis, sum.komponen],
        ...groups.map((group) => [group.kelompok, group.komponen])];
      return all.map(([name, parts]) => weightFigure(scheme, name, parts));
    });
  }

  function weightFigure(scheme, name, parts) {
    const content = element("div");
    for (const { date, terms, total, whole } of S.weightsOverTime(scheme, parts)) {
      const words = fill(S.kata.pratinjau_bobot, { tanggal: date, jumlah: written(Number(total)) });
      const head = element("p", words);
      if (!whole) head.className = "salah";
      const rows = element("ul");
      for (const [part, weight] of terms) {
        const row = element("li", `${part} ${written(weight)}`);
        const bar = element("span");
        bar.className = "batang";
        bar.style.width = `${Math.max(0, Math.min(100, weight))}%`;
        row.append(bar);
        rows.append(row);
      }
      content.append(head, rows);
    }
    return figure(content, name);
  }
})((globalThis.Sunting = globalThis.Sunting || {}));
