// What these clients share: commands come as lines of JSON on the standard input, `{"do": …}`, and all that happens
// leaves as such lines. The end of the input ends the program.
import { createInterface } from 'node:readline';

export function say(line) {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Runs the command of each line; every command is a function of the line's other fields. */
export async function obey(commands) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { do: name, ...given } = JSON.parse(line);
    commands[name](given);
  }
  process.exit(0);
}

/** Waits for an answer, and says it or why there is none. */
export async function tell(to, answer) {
  try {
    say({ to, answer: await answer });
  } catch (error) {
    say({ to, refused: error.message });
  }
}
