// Runs a Postman collection from the top, with its own scripts, and prints every test's name and whether it passed.
// Stands in for the few parts of Postman that the scripts use.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

// Names a script cannot declare again.
const POSTMANS_OWN = "const CryptoJS = require(), crypto = {};\n";
const collection = JSON.parse(readFileSync(process.argv[2], "utf8"));
const variables = new Map(collection.variable.map(({ key, value }) => [key, value]));
const replaceIn = (text) => text.replace(/\{\{(\w+)\}\}/g, (_, name) => variables.get(name));
const hasVariables = { get: (name) => variables.get(name), set: (name, value) => variables.set(name, value), replaceIn };
const cryptoJs = {
  enc: { Hex: "hex" },
  HmacSHA256: (text, key) => ({ toString: (form) => createHmac("sha256", key).update(text).digest(form) }),
};
const equals = (given) => ({
  to: {
    equal(wanted) {
      if (given !== wanted) throw new Error(`${given} is not ${wanted}`);
    },
  },
});

async function run(item) {
  const headers = new Map(item.request.header.map(({ key, value }) => [key, value]));
  const raw = item.request.body?.raw;
  const passed = [];
  const pm = {
    variables: hasVariables,
    collectionVariables: hasVariables,
    request: {
      method: item.request.method,
      url: { toString: () => item.request.url.raw },
      body: { toString: () => raw },
      headers: { upsert: ({ key, value }) => headers.set(key, value) },
    },
    expect: equals,
    test(name, check) {
      try {
        check();
        passed.push({ item: item.name, test: name, passed: true });
      } catch (error) {
        passed.push({ item: item.name, test: name, passed: false, error: error.message });
      }
    },
  };
  const play = (events, listen) => {
    for (const event of (events ?? []).filter((each) => each.listen === listen))
      runInNewContext(POSTMANS_OWN + event.script.exec.join("\n"), { pm, require: () => cryptoJs, Date });
  };
  play(collection.event, "prerequest");
  const response = await fetch(replaceIn(item.request.url.raw), {
    method: item.request.method,
    headers: Object.fromEntries(headers),
    body: raw && replaceIn(raw),
  });
  const text = await response.text();
  pm.response = { code: response.status, json: () => JSON.parse(text) };
  play(item.event, "test");
  return passed;
}

const results = [];
for (const folder of collection.item) for (const item of folder.item) results.push(...(await run(item)));
console.log(JSON.stringify(results));
