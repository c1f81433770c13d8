/* The canonical YAML text of a criteria file: the same bytes as `terang fmt`
   (terang/criteria/format.py and key_order.py; a test compares them over every shipped file). */
(function (S) {
  "use strict";

  const WIDTH = 100;
  const STEP = "  ";
  const PLAIN = /^[\p{L}\p{Nl}\p{No}_](?:[^\n]*\S)?$/u; // starts with a letter, ends visibly
  const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
  const GUESSED = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

  const DATED_BY = "berlaku"; // below a dated value the next one is added

  const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const length = (text) => [...text].length; // letters, not UTF-16 units
  const isNest = (value) => value !== null && typeof value === "object";

  /** Text of a value of one kind of file; `head`: comment lines above the first key. */
  S.yaml = function (value, kind, head = []) {
    const lines = [...head, ...block(S.ordered(value, kind), "")];
    return lines.join("\n") + "\n";
  };

  /** The value with the keys of every mapping in the order of its schema. */
  S.ordered = function (value, kind) {
    const root = S.skema[kind];
    return root ? ordered(value, root, root) : value;
  };

  function ordered(value, given, home) {
    const [node, root] = S.chosen(value, given, home);
    if (Array.isArray(value)) return value.map((item) => ordered(item, node.items || {}, root));
    if (!isMap(value)) return value;
    const listed = node.properties || {};
    const free = isMap(node.additionalProperties) ? node.additionalProperties : {};
    const keys = Object.keys(listed).filter((key) => key in value);
    keys.push(...Object.keys(value).filter((key) => !(key in listed)));
    const made = {};
    for (const key of keys) made[key] = ordered(value[key], listed[key] || free, root);
    return made;
  }

  function* block(value, indent) {
    if (isMap(value) && Object.keys(value).length) {
      for (const [key, item] of Object.entries(value)) {
        yield* member(`${indent}${scalar(key, true)}:`, item, indent);
      }
    } else if (Array.isArray(value) && value.length) {
      for (const entry of value) yield* item(entry, indent);
    } else {
      yield* member(indent.trimEnd(), value, indent);
    }
  }

  function* member(start, value, indent) {
    const space = start.trim() ? " " : "";
    if (!isNest(value)) {
      yield* scalarLines(`${start}${space}`, value, indent);
    } else if (standsOnALine(value) && length(start) + 1 + length(flow(value)) <= WIDTH) {
      yield `${start}${space}${flow(value)}`;
    } else {
      yield start;
      yield* block(value, indent + STEP);
    }
  }

  function* item(value, indent) {
    const fits = isNest(value) && standsOnALine(value)
      && length(indent) + 2 + length(flow(value)) <= WIDTH;
    if (isMap(value) && !fits) {
      const [first, ...rest] = block(value, indent + STEP);
      yield `${indent}- ${first.slice(indent.length + STEP.length)}`;
      yield* rest;
    } else {
      yield* member(`${indent}-`, value, indent);
    }
  }

  function standsOnALine(value) {
    return isSingle(value) || Object.values(value).every(isFlat);
  }

  function isFlat(value) {
    if (Array.isArray(value)) return isSingle(value) || value.every(isFlat);
    return !isMap(value) || !Object.keys(value).length;
  }

  function isSingle(value) {
    if (!Array.isArray(value) || value.length !== 1 || !isMap(value[0])) return false;
    return !(DATED_BY in value[0]) && !Object.values(value[0]).some(isNest);
  }

  function flow(value) {
    if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
    if (!isMap(value)) return scalar(value, true);
    const pairs = Object.entries(value).map(([key, item]) => `${scalar(key, true)}: ${flow(item)}`);
    return `{${pairs.join(", ")}}`;
  }

  function* scalarLines(start, value, indent) {
    const line = `${start}${scalar(value)}`;
    if (typeof value !== "string") {
      yield line;
    } else if (value.includes("\n") && mayBeLiteral(value)) {
      yield `${start}|-`;
      for (const part of value.split("\n")) yield `${indent}${STEP}${part}`.trimEnd();
    } else if (length(line) <= WIDTH || !mayBeFolded(value)) {
      yield line;
    } else {
      yield `${start}>-`;
      yield* folded(value, indent + STEP);
    }
  }

  function* folded(value, indent) {
    let line = indent;
    for (const word of value.split(" ")) {
      if (line !== indent && length(line) + 1 + length(word) > WIDTH) {
        yield line;
        line = indent;
      }
      line += line === indent ? word : ` ${word}`;
    }
    yield line;
  }

  function mayBeFolded(value) {
    return value === value.trim().split(/\s+/u).join(" ") && value.includes(" ");
  }

  function mayBeLiteral(value) {
    const lines = value.split("\n");
    return Boolean(lines[0].trim() && lines[lines.length - 1].trim())
      && !lines[0].startsWith(" ")
      && lines.every((line) => line === line.trimEnd() && !/[\t\r]/.test(line));
  }

  function scalar(value, inFlow = false) {
    if (value === null || value === undefined) return "null";
    if (typeof value === "boolean") return String(value);
    if (typeof value === "number") return S.numberText(value);
    return isPlain(value, inFlow) ? value : JSON.stringify(value);
  }

  function isPlain(value, inFlow) {
    if (DATE.test(value)) return true;
    if (!PLAIN.test(value) || GUESSED.has(value.toLowerCase())) return false;
    if (/: | #|:$|\t/.test(value)) return false;
    return !(inFlow && /[,[\]{}]/.test(value));
  }

  /** A number with its digits and no exponent: 0.0000001, not 1e-7. */
  S.numberText = function (value) {
    const [digits, exponent] = String(value).split("e");
    if (exponent === undefined) return digits;
    const sign = digits.startsWith("-") ? "-" : "";
    const [whole, part = ""] = digits.replace("-", "").split(".");
    const point = whole.length + Number(exponent);
    const all = whole + part;
    if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
    if (point >= all.length) return `${sign}${all}${"0".repeat(point - all.length)}`;
    return `${sign}${all.slice(0, point)}.${all.slice(point)}`;
  };
})((globalThis.Sunting = globalThis.Sunting || {}));
