// Reads the workflows that the arguments name with GitHub's own parser, and prints what it finds wrong, a line each.
// https://github.com/actions/languageservices/tree/main/workflow-parser
import { readFileSync } from "node:fs";
import { register } from "node:module";

// The parser imports JSON as bundlers understand it, and Node does not.
const hook = `import { readFile } from "node:fs/promises";
export async function load(url, context, next) {
  if (!url.endsWith(".json")) return next(url, context);
  const source = "export default " + (await readFile(new URL(url), "utf8"));
  return { format: "module", shortCircuit: true, source };
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");

for (const name of process.argv.slice(2)) {
  const { context, value } = parseWorkflow({ name, content: readFileSync(name, "utf8") }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  for (const error of context.errors.getErrors()) console.log(`${name}: ${error.message}`);
}
