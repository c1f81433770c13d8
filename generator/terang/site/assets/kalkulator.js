/* The calculator of a scheme page: your own inputs, the scheme's own rule, exact arithmetic.

   Reads the program that the page carries (the expression form of the scoring engine, see
   generator/terang/core/program.py and expr_json.py) and evaluates it with whole-number fractions
   (BigInt), so that every digit equals the engine's. Nothing typed here is stored or sent.
   One plain file: no build step, no dependency. In Node the same file gives `TerangCalculator`. */
"use strict";

const TerangCalculator = (() => {
  /* ---- exact fractions: {n, d} with d > 0, lowest terms ---------------------------------- */

  const gcd = (a, b) => {
    a = a < 0n ? -a : a;
    while (b) [a, b] = [b, a % b];
    return a;
  };

  const fraction = (n, d = 1n) => {
    if (d < 0n) [n, d] = [-n, -d];
    const g = gcd(n, d) || 1n;
    return { n: n / g, d: d / g };
  };

  const ZERO = fraction(0n);
  const add = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
  const sub = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
  const mul = (a, b) => fraction(a.n * b.n, a.d * b.d);
  const div = (a, b) => (b.n === 0n ? null : fraction(a.n * b.d, a.d * b.n));
  const compare = (a, b) => {
    const left = a.n * b.d;
    const right = b.n * a.d;
    return left < right ? -1 : left > right ? 1 : 0;
  };

  /** The fraction of "n", "n/d" or decimal text such as "87.60"; null when it is none of them. */
  const parse = (text) => {
    const ratio = /^([+-]?\d+)\/(\d+)$/.exec(text);
    if (ratio) return BigInt(ratio[2]) === 0n ? null : fraction(BigInt(ratio[1]), BigInt(ratio[2]));
    const decimal = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
    if (!decimal) return null;
    const places = decimal[3] || "";
    const whole = BigInt(decimal[2] + places);
    return fraction(decimal[1] === "-" ? -whole : whole, 10n ** BigInt(places.length));
  };

  /** value x 10^places as a whole number, half away from zero: the one rounding. */
  const scaled = (value, places) => {
    const n = value.n * 10n ** BigInt(places);
    const magnitude = (2n * (n < 0n ? -n : n) + value.d) / (2n * value.d);
    return n < 0n ? -magnitude : magnitude;
  };

  const round = (value, places) => fraction(scaled(value, places), 10n ** BigInt(places));

  /** Decimal text with exactly `places` decimals, e.g. "87.60". */
  const decimalText = (value, places) => {
    const whole = scaled(value, places);
    const digits = String(whole < 0n ? -whole : whole).padStart(places + 1, "0");
    const cut = digits.length - places;
    return (whole < 0n ? "-" : "") + digits.slice(0, cut) + (places ? "." + digits.slice(cut) : "");
  };

  const exactText = (value) => (value.d === 1n ? String(value.n) : `${value.n}/${value.d}`);

  /* ---- evaluator: one case a node of the expression form ---------------------------------- */

  const isFraction = (value) => value !== null && typeof value === "object";

  const same = (a, b) => (isFraction(a) ? compare(a, b) === 0 : a === b);

  const mapped = (map, rating) => {
    if (map.map === "lookup") {
      const found = map.scores.find(([code]) => code === rating);
      return found ? parse(found[1]) : null;
    }
    const number = parse(rating);
    if (number === null || map.map === "identity") return number;
    return add(mul(number, parse(map.multiply)), parse(map.add));
  };

  const evaluate = (node, scope) => {
    const of = (child) => evaluate(child, scope);
    const all = (parts, combine) => {
      const values = parts.map(of);
      return values.includes(null) ? null : combine(values);
    };
    const both = (combine) => all([node.left, node.right], ([a, b]) => combine(a, b));
    const ratings = () => scope.inputs[node.input] || [];
    const single = (field) => {
      const record = ratings()[0];
      return record === undefined || record[field] == null ? null : record[field];
    };
    switch (node.op) {
      case "num": return parse(node.value);
      case "text": return node.value;
      case "bool": return node.value;
      case "null": return null;
      case "ref": return scope.values[node.name];
      case "mean": {
        const scores = ratings().map((rating) => mapped(node.map, rating.value));
        if (scores.length === 0 || scores.includes(null)) return null;
        return div(scores.reduce(add), fraction(BigInt(scores.length)));
      }
      case "count": return fraction(BigInt(ratings().length));
      case "value": { const text = single("value"); return text === null ? null : parse(text); }
      case "target": { const text = single("target"); return text === null ? null : parse(text); }
      case "code": return single("value");
      case "add": return all(node.parts, (values) => values.reduce(add, ZERO));
      case "mul": return all(node.parts, (values) => values.reduce(mul, fraction(1n)));
      case "sub": return both(sub);
      case "div": return both(div);
      case "min": return all(node.parts, (v) => v.reduce((a, b) => (compare(b, a) < 0 ? b : a)));
      case "max": return all(node.parts, (v) => v.reduce((a, b) => (compare(b, a) > 0 ? b : a)));
      case "round": return all([node.value], ([value]) => round(value, node.places));
      case "lt": return both((a, b) => compare(a, b) < 0);
      case "le": return both((a, b) => compare(a, b) <= 0);
      case "eq": return both(same);
      case "and": return all(node.parts, (values) => values.every(Boolean));
      case "or": return all(node.parts, (values) => values.some(Boolean));
      case "not": return all([node.value], ([value]) => !value);
      case "is_null": return of(node.value) === null;
      case "if": {
        const condition = of(node.condition);
        return condition === null ? null : of(condition ? node.then : node.otherwise);
      }
      case "coalesce":
        for (const part of node.parts) {
          const value = of(part);
          if (value !== null) return value;
        }
        return null;
      case "pick_band": {
        const exact = of(node.value);
        if (exact === null) return null;
        const value = node.places === null ? exact : round(exact, node.places);
        const holds = (band) => {
          if (compare(value, parse(band.low)) < 0) return false;
          const upper = compare(value, parse(band.high));
          if (upper > 0 || (upper === 0 && !band.inclusive)) return false;
          return band.condition === null || of(band.condition) === true;
        };
        const band = node.bands.find(holds);
        return band ? band.category : null;
      }
      case "pick_cell":
        return all([node.row, node.column], ([row, column]) => {
          const cell = node.cells.find(([r, c]) => r === row && c === column);
          return cell ? cell[2] : null;
        });
      case "worst":
        return both((a, b) => (node.order.indexOf(a) >= node.order.indexOf(b) ? a : b));
      default: throw new Error(`unknown operation: ${node.op}`);
    }
  };

  /** Every binding's value. inputs: id -> [{value: text, target: text|null}]. */
  const run = (program, inputs) => {
    const scope = { inputs, values: {} };
    for (const { name, expr } of program.bindings) scope.values[name] = evaluate(expr, scope);
    return scope.values;
  };

  /** The same values as plain text, for comparing engines: exact "n/d", text, boolean or null. */
  const runAsText = (program, inputs) =>
    Object.fromEntries(
      Object.entries(run(program, inputs)).map(([name, value]) => [
        name, isFraction(value) ? exactText(value) : value,
      ]),
    );

  /* ---- what it would take to reach the next band ------------------------------------------ */

  /** The band above the present value: {cut, missing} or null at the top or without a value. */
  const nextBand = (scale, values) => {
    const exact = values[scale.value];
    if (!isFraction(exact)) return null;
    const value = scale.places === null ? exact : round(exact, scale.places);
    const order = scale.categories.map((category) => category.id);
    const now = order.indexOf(values[scale.category]);
    const better = scale.cuts.filter((cut) => now < 0 || order.indexOf(cut.category) < now);
    const next = better.length ? better[better.length - 1] : null;
    if (next === null) return null;
    const missing = sub(parse(next.low), value);
    return { cut: next, missing: missing.n > 0n ? missing : ZERO };
  };

  return {
    add, sub, mul, div, compare, parse, round, decimalText, isFraction,
    evaluate, run, runAsText, nextBand,
  };
})();

