// Evaluates GitHub's expressions with its own library. Each line in is JSON: an expression, its contexts as JSON, and
// the values of its status functions, such as `always`. Each line out is the value as a text, or why there is none.
// https://github.com/actions/languageservices/tree/main/expressions
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const [expression, contexts, states] = JSON.parse(line);
  const functions = Object.entries(states).map(([name, value]) => {
    return { name, minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(value) };
  });
  const known = JSON.parse(contexts, data.reviver);
  const names = known.pairs().map((pair) => pair.key);
  let answer;
  try {
    const tree = new Parser(new Lexer(expression).lex().tokens, names, functions).parse();
    const own = new Map(functions.map((state) => [state.name, state]));
    answer = { text: new Evaluator(tree, known, own).evaluate().coerceString() };
  } catch (error) {
    answer = { error: `${expression}: ${error.message}` };
  }
  console.log(JSON.stringify(answer));
}
