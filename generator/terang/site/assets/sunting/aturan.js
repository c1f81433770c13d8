/* The JSON Schemas of criteria files, read in the browser: which part describes a value, and what
   is wrong with its form. Codes and fields are those of terang/criteria/form.py; a test compares.
   A fault is {code, path, fields}; path lists keys and positions from the root of the file. */
(function (S) {
  "use strict";

  const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const LIMITS = {
    minimum: ["at_least", (value, limit) => value < limit],
    exclusiveMinimum: ["more_than", (value, limit) => value <= limit],
    maximum: ["at_most", (value, limit) => value > limit],
    exclusiveMaximum: ["less_than", (value, limit) => value >= limit],
  };

  /** [part, file] of the schema that describes a value: references followed, branches taken. */
  S.chosen = function (value, node, root) {
    for (;;) {
      if ("$ref" in node) {
        [node, root] = target(node.$ref, root);
      } else if ("if" in node) {
        node = node[holds(node.if, value) ? "then" : "else"] || {};
      } else if ("allOf" in node) {
        const branch = node.allOf.find((part) => !("if" in part) || holds(part.if, value));
        if (branch === undefined) return [node, root];
        node = branch;
      } else {
        return [node, root];
      }
    }
  };

  /** [part, file] that a reference names. */
  function target(reference, root) {
    const [name, pointer] = reference.split("#");
    const home = name ? S.skema[name.slice(name.lastIndexOf(":") + 1)] : root;
    const steps = pointer.split("/").filter(Boolean);
    return [steps.reduce((node, step) => node[step], home), home];
  }

  S.target = target;

  function holds(condition, value) {
    if (!isMap(value)) return false;
    const constants = Object.entries(condition.properties || {});
    return (condition.required || []).every((key) => key in value)
      && constants.every(([key, rule]) => !(key in value) || value[key] === rule.const);
  }

  S.holds = holds;

  /** Every fault of form of a file's value, in file order. */
  S.formFaults = function (value, kind) {
    const root = S.skema[kind];
    const found = new Map(); // a rule that two branches share is told once
    for (const fault of faults(value, root, root, [])) {
      found.set(JSON.stringify([fault.path, fault.code, fault.fields.key]), fault);
    }
    const all = [...found.values()];
    const misspelt = all.filter((fault) => fault.code === "K061")
      .map((fault) => JSON.stringify([fault.path.slice(0, -1), fault.fields.near]));
    return all.filter((fault) => fault.code !== "K062"
      || !misspelt.includes(JSON.stringify([fault.path, fault.fields.key])));
  };

  function* faults(value, node, root, path) {
    if ("$ref" in node) {
      const [part, home] = target(node.$ref, root);
      yield* faults(value, part, home, path);
    }
    if ("if" in node) {
      const part = node[holds(node.if, value) ? "then" : "else"];
      if (part) yield* faults(value, part, root, path);
    }
    for (const part of node.allOf || []) yield* faults(value, part, root, path);
    yield* ofScalar(value, node, path);
    if (Array.isArray(value)) yield* ofList(value, node, root, path);
    if (isMap(value)) yield* ofMap(value, node, root, path);
  }

  function* ofScalar(value, node, path) {
    const fields = { key: told(path), found: quoted(value) };
    if (node.type && ![node.type].flat().some((name) => isOf(value, name))) {
      const kind = [node.type].flat().filter((name) => name !== "null").join("-");
      yield { code: "K063", path, fields: { ...fields, expected: `@type.${kind}` } };
    }
    const choices = "const" in node ? [node.const] : node.enum;
    if (choices && !choices.includes(value)) yield notAChoice(value, choices, path, fields);
    if (typeof value === "string") yield* ofText(value, node, path, fields);
    if (typeof value === "number") {
      for (const [rule, [word, breaks]] of Object.entries(LIMITS)) {
        if (rule in node && breaks(value, node[rule])) {
          const limit = S.numberText(node[rule]);
          yield { code: "K067", path, fields: { ...fields, expected: `@limit.${word}`, limit } };
        }
      }
    }
  }

  function* ofText(value, node, path, fields) {
    const size = [...value].length;
    if ("minLength" in node && size < node.minLength) yield sized(node, "minLength", path, fields);
    if ("maxLength" in node && size > node.maxLength) yield sized(node, "maxLength", path, fields);
    if (node.pattern && !new RegExp(node.pattern, "u").test(value)) {
      const expected = `@shape.${node["x-bentuk"]}`;
      yield { code: "K065", path, fields: { ...fields, expected } };
    }
    if (node.format === "date" && !S.isDay(value)) yield { code: "K066", path, fields };
  }

  function* ofList(value, node, root, path) {
    const fields = { key: told(path), found: quoted(value) };
    for (const [position, item] of value.entries()) {
      if (node.items) yield* faults(item, node.items, root, [...path, position]);
    }
    if ("minItems" in node && value.length < node.minItems) yield sized(node, "minItems", path, fields);
    if ("maxItems" in node && value.length > node.maxItems) yield sized(node, "maxItems", path, fields);
    if (node.uniqueItems) {
      const written = value.map((item) => JSON.stringify(item));
      const second = written.findIndex((item, position) => written.indexOf(item) < position);
      if (second >= 0) {
        const found = quoted(value[second]);
        yield { code: "K069", path: [...path, second], fields: { key: told(path), found } };
      }
    }
  }

  function* ofMap(value, node, root, path) {
    const known = Object.keys(node.properties || {});
    for (const [key, item] of Object.entries(value)) {
      const part = known.includes(key) ? node.properties[key] : node.additionalProperties;
      if (part === false) {
        const near = S.nearest(key, known.filter((name) => !(name in value)));
        const fields = { key, choices: known.join(", "), ...near };
        yield { code: "K061", path: [...path, key], fields };
      } else if (isMap(part)) {
        yield* faults(item, part, root, [...path, key]);
      }
      if (node.propertyNames) {
        const [names] = target(node.propertyNames.$ref, root);
        if (!new RegExp(names.pattern, "u").test(key) || [...key].length > names.maxLength) {
          const fields = { key: told(path), found: quoted(key), expected: `@shape.${names["x-bentuk"]}` };
          yield { code: "K065", path: [...path, key], fields };
        }
      }
    }
    for (const key of node.required || []) {
      if (!(key in value)) {
        yield { code: "K062", path, fields: { key, where: told(path) || "@in_file" } };
      }
    }
    if ("minProperties" in node && Object.keys(value).length < node.minProperties) {
      yield sized(node, "minProperties", path, { key: told(path), found: quoted(value) });
    }
  }

  function sized(node, rule, path, fields) {
    const words = {
      minItems: "items_at_least", maxItems: "items_at_most", minLength: "not_empty",
      maxLength: "letters_at_most", minProperties: "items_at_least",
    };
    const expected = `@limit.${words[rule]}`;
    return { code: "K068", path, fields: { ...fields, expected, limit: String(node[rule]) } };
  }

  function notAChoice(value, choices, path, fields) {
    const near = S.nearest(value, choices.map(String));
    const code = { format: "K071", jenis: "K072" }[told(path)] || "K064";
    if (code === "K064") return { code, path, fields: { ...fields, choices: choices.join(", "), ...near } };
    return { code, path, fields: { found: fields.found, expected: choices.join(", ") } };
  }

  function isOf(value, name) {
    switch (name) {
      case "string": return typeof value === "string";
      case "number": return typeof value === "number";
      case "integer": return Number.isInteger(value);
      case "boolean": return typeof value === "boolean";
      case "array": return Array.isArray(value);
      case "object": return isMap(value);
      default: return value === null;
    }
  }

  /** Whether a text is a day of the calendar, YYYY-MM-DD. */
  S.isDay = function (text) {
    const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!parts) return false;
    const [year, month, day] = parts.slice(1).map(Number);
    const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
  };

  /** A path as an author reads it: ukuran[1].peran. */
  function told(path) {
    return path.reduce((words, step) => typeof step === "number"
      ? `${words}[${step + 1}]` : words ? `${words}.${step}` : step, "");
  }

  S.told = told;

  function quoted(value) {
    if (Array.isArray(value)) return "@found.list";
    if (isMap(value)) return "@found.mapping";
    if (value === null || value === undefined) return "@found.nothing";
    const letters = [...(typeof value === "number" ? S.numberText(value) : String(value))];
    const text = letters.length <= 40 ? letters.join("") : `${letters.slice(0, 39).join("")}…`;
    return typeof value === "string" ? `“${text}”` : text;
  }

  /** {near: the closest valid word}, or nothing when none is close. */
  S.nearest = function (found, choices) {
    const ranked = choices.map((word) => [distance(String(found), word), word])
      .filter(([steps, word]) => steps <= Math.max(1, Math.floor(0.4 * word.length)))
      .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
    return ranked.length ? { near: ranked[0][1] } : {};
  };

  /** Letters to insert, delete or replace between two words. */
  function distance(one, other) {
    let row = [...Array(other.length + 1).keys()];
    for (let i = 1; i <= one.length; i += 1) {
      const next = [i];
      for (let j = 1; j <= other.length; j += 1) {
        const change = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
        next.push(Math.min(change, row[j] + 1, next[j - 1] + 1));
      }
      row = next;
    }
    return row[other.length];
  }

  /** The words of one part ("message", "fix") of a fault in the language of the page. */
  S.words = function (fault, part) {
    const filled = (text, fields) => text.replace(/\{(\w+)\}/g, (whole, name) => {
      const field = fields[name];
      if (field === undefined) return whole;
      const own = String(field);
      const key = own.slice(1);
      if (!own.startsWith("@") || !(key in S.masalah)) return own;
      return filled(S.masalah[key], fields);
    });
    const text = filled(S.masalah[`${fault.code}.${part}`], fault.fields);
    if (part !== "fix" || !fault.fields.near) return text;
    return `${filled(S.masalah.near, fault.fields)} ${text}`;
  };
})((globalThis.Sunting = globalThis.Sunting || {}));
