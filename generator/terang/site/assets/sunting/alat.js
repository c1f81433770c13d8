/* What the checks of meaning share: faults, names, exact sums, dated values. */
(function (S) {
  "use strict";

  const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const list = (value) => (Array.isArray(value) ? value : []);
  const maps = (value) => list(value).filter(isMap);
  const isNumber = (value) => typeof value === "number";
  const number = (value) => (isNumber(value) ? S.numberText(value) : "");

  function fault(code, path, fields) {
    return { code, path, fields };
  }

  function listed(names) {
    return [...names].sort().join(", ") || "@none";
  }

  function* unless(code, name, known, path) {
    if (known && typeof name === "string" && !known.includes(name)) {
      yield fault(code, path, { name, choices: listed(known), ...S.nearest(name, known) });
    }
  }

  function* repeated(items, key, path) {
    const seen = new Set();
    for (const [at, item] of items.entries()) {
      if (seen.has(item[key])) yield fault("K045", [...path, at, key], { name: item[key] });
      seen.add(item[key]);
    }
  }

  /** An exact decimal sum: through whole numbers of the smallest place. */
  function sum(values) {
    const texts = values.map(S.numberText);
    const places = Math.max(0, ...texts.map((text) => (text.split(".")[1] || "").length));
    const units = texts.map((text) => {
      const [whole, part = ""] = text.split(".");
      return BigInt(whole + part.padEnd(places, "0"));
    });
    const total = units.reduce((a, b) => a + b, 0n);
    const digits = String(total < 0n ? -total : total).padStart(places + 1, "0");
    const cut = digits.length - places;
    return Number(`${total < 0n ? "-" : ""}${digits.slice(0, cut)}.${digits.slice(cut) || "0"}`);
  }

  function inForce(values, day) {
    return maps(values).filter((value) => value.berlaku <= day).pop();
  }

  function summed(day, terms) {
    const total = sum(terms.map(([, weight]) => weight));
    const change = sum([100, -total]);
    return {
      date: day, total: number(total), amount: number(Math.abs(change)),
      terms: terms.map(([name, weight]) => `${name} ${number(weight)}`).join(" + ") || "0",
      verb: change > 0 ? "@weights.add" : "@weights.take", whole: change === 0,
    };
  }

  function* ends(own) {
    if (own.berlaku && own.berakhir && own.berakhir <= own.berlaku) {
      yield fault("K049", ["berakhir"], { start: own.berlaku, end: own.berakhir });
    }
  }

  function isSet(value) {
    return value !== undefined && value !== null;
  }

  S.alat = { isMap, list, maps, isNumber, number, fault, listed,
    unless, repeated, sum, inForce, summed, ends, isSet };
})((globalThis.Sunting = globalThis.Sunting || {}));
