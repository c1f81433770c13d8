// Reads {program, cases: [inputs, ...]} on standard input, writes one JSON array of results.
const calculator = require(process.argv[2]);
let text = "";
process.stdin.on("data", (part) => (text += part));
process.stdin.on("end", () => {
  const { program, cases } = JSON.parse(text);
  process.stdout.write(JSON.stringify(cases.map((inputs) => calculator.runAsText(program, inputs))));
});
