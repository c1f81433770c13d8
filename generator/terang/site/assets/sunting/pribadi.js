/* Numbers that identify a person (NIP, NI PPPK, NIK), by shape and plausibility as in
   terang/core/identifiers.py: no criteria file may hold one. */
(function (S) {
  "use strict";

  /** Personal numbers may stand nowhere, not even in a file that is not whole yet. */
  S.privacyFaults = function (value, path = []) {
    if (typeof value === "string") {
      return identifiers(value).map((kind) => ({ code: "K038", path, fields: { kind: `@id.${kind}` } }));
    }
    if (value === null || typeof value !== "object") return [];
    const pairs = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    return pairs.flatMap(([step, item]) => S.privacyFaults(item, [...path, step]));
  };

  const GAP = "[ .\\u00a0-]?";
  const START = "(?:(?<![0-9A-Za-z])|(?<=NIP)|(?<=NIK))";
  const END = "(?![0-9A-Za-z])";
  const NIP = `${START}([0-9]{8})${GAP}([0-9]{6})${GAP}([12])${GAP}([0-9]{3})${END}`;
  const NIK = `${START}(?:([0-9]{6})${GAP}([0-9]{6})${GAP}([0-9]{4})`
    + `|([0-9]{4})[ .-]([0-9]{4})[ .-]([0-9]{4})[ .-]([0-9]{4}))${END}`;
  const OLD_NIP = `\\bNIP\\b[\\s.:]*([0-9]{9})${END}`;

  /** The kinds of personal numbers a text seems to hold. */
  function identifiers(text) {
    const found = [];
    for (const match of text.matchAll(new RegExp(NIP, "g"))) found.push(nipKind(match[1], match[2]));
    for (const match of text.matchAll(new RegExp(NIK, "g"))) {
      found.push(isNik(match.slice(1).filter(Boolean).join("")) ? "nik" : null);
    }
    for (const _ of text.matchAll(new RegExp(OLD_NIP, "gi"))) found.push("nip_lama");
    return found.filter(Boolean);
  }

  function nipKind(birth, appointment) {
    const [year, month] = [Number(appointment.slice(0, 4)), Number(appointment.slice(4))];
    const day = `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`;
    if (!S.isDay(day) || year - Number(birth.slice(0, 4)) < 15) return null;
    if (month >= 1 && month <= 12) return "nip";
    return month >= 21 ? "nip_pppk" : null;
  }

  function isNik(digits) {
    if (digits[0] === "0" || digits.endsWith("0000")) return false;
    const day = Number(digits.slice(6, 8));
    const real = String(day > 40 ? day - 40 : day).padStart(2, "0");
    return S.isDay(`20${digits.slice(10, 12)}-${digits.slice(8, 10)}-${real}`);
  }
})((globalThis.Sunting = globalThis.Sunting || {}));
