/* Runs the editing scripts on cases from standard input: one JSON answer for all of them. */
"use strict";

const fs = require("node:fs");
const vm = require("node:vm");

const [folder, schemas, words] = process.argv.slice(2);
for (const name of ["yaml", "aturan", "pribadi", "bentuk", "alat", "makna-skema", "makna"]) {
  const file = `${folder}/${name}.js`;
  vm.runInThisContext(fs.readFileSync(file, "utf8"), { filename: file });
}
const S = globalThis.Sunting;
vm.runInThisContext(fs.readFileSync(schemas, "utf8"));
vm.runInThisContext(fs.readFileSync(words, "utf8"));

const jobs = {
  yaml: ({ value, kind, head }) => S.yaml(value, kind, head),
  roundTrip({ value, kind, head }) {
    const form = JSON.parse(JSON.stringify(S.toForm(value, kind)));
    return S.yaml(S.fromForm(form, kind, value).value, kind, head);
  },
  form: ({ value, kind }) => S.formFaults(value, kind),
  meaning: ({ value, known }) => [...S.privacyFaults(value), ...S.meaningFaults(value, known)],
  told: ({ value, kind }) => S.formFaults(value, kind)
    .map((fault) => [fault.code, S.words(fault, "message"), S.words(fault, "fix")]),
};
const { job, cases } = JSON.parse(fs.readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(cases.map(jobs[job])));
