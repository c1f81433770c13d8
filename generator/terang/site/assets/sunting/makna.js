/* Checks of meaning that one file and a few lists of names allow in the browser; the same codes
   and words as `terang check` (terang/criteria/lint/). What needs other files (overlapping
   schemes, worked examples, legal dates) is left to `terang check` on the proposal. */
(function (S) {
  "use strict";

  const {
    isMap, list, maps, isNumber, number, fault, listed, unless, repeated, sum, inForce, summed, ends,
    isSet,
  } = S.alat;
  const FLOOR = 3;

  /** Faults of meaning of a file whose form is whole; known: names of other files, by kind. */
  S.meaningFaults = function (value, known) {
    const own = {
      indikator, skema: S.schemeFaults, terbitan, layanan, instansi,
      "profil-pita": bandProfile, "profil-matriks": matrixProfile,
    }[value.jenis];
    return [...everywhere(value, known, []), ...(own ? own(value, known) : [])];
  };

  /** Rules on shapes that appear in many files: provenance, dated lists, bands. */
  function* everywhere(value, known, path) {
    if (Array.isArray(value)) {
      yield* datedList(value, path);
      for (const [at, item] of value.entries()) yield* everywhere(item, known, [...path, at]);
    } else if (isMap(value)) {
      if (value.sifat === "sumber" && !list(value.sumber).length && !list(value.dasar).length) {
        yield fault("K033", [...path, "sifat"], {});
      }
      if (value.kepastian === "R" && "peraturan" in value && !("catatan" in value)) {
        yield fault("K055", [...path, "kepastian"], { name: value.peraturan });
      }
      yield* basis(value, known, path);
      if ("terendah" in value && "daftar" in value && "kategori" in value) yield* bands(value, path);
      for (const [key, item] of Object.entries(value)) {
        yield* everywhere(item, known, [...path, key]);
      }
    }
  }

  function* basis(value, known, path) {
    for (const [at, row] of maps(value.dasar).entries()) {
      yield* unless("K029", row.peraturan, known.peraturan, [...path, "dasar", at, "peraturan"]);
    }
    if (!known.awalan || !("sifat" in value)) return;
    for (const [at, row] of list(value.sumber).entries()) {
      if (typeof row === "string" && !known.awalan.includes(row.split("-")[0])) {
        const fields = { row, choices: listed(known.awalan) };
        yield fault("K030", [...path, "sumber", at], fields);
      }
    }
  }

  function* datedList(values, path) {
    for (let at = 1; at < values.length; at += 1) {
      const [before, after] = [values[at - 1], values[at]];
      if (!isMap(before) || !isMap(after) || !("berlaku" in before) || !("berlaku" in after)) return;
      if ("nama" in after) return; // a list of things that have a start, such as regulations
      if (after.berlaku <= before.berlaku) {
        const fields = { date: after.berlaku, before: before.berlaku };
        yield fault("K017", [...path, at, "berlaku"], fields);
      }
    }
  }

  // --- bands -----------------------------------------------------------------------------------

  function* bands(own, path) {
    const known = maps(own.kategori).map((category) => category.kode);
    const rows = maps(own.daftar).map((band, at) => ({ ...band, path: [...path, "daftar", at] }));
    yield* repeated(maps(own.kategori), "kode", [...path, "kategori"]);
    for (const band of rows) {
      if (!known.includes(band.kategori)) {
        const fields = { name: band.kategori, choices: known.join(", "), ...S.nearest(band.kategori, known) };
        yield fault("K021", [...band.path, "kategori"], fields);
      }
      if ("sampai" in band && "sebelum" in band) {
        yield fault("K070", [...band.path, "sebelum"], { first: "sampai", second: "sebelum" });
      }
    }
    const used = [...new Set(rows.map((band) => band.kategori))];
    for (const [at, name] of known.entries()) {
      if (!used.includes(name)) {
        yield fault("K021", [...path, "kategori", at], { name, choices: listed(used) });
      }
    }
    yield* coverage(own, rows.filter((band) => !("syarat" in band)), path);
  }

  function* coverage(own, plain, path) {
    const scale = { low: number(own.terendah), high: number(own.tertinggi) };
    if (own.terendah >= own.tertinggi || !plain.length) {
      yield fault("K020", [...path, "terendah"], { ...scale, end: "@end.none" });
      return;
    }
    const low = (band) => (isNumber(band.dari) ? band.dari : own.terendah - 1);
    const high = (band) => ("sampai" in band ? band.sampai : band.sebelum);
    for (let at = 1; at < plain.length; at += 1) {
      const [better, worse] = [plain[at - 1], plain[at]];
      if (low(better) <= low(worse)) {
        yield fault("K059", worse.path, { category: worse.kategori, before: better.kategori });
        return;
      }
    }
    for (let at = 1; at < plain.length; at += 1) yield* joint(own, plain[at - 1], plain[at], high);
    const [top, bottom] = [plain[0], plain[plain.length - 1]];
    const reaches = high(top) === undefined || top.sampai === own.tertinggi;
    if (!reaches) yield fault("K020", top.path, { ...scale, end: scale.high });
    if (isNumber(bottom.dari) && bottom.dari !== own.terendah) {
      yield fault("K020", bottom.path, { ...scale, end: scale.low });
    }
  }

  function* joint(own, better, worse, high) {
    const [low, top] = [better.dari, high(worse)];
    const fields = { upper: better.kategori, lower: worse.kategori };
    if (!isNumber(low) || !isNumber(top)) {
      yield fault("K019", worse.path, { ...fields, at: number(low) || number(top) });
      return;
    }
    const isInclusive = "sampai" in worse;
    if (isInclusive && !isNumber(own.pembulatan)) { // a continuous scale: one point is shared or lost
      const code = top >= low ? "K019" : "K018";
      yield fault(code, [...worse.path, "sampai"], { ...fields, at: number(top), to: number(low) });
      return;
    }
    const end = isInclusive ? sum([top, 10 ** -own.pembulatan]) : top;
    if (end !== low) {
      const code = end > low ? "K019" : "K018";
      const at = number(code === "K018" ? end : low);
      yield fault(code, worse.path, { ...fields, at, to: number(low) });
    }
  }

  // --- kinds of files --------------------------------------------------------------------------

  function* indikator(own, known) {
    yield* unless("K031", own.acuan, known.acuan, ["acuan"]);
    const functions = maps(own.fungsi_nilai);
    for (const [at, value] of functions.entries()) {
      yield* parameters(value, ["fungsi_nilai", at]);
      const standard = inForce(own.standar, value.berlaku);
      if (value.jenis === "makin_kecil_makin_baik" && !(standard && standard.nilai > 0)) {
        yield fault("K041", ["fungsi_nilai", at, "jenis"], { date: value.berlaku });
      }
    }
    for (const [at, standard] of maps(own.standar).entries()) {
      const held = inForce(functions, standard.berlaku);
      if (held && held.jenis !== "makin_kecil_makin_baik") {
        const scores = reachable(held);
        const [low, high] = [Math.min(...scores), Math.max(...scores)];
        if (standard.nilai < low || standard.nilai > high) {
          const fields = { found: number(standard.nilai), low: number(low), high: number(high) };
          yield fault("K056", ["standar", at, "nilai"], fields);
        }
      }
    }
  }

  function* parameters(value, path) {
    if (value.jenis === "garis_patah") {
      for (let at = 1; at < value.titik.length; at += 1) {
        const [before, after] = [value.titik[at - 1][0], value.titik[at][0]];
        if (after <= before) {
          const fields = { found: number(after), before: number(before), what: "@function.points" };
          yield fault("K042", [...path, "titik", at], fields);
        }
      }
    }
    if (value.jenis === "likert" && value.tertinggi <= value.terendah) {
      const fields = { found: number(value.tertinggi), before: number(value.terendah) };
      yield fault("K042", [...path, "tertinggi"], { ...fields, what: "@function.range" });
    }
    if (value.tingkat) yield* repeated(maps(value.tingkat), "kode", [...path, "tingkat"]);
  }

  function reachable(value) {
    switch (value.jenis) {
      case "garis_patah": return value.titik.map(([, score]) => score);
      case "likert": return [value.nilai_terendah, value.nilai_tertinggi];
      case "ya_tidak": return [value.ya, value.tidak];
      case "jenjang": case "kategori": return value.tingkat.map((level) => level.nilai);
      default: return [0, value.batas];
    }
  }

  function* terbitan(own) {
    const least = Math.max(FLOOR, own.ambang);
    const floors = { ambang: FLOOR, minimum_rerata: least, minimum_responden: least };
    for (const [key, floor] of Object.entries(floors)) {
      if (own[key] < floor) {
        yield fault("K039", [key], { found: number(own[key]), floor: String(floor) });
      }
    }
    let last = null;
    for (const [at, entry] of maps(own.kalender).entries()) {
      const over = `${Number(entry.periode.slice(0, 4)) + 1}-01-01`;
      const isLate = entry.periode.length === 4 && entry.terbit < over;
      const now = [entry.periode, entry.terbit];
      if (isLate || (last && (now[0] < last[0] || (now[0] === last[0] && now[1] <= last[1])))) {
        const fields = { period: entry.periode, date: entry.terbit };
        yield fault("K051", ["kalender", at, "terbit"], fields);
      }
      last = now;
    }
  }

  function* layanan(own, known) {
    yield* unless("K025", own.unit, known.unit, ["unit"]);
    for (const [at, name] of list(own.indikator).entries()) {
      yield* unless("K024", name, known.indikator, ["indikator", at]);
    }
    yield* unless("K028", own.survei.profil, Object.keys(known.konvensi), ["survei", "profil"]);
    const conventions = known.konvensi[own.survei.profil];
    yield* unless("K052", own.survei.konvensi, conventions, ["survei", "konvensi"]);
    yield* repeated(maps(own.aduan), "id", ["aduan"]);
  }

  function* instansi(own) {
    const units = maps(own.unit);
    const ids = units.map((unit) => unit.id);
    yield* repeated(units, "id", ["unit"]);
    yield* repeated(maps(own.kelompok_jabatan), "id", ["kelompok_jabatan"]);
    yield* repeated(maps(own.sumber), "awalan", ["sumber"]);
    const roots = units.map((unit, at) => [unit, at]).filter(([unit]) => !isSet(unit.induk));
    if (roots.length !== 1) {
      const place = roots.length ? ["unit", roots[1][1], "id"] : ["unit"];
      yield fault("K044", place, { what: "@units.roots", name: String(roots.length) });
    }
    for (const [at, unit] of units.entries()) {
      if (isSet(unit.induk)) {
        const others = ids.filter((name) => name !== unit.id);
        yield* unless("K025", unit.induk, ids.concat(others), ["unit", at, "induk"]);
      }
    }
  }

  function* bandProfile(own) {
    yield* ends(own);
    for (const [at, variant] of maps(own.varian).entries()) {
      const fields = summed(variant.id, Object.entries(variant.bobot));
      if (!fields.whole) yield fault("K014", ["varian", at, "bobot"], fields);
    }
  }

  function* matrixProfile(own) {
    yield* ends(own);
    const ratings = maps(own.peringkat).map((rating) => rating.kode);
    const results = maps(own.predikat).map((result) => result.kode);
    const cells = new Map();
    const before = [];
    for (const [at, cell] of maps(own.sel).entries()) {
      const key = `${cell.baris} ${cell.kolom}`;
      const fields = { row: cell.baris, column: cell.kolom };
      if (cells.has(key)) before.push(fault("K022", ["sel", at], { ...fields, what: "@cell.repeated" }));
      else if (![cell.baris, cell.kolom].every((code) => ratings.includes(code))) {
        before.push(fault("K022", ["sel", at], { ...fields, what: "@cell.unknown" }));
      }
      before.push(...unless("K021", cell.hasil, results, ["sel", at, "hasil"]));
      cells.set(key, at);
    }
    for (const row of ratings) {
      for (const column of ratings.filter((name) => !cells.has(`${row} ${name}`))) {
        before.push(fault("K022", ["sel"], { row, column, what: "@cell.missing" }));
      }
    }
    yield* before;
    if (!before.length) yield* monotone(own, ratings, results, cells);
  }

  function* monotone(own, ratings, results, cells) {
    const result = (row, column) => own.sel[cells.get(`${row} ${column}`)].hasil;
    for (let at = 1; at < ratings.length; at += 1) {
      const [better, worse] = [ratings[at - 1], ratings[at]];
      for (const other of ratings) {
        for (const [high, low] of [[[better, other], [worse, other]], [[other, better], [other, worse]]]) {
          if (results.indexOf(result(...high)) > results.indexOf(result(...low))) {
            const fields = { row: high[0], column: high[1], worse: result(...high), better: result(...low) };
            yield fault("K023", ["sel", cells.get(high.join(" ")), "hasil"], fields);
          }
        }
      }
    }
  }
})((globalThis.Sunting = globalThis.Sunting || {}));
