/* Checks of meaning of an appraisal scheme: weights on every date, raters, gates
   (terang/criteria/lint/weights.py and schemes.py). */
(function (S) {
  "use strict";

  const { list, maps, fault, unless, repeated, inForce, summed, ends } = S.alat;

  /** The start of a scheme and every later day, before its end, on which a value starts. */
  function days(scheme, values) {
    const starts = values.map((value) => value.berlaku).filter((day) => day > scheme.berlaku);
    const held = starts.filter((day) => !scheme.berakhir || day < scheme.berakhir);
    return [...new Set([scheme.berlaku, ...held])].sort();
  }

  function* parts(scheme, components, path) {
    const values = components.flatMap((part) => maps(part.bobot));
    for (const day of days(scheme, values)) {
      const held = components.map((part, at) => [part, inForce(part.bobot, day), at])
        .filter(([, value]) => value !== undefined);
      const terms = held.map(([part, value]) => [part.kelompok || part.indikator, value.nilai]);
      const fields = summed(day, terms);
      if (fields.whole) continue;
      const changed = held.find(([, value]) => value.berlaku === day);
      const place = changed
        ? [...path, changed[2], "bobot", changed[0].bobot.indexOf(changed[1]), "nilai"] : path;
      yield fault("K014", place, fields);
    }
  }

  /** Every weighted sum of a measure, with its path. */
  S.sums = function (measure, path) {
    const rule = measure.aturan || {};
    const axes = rule.jenis === "matriks" ? ["baris", "kolom"] : [];
    return [[rule, [...path, "aturan"]],
      ...axes.map((axis) => [rule[axis] || {}, [...path, "aturan", axis]])]
      .filter(([sums]) => sums.jenis === "jumlah_berbobot");
  };

  /** Faults of meaning of a scheme; known: names of other files, by kind. */
  S.schemeFaults = function* (own, known) {
    const sources = maps(own.sumber_penilaian).map((source) => source.id);
    const sets = maps(own.susunan_penilai);
    const either = [...sources, ...sets.map((set) => set.id)];
    yield* ends(own);
    for (const [at, name] of list(own.kelompok_jabatan).entries()) {
      yield* unless("K026", name, known.kelompok, ["kelompok_jabatan", at]);
    }
    yield* repeated(maps(own.sumber_penilaian), "id", ["sumber_penilaian"]);
    yield* repeated(maps(own.ukuran), "id", ["ukuran"]);
    for (const [at, set] of sets.entries()) {
      yield* raterSet(own, set, sources, ["susunan_penilai", at]);
    }
    const main = maps(own.ukuran).map((measure, at) => [measure, at])
      .filter(([measure]) => measure.peran === "utama");
    if (main.length !== 1) {
      const place = main.length ? ["ukuran", main[1][1], "peran"] : ["ukuran"];
      yield fault("K048", place, { count: String(main.length) });
    }
    for (const [at, measure] of maps(own.ukuran).entries()) {
      yield* measured(own, measure, ["ukuran", at], { sources, either, known });
    }
  };

  function* measured(scheme, measure, path, names) {
    for (const [rule, place] of S.sums(measure, path)) {
      yield* summedUp(scheme, rule, place, names);
    }
    const axes = measure.aturan.jenis === "matriks" ? ["baris", "kolom"] : [];
    for (const axis of axes.filter((name) => "indikator" in (measure.aturan[name] || {}))) {
      yield* rated(measure.aturan[axis], [...path, "aturan", axis], names.sources, names.known);
    }
    for (const [at, gate] of maps(measure.gerbang).entries()) {
      const place = [...path, "gerbang", at];
      yield* rated(gate, place, names.sources, names.known);
      if (gate.akibat !== "paling_tinggi" && "kategori" in gate) {
        const fields = { name: gate.kategori, choices: "@gate.no_category" };
        yield fault("K047", [...place, "kategori"], fields);
      } else if (gate.akibat === "paling_tinggi" && !("kategori" in gate)) {
        yield fault("K062", place, { key: "kategori", where: `gerbang ${gate.id}` });
      }
    }
    const gap = measure.kesenjangan;
    for (const key of gap ? ["dari", "terhadap"] : []) {
      yield* unless("K027", gap[key], names.sources, [...path, "kesenjangan", key]);
    }
    if (gap && gap.dari === gap.terhadap) {
      yield fault("K054", [...path, "kesenjangan", "terhadap"], { name: gap.dari });
    }
  }

  function* summedUp(scheme, rule, path, { either, known }) {
    const components = maps(rule.komponen);
    const place = [...path, "komponen"];
    if ("profil" in rule && list(rule.pita).length) {
      yield fault("K070", [...path, "pita"], { first: "profil", second: "pita" });
    }
    yield* unless("K028", rule.profil, known["profil-pita"], [...path, "profil"]);
    yield* parts(scheme, components, place);
    const seen = new Set();
    for (const [at, part] of components.entries()) {
      const leaves = "kelompok" in part
        ? maps(part.komponen).map((leaf, below) => [leaf, [...place, at, "komponen", below]])
        : [[part, [...place, at]]];
      if ("kelompok" in part) {
        yield* parts(scheme, maps(part.komponen), [...place, at, "komponen"]);
      }
      for (const [leaf, own] of leaves) {
        yield* rated(leaf, own, either, known);
        if (seen.has(leaf.indikator)) {
          yield fault("K045", [...own, "indikator"], { name: leaf.indikator });
        }
        seen.add(leaf.indikator);
      }
    }
  }

  function* rated(owner, path, raters, known) {
    yield* unless("K024", owner.indikator, known.indikator, [...path, "indikator"]);
    yield* unless("K027", owner.dinilai_oleh, raters, [...path, "dinilai_oleh"]);
  }

  function* raterSet(scheme, set, sources, path) {
    for (const [at, value] of maps(set.bobot).entries()) {
      for (const name of Object.keys(value.nilai)) {
        yield* unless("K027", name, sources, [...path, "bobot", at, "nilai", name]);
      }
    }
    for (const day of days(scheme, maps(set.bobot))) {
      const held = inForce(set.bobot, day);
      const fields = summed(day, held ? Object.entries(held.nilai) : []);
      if (!fields.whole) {
        const place = held ? [...path, "bobot", set.bobot.indexOf(held), "nilai"] : [...path, "bobot"];
        yield fault("K015", place, { set: set.id, ...fields });
      }
    }
    for (const [at, other] of maps(set.pengganti).entries()) {
      const place = [...path, "pengganti", at];
      const fields = summed(scheme.berlaku, Object.entries(other.nilai));
      if (!fields.whole || other.tanpa.some((name) => name in other.nilai)) {
        const without = other.tanpa.join(", ");
        yield fault("K016", [...place, "nilai"], { ...fields, set: set.id, without });
      }
      for (const [position, name] of other.tanpa.entries()) {
        yield* unless("K027", name, sources, [...place, "tanpa", position]);
      }
    }
  }

  /** [{date, terms, total}]: the parts of a sum on every day on which a weight changes. */
  S.weightsOverTime = function (scheme, components) {
    return days(scheme, components.flatMap((part) => maps(part.bobot))).map((day) => {
      const held = components.map((part) => [part, inForce(part.bobot, day)])
        .filter(([, value]) => value !== undefined);
      const terms = held.map(([part, value]) => [part.kelompok || part.indikator, value.nilai]);
      return { ...summed(day, terms), terms };
    });
  };
})((globalThis.Sunting = globalThis.Sunting || {}));
