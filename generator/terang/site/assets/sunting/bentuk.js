/* Between a criteria file and its form. Every field of the form holds text, so that nothing a
   person types is changed silently; what stands in the file is read from it here.
   form value: texts are {id, en}, free keys a list of {kunci, isi}, points a list of {x, y}, and a
   choice between shapes carries `cabang`, the number of the branch. */
(function (S) {
  "use strict";

  const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const SHORT = new Set(["nama", "judul", "satuan"]); // texts that need one line only
  const LISTS = {
    indikator: "indikator", unit: "unit", induk: "unit", kelompok_jabatan: "kelompok",
    peraturan: "peraturan", diganti: "peraturan", acuan: "acuan",
  };

  /** The part of a schema that tells how a field looks, with its own title and help. */
  function resolved(node, root) {
    let found = { ...node };
    while ("$ref" in found) {
      const { $ref, ...own } = found;
      const [part, home] = S.target($ref, root);
      found = { ...part, ...own };
      root = home;
    }
    return [found, root];
  }

  /** The shapes a value may take, [{node, root, title}], or none when there is one only. */
  function branches(node, root) {
    const parts = "if" in node ? [node.then, node.else] : node.allOf;
    if (!parts) return [];
    return parts.map((part) => {
      const [own, home] = resolved(part.then || part, root);
      const kind = (own.properties.jenis || {}).const;
      return { node: own, root: home, title: S.kata[`pilih.${kind}`] || own.title };
    });
  }

  function branchOf(value, node) {
    if ("if" in node) return S.holds(node.if, value) ? 0 : 1;
    return Math.max(0, node.allOf.findIndex((part) => S.holds(part.if, value)));
  }

  /** What kind of field a part of a schema asks for. */
  function shape(node) {
    const types = [node.type].flat().filter((name) => name !== "null");
    if ("const" in node) return "const";
    if ("if" in node || "allOf" in node) return "branches";
    if (node["x-bentuk"] === "teks") return "text";
    if (node.enum) return "choice";
    if (types.includes("boolean") && types.length === 1) return "flag";
    if (types.includes("object") && types.length > 1) return "rating";
    if (types.includes("string") && types.length > 1) return "free";
    if (types.includes("number") || types.includes("integer")) return "number";
    if (types.includes("array")) return isPair(node.items) ? "points" : "list";
    if (types.includes("object")) return isMap(node.additionalProperties) ? "keys" : "map";
    return "string";
  }

  function isPair(items) {
    return Boolean(items) && items.type === "array" && items.minItems === 2 && items.maxItems === 2;
  }

  // --- the form's own schema ---------------------------------------------------------------------

  /** The schema of the form for one kind of file, in the words of the form library. */
  S.formSchema = function (kind, isNew) {
    const root = S.skema[kind];
    const made = field(root, root, "");
    made.options.disable_collapse = true;
    if (!isNew) made.properties.id.readOnly = true;
    return made;
  };

  function field(given, home, name) {
    const [node, root] = resolved(given, home);
    const own = { title: node.title, description: node.description };
    switch (shape(node)) {
      case "branches": return { ...own, oneOf: branches(node, root).map(branchField) };
      case "text": return textField(node, own, name);
      case "choice": return select(own, node.enum.map(String));
      case "flag": return select(own, ["true", "false"]);
      case "rating": return ratingField(node, own);
      case "number": return input(own, { inputmode: "decimal" });
      case "points": return pointsField(own);
      case "list": return listField(node, root, own, name);
      case "keys": return keysField(node, root, own);
      case "map": return mapField(node, root, own);
      default: return input(own, hints(node, name));
    }
  }

  function input(own, attributes = {}) {
    return { ...own, type: "string", options: { inputAttributes: attributes } };
  }

  function hints(node, name) {
    const found = { spellcheck: "false", autocomplete: "off" };
    if (node.format === "date") found.placeholder = S.kata.contoh_tanggal;
    if (LISTS[name]) found.list = `kenal-${LISTS[name]}`;
    return found;
  }

  function select(own, values) {
    const titles = [S.kata.belum_dipilih, ...values.map((value) => S.kata[`pilih.${value}`] || value)];
    return { ...own, type: "string", enum: ["", ...values], options: { enum_titles: titles } };
  }

  /** An object of the form, named for those who do not see where it begins. */
  function group(own, look) {
    const containerAttributes = { role: "group", "aria-label": own.title, "data-bentuk": look };
    return { ...own, type: "object", options: { containerAttributes, disable_collapse: look !== "map" } };
  }

  function textField(node, own, name) {
    const format = SHORT.has(name) ? {} : { format: "textarea" };
    const language = (key) => {
      const title = S.kata[`bahasa_${key}`];
      const inputAttributes = { lang: key, spellcheck: "false", "aria-label": `${own.title}: ${title}` };
      return { title, type: "string", ...format, options: { inputAttributes } };
    };
    return { ...group(own, "text"), required: ["id"],
      properties: { id: language("id"), en: language("en") } };
  }

  function ratingField(node, own) {
    const part = (key) => ({ ...input({ title: node.properties[key].title }) });
    return { ...group(own, "pair"), required: ["nilai"],
      properties: { nilai: part("nilai"), target: part("target") } };
  }

  function pointsField(own) {
    const side = (key) => input({ title: S.kata[`titik_${key}`] }, { inputmode: "decimal" });
    return { ...own, type: "array", items: { ...group({ title: S.kata.titik }, "pair"),
      required: ["x", "y"], properties: { x: side("x"), y: side("y") } } };
  }

  function listField(node, root, own, name) {
    const items = field(node.items, root, name);
    const folded = name === "pernyataan" ? { collapsed: true } : {};
    return { ...own, type: "array", items, options: folded };
  }

  function keysField(node, root, own) {
    const value = field(node.additionalProperties, root, "");
    const key = input({ title: S.kata.kunci }, { spellcheck: "false", autocomplete: "off" });
    return { ...own, type: "array", items: { ...group({ title: S.kata.isian }, "pair"),
      required: ["kunci"], properties: { kunci: key, isi: value } } };
  }

  function mapField(node, root, own) {
    const properties = {};
    const required = node.required || [];
    for (const [key, part] of Object.entries(node.properties || {})) {
      if (shape(resolved(part, root)[0]) === "const") continue;
      properties[key] = field(part, root, key);
      if (!required.includes(key)) delete properties[key].required; // all of it may stay empty
    }
    return { ...group(own, "map"), properties,
      required: required.filter((key) => key in properties) };
  }

  function branchField({ node, root, title }, at) {
    const made = mapField(node, root, { title, description: node.description });
    const mark = { type: "string", enum: [String(at)], options: { hidden: true } };
    return { ...made, properties: { cabang: mark, ...made.properties } };
  }

  // --- from the file to the form -----------------------------------------------------------------

  /** The form's value for a file's value. */
  S.toForm = (value, kind) => filled(value, S.skema[kind], S.skema[kind]);

  function filled(value, given, home) {
    const [node, root] = resolved(given, home);
    switch (shape(node)) {
      case "branches": return branchFilled(value, node, root);
      case "text": return isMap(value) ? { id: value.id || "", en: value.en || "" }
        : { id: value || "", en: "" };
      case "rating": return isMap(value) ? { nilai: written(value.nilai), target: written(value.target) }
        : { nilai: written(value), target: "" };
      case "free": return written(value);
      case "number": return typeof value === "number" ? local(value) : "";
      case "points": return (value || []).map(([x, y]) => ({ x: local(x), y: local(y) }));
      case "list": return (value || []).map((item) => filled(item, node.items, root));
      case "keys": return Object.entries(value || {})
        .map(([kunci, item]) => ({ kunci, isi: filled(item, node.additionalProperties, root) }));
      case "map": return mapFilled(value, node, root);
      default: return value === undefined || value === null ? "" : String(value);
    }
  }

  function mapFilled(value, node, root) {
    const made = {};
    for (const [key, part] of Object.entries(node.properties || {})) {
      if (shape(resolved(part, root)[0]) !== "const") {
        made[key] = filled(isMap(value) ? value[key] : undefined, part, root);
      }
    }
    return made;
  }

  function branchFilled(value, node, root) {
    const at = branchOf(value, node);
    const branch = branches(node, root)[at];
    return { cabang: String(at), ...mapFilled(value, branch.node, branch.root) };
  }

  /** A number as people write it in the language of the page. */
  function local(value) {
    const text = S.numberText(value);
    return S.bahasa === "en" ? text : text.replace(".", ",");
  }

  /** A number, code or truth value so that reading it gives it back. */
  function written(value) {
    if (value === undefined || value === null) return "";
    if (typeof value === "number") return local(value);
    if (typeof value === "boolean") return String(value);
    return typeof read(value) === "string" && !value.startsWith('"') ? value : `"${value}"`;
  }

  // --- from the form to the file -----------------------------------------------------------------

  /** {value, places}: the file's value, and where in the form each path of it stands.
      was: what the file said; a null or empty list that it spelt out stays where it was. */
  S.fromForm = function (form, kind, was = {}) {
    const places = new Map();
    const here = { path: [], at: "root", places, was };
    return { value: taken(form, S.skema[kind], S.skema[kind], here, true), places };
  };

  function taken(form, given, home, here, isRequired) {
    const [node, root] = resolved(given, home);
    const spot = shape(node) === "text" ? `${here.at}.id` : here.at;
    here.places.set(JSON.stringify(here.path), spot);
    switch (shape(node)) {
      case "const": return isRequired ? node.const : undefined;
      case "branches": {
        const branch = branches(node, root)[Number(form.cabang)];
        return mapTaken(form, branch.node, branch.root, here, isRequired);
      }
      case "text": return textTaken(form);
      case "flag": return { true: true, false: false }[form];
      case "rating": return ratingTaken(form);
      case "free": return read(trimmed(form) || "");
      case "number": return numberTaken(form, node, isRequired);
      case "points": return listed(form.map((row, at) => {
        here.places.set(JSON.stringify([...here.path, at]), `${here.at}.${at}.x`);
        return [toNumber(row.x), toNumber(row.y)];
      }), node, isRequired);
      case "list": return listed(form.map((item, at) => {
        const next = step(here, at, at);
        const found = taken(item, node.items, root, next, true);
        return found === undefined ? blank(node.items, root) : found;
      }), node, isRequired);
      case "keys": return keysTaken(form, node, root, here, isRequired);
      case "map": return mapTaken(form, node, root, here, isRequired);
      default: return trimmed(form);
    }
  }

  function step(here, key, name) {
    const was = isMap(here.was) || Array.isArray(here.was) ? here.was[key] : undefined;
    return { ...here, path: [...here.path, key], at: `${here.at}.${name}`, was };
  }

  function trimmed(text) {
    const own = (text || "").trim();
    return own === "" ? undefined : own;
  }

  /** What a list holds where somebody added a row and filled nothing in. */
  function blank(given, home) {
    const [node] = resolved(given, home);
    return ["map", "branches", "keys"].includes(shape(node)) ? {} : "";
  }

  function listed(items, node, isRequired) {
    return items.length || (isRequired && !node.minItems) ? items : undefined;
  }

  function textTaken(form) {
    const [id, en] = [trimmed(form.id), trimmed(form.en)];
    return en === undefined ? id : id === undefined ? { en } : { id, en };
  }

  function ratingTaken(form) {
    const nilai = read(trimmed(form.nilai) || "");
    return trimmed(form.target) === undefined ? nilai : { nilai, target: toNumber(form.target) };
  }

  function numberTaken(form, node, isRequired) {
    if (trimmed(form) !== undefined) return toNumber(form);
    return isRequired && [node.type].flat().includes("null") ? null : undefined;
  }

  function keysTaken(form, node, root, here, isRequired) {
    const made = {};
    for (const [at, row] of form.entries()) {
      const key = trimmed(row.kunci) || "";
      const next = { ...here, path: [...here.path, key], at: `${here.at}.${at}.isi` };
      const value = taken(row.isi, node.additionalProperties, root, next, true);
      made[key] = value === undefined ? "" : value;
    }
    return Object.keys(made).length || isRequired ? made : undefined;
  }

  function mapTaken(form, node, root, here, isRequired) {
    const made = {};
    const required = node.required || [];
    for (const [key, part] of Object.entries(node.properties || {})) {
      const next = step(here, key, key);
      const value = taken(form[key], part, root, next, required.includes(key));
      const isSpeltOut = next.was === null || (Array.isArray(next.was) && !next.was.length);
      if (value !== undefined || isSpeltOut) made[key] = value === undefined ? next.was : value;
    }
    const isTold = Object.entries(made).some(([key, value]) => !isMap(value) || Object.keys(value).length
      || !required.includes(key));
    return isTold || isRequired ? made : undefined;
  }

  /** The number a person means, or the text itself when that is not certain. */
  function toNumber(form) {
    const text = trimmed(form);
    if (text === undefined) return "";
    const [point, group] = S.bahasa === "en" ? [".", ","] : [",", "."];
    const isGrouped = new RegExp(`^-?[1-9][0-9]{0,2}(\\${group}[0-9]{3})+$`).test(text);
    const plain = text.includes(point) ? text.replace(point, ".") : text.replace(group, ".");
    const digits = plain.replace(/^-?0*\.?0*|[.]/g, "");
    const isExact = /^-?[0-9]+(\.[0-9]+)?$/.test(plain) && digits.length <= 15;
    return isExact && !isGrouped ? Number(plain) : text;
  }

  /** A number, true, false, or a code; a code in quotes is always text. */
  function read(text) {
    if (text === "true" || text === "false") return text === "true";
    if (/^".*"$/.test(text)) return text.slice(1, -1);
    return text === "" ? "" : toNumber(text);
  }
})((globalThis.Sunting = globalThis.Sunting || {}));
