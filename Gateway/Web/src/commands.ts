/** What a person meant by what they typed. */
export type Typed =
  | { readonly kind: 'say'; readonly text: string }
  /** Without text it only opens the conversation. */
  | { readonly kind: 'direct'; readonly name: string; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'topic'; readonly text: string }
  | { readonly kind: 'help' }
  | { readonly kind: 'problem'; readonly sentence: string };

/** What is done at once, and may fail. */
export type Command = Exclude<Typed, { kind: 'say' | 'help' | 'problem' }>;

/** All commands, as help shows them. */
export const commands: readonly { readonly usage: string; readonly does: string }[] = [
  { usage: '/name NEW', does: 'take another name' },
  { usage: '/msg NAME TEXT', does: 'write to one person; or begin with @NAME' },
  { usage: '/me TEXT', does: 'say what you do: * ann waves' },
  { usage: '/topic TEXT', does: 'give this room a topic' },
  { usage: '/help', does: 'show this list' },
];

const known = '/name /msg /me /topic /help';
const action = '/me ';

/** A name with spaces stands in quotation marks: no name has them. */
const addressed = /^(?:"([^"]+)"|([^\s"]+))(?:\s+([^]*))?$/;

/** Reads a text as its writer meant it: a command, words to one person, or a message. */
export function readTyped(text: string): Typed {
  // A slash doubled is a slash; but what would be an action then keeps both: there is no other way to say it.
  if (text.startsWith('//'))
    return { kind: 'say', text: actionOf(text.slice(1)) === null ? text.slice(1) : text };
  if (text.startsWith('@') && text.length > 1) return toOne(text.slice(1)) ?? { kind: 'say', text };
  if (!text.startsWith('/')) return { kind: 'say', text };
  const [, command = '', rest = ''] = /^\/(\S*)\s*([^]*)$/.exec(text) ?? [];
  switch (command) {
    case 'name':
      return rest === '' ? usage('/name NEW') : { kind: 'name', name: rest.trim() };
    case 'msg':
      return toOne(rest) ?? usage('/msg NAME TEXT');
    case 'me':
      return rest === '' ? usage('/me TEXT') : { kind: 'say', text: `${action}${rest}` };
    case 'topic':
      return rest === '' ? usage('/topic TEXT') : { kind: 'topic', text: rest.trim() };
    case 'help':
      return { kind: 'help' };
    default:
      return problem(
        `Unknown command. There are ${known}; begin with // to say something that begins with /.`,
      );
  }
}

/** What somebody does, where a message says that: “waves” of “/me waves”. */
export function actionOf(text: string): string | null {
  const rest = text.startsWith(action) ? text.slice(action.length).trim() : '';
  return rest === '' ? null : rest;
}

function toOne(text: string): Typed | null {
  const [, quoted, bare, rest = ''] = addressed.exec(text) ?? [];
  const name = quoted ?? bare;
  return name === undefined ? null : { kind: 'direct', name, text: rest };
}

function usage(form: string): Typed {
  return problem(`It goes ${form}.`);
}

function problem(sentence: string): Typed {
  return { kind: 'problem', sentence };
}