if (typeof module !== "undefined") module.exports = TerangCalculator;

/* ---- the form on the page ------------------------------------------------------------------ */

if (typeof document !== "undefined") {
  const calc = TerangCalculator;
  const ONE_PERSON = ["atasan", "diri", "dokumen", "sistem"]; // sources with one answer a person

  /** An element with attributes and children; texts are inserted as text, never as HTML. */
  const el = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null) node.setAttribute(name, value);
    }
    node.append(...children.flat().filter((child) => child !== null));
    return node;
  };

  const start = (section) => {
    const lang = section.dataset.lang;
    const data = (name) => JSON.parse(section.querySelector(`script[data-${name}]`).textContent);
    const words = data("words");
    const rules = data("programs");
    const host = section.querySelector("[data-form]");
    const say = (key, fields = {}) =>
      words[key].replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));
    const label = (text) => text[lang];
    const local = (decimal) =>
      lang === "en"
        ? decimal.replace(/\B(?=(\d{3})+(?!\d)(?=\.|$))/g, ",")
        : decimal.replace(".", ",").replace(/\B(?=(\d{3})+(?!\d)(?=,|$))/g, ".");
    const shown = (value, places = 2) => local(calc.decimalText(value, places));
    const shortest = (value) => {
      for (const places of [0, 1, 2]) {
        if (calc.compare(calc.round(value, places), value) === 0) return shown(value, places);
      }
      return shown(value, 2);
    };

    /* -- reading what was typed -- */

    /** Decimal text of a number as people write it here: 87,6 and 1.248 in Indonesian. */
    const plainNumber = (typed) => {
      const text = typed.trim();
      if (lang === "en") return text.replace(/,(?=\d{3})/g, "");
      if (text.includes(",")) return text.replace(/\./g, "").replace(",", ".");
      return /^\d{1,3}(\.\d{3})+$/.test(text) ? text.replace(/\./g, "") : text;
    };

    const readNumber = (typed, spec, field) => {
      const text = plainNumber(typed);
      const number = calc.parse(text);
      if (number === null) throw new Error(say("not_a_number", { typed }));
      if (field === "target" && number.n <= 0n) throw new Error(say("target_positive"));
      const tooLow = spec.low !== null && calc.compare(number, calc.parse(spec.low)) < 0;
      const tooHigh = spec.high !== null && calc.compare(number, calc.parse(spec.high)) > 0;
      if (field === "value" && (tooLow || tooHigh)) {
        throw new Error(say("out_of_range", {
          typed, low: spec.low ?? "…", high: spec.high ?? "…",
        }));
      }
      if (field === "value" && spec.kind === "skala" && number.d !== 1n) {
        throw new Error(say("whole_number", { typed }));
      }
      return text;
    };

    const readCode = (typed, spec) => {
      if (!spec.choices.some((choice) => choice.code === typed)) {
        const codes = spec.choices.map((choice) => choice.code).join(", ");
        throw new Error(say("unknown_code", { typed, codes }));
      }
      return typed;
    };

    const isNumeric = (spec) => ["rasio", "angka", "skala"].includes(spec.kind);
    const asksMany = (spec) => spec.many && !ONE_PERSON.includes(spec.source);

    const readField = (spec, controls) => {
      const typed = controls.value.value.trim();
      if (typed === "") return [];
      const one = (text) => (isNumeric(spec) ? readNumber(text, spec, "value") : readCode(text, spec));
      if (spec.kind === "rasio") {
        const target = controls.target.value.trim();
        if (target === "") throw new Error(say("target_needed"));
        return [{ value: one(typed), target: readNumber(target, spec, "target") }];
      }
      const texts = asksMany(spec) ? typed.split(/[\s;]+/).filter(Boolean) : [typed];
      return texts.map((text) => ({ value: one(text), target: null }));
    };

    /* -- building the form -- */

    let serial = 0;
    const fieldOf = (spec) => {
      const id = `${section.id}-${serial++}`;
      const problem = el("p", { class: "kalkulator-salah", id: `${id}-salah`, hidden: true });
      const describe = { "aria-describedby": `${id}-bantuan ${id}-salah`, autocomplete: "off" };
      const controls = {};
      const choose = !isNumeric(spec) && !asksMany(spec);
      if (choose) {
        controls.value = el("select", { id, ...describe },
          el("option", { value: "" }, say("choose")),
          spec.choices.map((choice) => el("option", { value: choice.code }, label(choice.label))));
      } else {
        controls.value = el("input", { id, type: "text", inputmode: asksMany(spec) ? "text" : "decimal", ...describe });
      }
      const boxes = [el("label", { for: id }, `${label(spec.label)} `,
        el("span", { class: "kalkulator-sumber" }, label(spec.source_label))), controls.value];
      if (spec.kind === "rasio") {
        controls.target = el("input", { id: `${id}-target`, type: "text", inputmode: "decimal", ...describe });
        boxes.push(el("label", { for: `${id}-target` }, say("target")), controls.target);
      }
      const help = [];
      if (isNumeric(spec)) help.push(label(spec.unit));
      if (asksMany(spec)) help.push(say("several"));
      if (spec.minimum > 1) help.push(say("minimum", { minimum: spec.minimum }));
      if (asksMany(spec) && !isNumeric(spec)) {
        help.push(spec.choices.map((c) => `${c.code} = ${label(c.label)}`).join("; "));
      }
      boxes.push(el("p", { class: "kalkulator-bantuan", id: `${id}-bantuan` }, help.join(" · ")), problem);
      return { spec, controls, problem, node: el("div", { class: "kalkulator-isian" }, boxes) };
    };

    const collect = (fields) => {
      const inputs = {};
      let faults = 0;
      for (const { spec, controls, problem } of fields) {
        let fault = "";
        try {
          inputs[spec.id] = readField(spec, controls);
        } catch (error) {
          fault = error.message;
          faults += 1;
        }
        problem.textContent = fault;
        problem.hidden = fault === "";
        controls.value.setAttribute("aria-invalid", String(fault !== ""));
      }
      return faults ? null : inputs;
    };

    /* -- telling the result -- */

    const categoryName = (categories, id) => {
      const found = categories.find((category) => category.id === id);
      return found ? label(found.name) : say("none");
    };

    const stepsOf = (program, values, prefixes) =>
      program.sums
        .filter((sum) => prefixes.some((prefix) => sum.binding.startsWith(prefix)))
        .filter((sum) => calc.isFraction(values[sum.binding]))
        .map((sum) => {
          const terms = sum.parts
            .map((part) => ({ part, weight: part.actual ? values[part.actual] : calc.parse(part.weight) }))
            .filter(({ part, weight }) => calc.isFraction(values[part.binding]) && weight && weight.n !== 0n)
            .map(({ part, weight }) => say("term", {
              name: label(part.label), score: shortest(values[part.binding]), weight: shortest(weight),
            }));
          const indicator = program.indicators.find((i) => i.binding === sum.binding);
          const measure = program.measures.find((m) => m.value === sum.binding);
          const part = program.sums.flatMap((other) => other.parts).find((p) => p.binding === sum.binding);
          const named = indicator ? indicator.name : measure ? measure.name : part ? part.label : null;
          const name = named ? label(named) : say("subtotal");
          return el("li", {}, say("sum", { name, terms: terms.join(" + "), total: shown(values[sum.binding]) }));
        });

    const reach = (program, scale, values) => {
      const next = calc.nextBand(scale, values);
      if (next === null) return null;
      const name = categoryName(scale.categories, next.cut.category);
      const lines = [];
      if (next.missing.n > 0n) {
        lines.push(el("p", {}, say("next_band", { name, missing: shortest(next.missing) })));
        const sum = program.sums.find((candidate) => candidate.binding === scale.value);
        const top = scale.cuts.map((cut) => calc.parse(cut.high)).reduce((a, b) => (calc.compare(b, a) > 0 ? b : a));
        const ways = (sum ? sum.parts : []).map((part) => {
          const weight = part.actual ? values[part.actual] : calc.parse(part.weight);
          const score = values[part.binding];
          if (!calc.isFraction(score) || !calc.isFraction(weight) || weight.n === 0n) return null;
          const needed = calc.add(score, calc.div(calc.mul(next.missing, calc.parse("100")), weight));
          if (calc.compare(needed, top) > 0) return null;
          return el("li", {}, say("way", {
            name: label(part.label), score: shortest(score), needed: shown(needed),
          }));
        }).filter(Boolean);
        lines.push(ways.length ? el("p", {}, say("ways")) : el("p", {}, say("no_single_way")));
        if (ways.length) lines.push(el("ul", {}, ways));
      }
      if (next.cut.condition) lines.push(el("p", {}, say("condition", { name, condition: label(next.cut.condition) })));
      return el("div", { class: "kalkulator-berikut" }, lines);
    };

    const tell = (program, values) =>
      program.measures.map((measure) => {
        const box = el("section", { class: "kalkulator-hasil" }, el("h4", {}, label(measure.name)));
        if (values[measure.status] !== "lengkap") {
          box.append(el("p", { class: "kalkulator-tunda" }, say("pending")));
          return box;
        }
        if (measure.category !== null) {
          box.append(el("p", { class: "kalkulator-predikat" }, categoryName(measure.categories, values[measure.category])));
        }
        if (measure.value !== null && calc.isFraction(values[measure.value])) {
          box.append(el("p", {}, say("value", { value: shown(values[measure.value]) })));
        }
        if (measure.matrix) {
          for (const axis of [measure.matrix.row, measure.matrix.column]) {
            const value = axis.scale && calc.isFraction(values[axis.scale.value])
              ? ` (${shown(values[axis.scale.value])})` : "";
            box.append(el("p", {}, say("axis", {
              name: label(axis.name),
              rating: categoryName(measure.matrix.ratings, values[axis.category]) + value,
            })));
          }
        }
        for (const gate of measure.gates) {
          if (values[gate.binding] === true) box.append(el("p", {}, say("gate", { name: label(gate.name) })));
        }
        const prefixes = [`k.${measure.id}`, `n.${measure.id}`];
        const steps = stepsOf(program, values, prefixes);
        if (steps.length) box.append(el("ol", { class: "kalkulator-langkah" }, steps));
        for (const gap of measure.gaps) {
          if (calc.isFraction(values[gap.binding])) {
            box.append(el("p", {}, say("gap", { name: label(gap.name), gap: shown(values[gap.binding]) })));
          }
        }
        const scales = measure.scale ? [measure.scale]
          : measure.matrix ? [measure.matrix.row.scale, measure.matrix.column.scale].filter(Boolean) : [];
        for (const scale of scales) {
          const hint = reach(program, scale, values);
          if (hint) box.append(hint);
        }
        return box;
      });

    /* -- putting it together -- */

    const open = (rule) => {
      const program = rule.program;
      const fields = program.inputs.map(fieldOf);
      const result = el("div", { class: "kalkulator-keluaran", role: "status" });
      const form = el("form", { class: "kalkulator-formulir", novalidate: true }, fields.map((f) => f.node),
        el("button", { type: "submit", class: "tombol" }, say("compute")));
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const inputs = collect(fields);
        if (inputs === null) {
          result.replaceChildren(el("p", { class: "kalkulator-salah" }, say("fix_first")));
          section.querySelector("[aria-invalid=true]").focus();
          return;
        }
        const values = calc.run(program, inputs);
        const few = program.inputs
          .filter((spec) => inputs[spec.id].length > 0 && inputs[spec.id].length < spec.minimum)
          .map((spec) => el("p", {}, say("too_few", {
            name: label(spec.label), source: label(spec.source_label), minimum: spec.minimum,
          })));
        const scores = program.indicators
          .filter((indicator) => calc.isFraction(values[indicator.binding]))
          .map((indicator) => el("li", {}, say("indicator_score", {
            name: label(indicator.name), score: shown(values[indicator.binding]),
          })));
        result.replaceChildren(
          el("h3", {}, say("result")), ...few, ...tell(program, values),
          el("h4", {}, say("indicator_scores")), el("ul", {}, scores));
      });
      return [form, result];
    };

    const panel = el("div");
    const show = (rule) => panel.replaceChildren(...open(rule));
    if (rules.length > 1) {
      const id = `${section.id}-aturan`;
      const select = el("select", { id },
        rules.map((rule, place) => el("option", { value: String(place) }, rule.label)));
      select.addEventListener("change", () => show(rules[Number(select.value)]));
      host.replaceChildren(el("div", { class: "kalkulator-isian" }, el("label", { for: id }, say("rule")), select), panel);
    } else {
      host.replaceChildren(panel);
    }
    show(rules[0]);
  };

  document.querySelectorAll("[data-kalkulator]").forEach(start);
}
