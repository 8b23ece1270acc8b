import { Fragment, type ReactNode } from "react";

const URL_LIKE = /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]/;
const MARKS = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/u;
const CODE = /```([\s\S]+?)```/;
const PATTERN = new RegExp(`${URL_LIKE.source}|${CODE.source}|${MARKS.source}`, "u");

const tags = { "*": "strong", _: "em", "~": "s" } as const;

/** What a messaging app would draw: links, *bold*, _italic_, ~struck~ and ```code```. */
function draw(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let rest = text;
  for (let found = PATTERN.exec(rest); found; found = PATTERN.exec(rest)) {
    const [whole, code, mark, marked] = found;
    parts.push(rest.slice(0, found.index), drawOne(whole, code, mark, marked));
    rest = rest.slice(found.index + whole.length);
  }
  return [...parts, rest];
}

function drawOne(whole: string, code?: string, mark?: string, marked?: string): ReactNode {
  if (code !== undefined) return <code className="font-mono text-[13px]">{code}</code>;
  if (mark !== undefined && marked !== undefined) {
    const Tag = tags[mark as keyof typeof tags];
    return <Tag>{draw(marked)}</Tag>;
  }
  return (
    <a href={whole} target="_blank" rel="noreferrer noopener" className="text-ceu-text underline underline-offset-2">
      {whole}
    </a>
  );
}

const MENTION = /(@\p{L}[\p{L}\p{N}_]*)/u;

export function RichText({ text, mentions = false }: { text: string; mentions?: boolean }) {
  const pieces = mentions ? text.split(MENTION) : [text];
  return (
    <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">
      {pieces.map((piece, index) => (
        <Fragment key={index}>
          {mentions && index % 2 === 1 ? <b className="font-semibold text-ipe-text">{piece}</b> : parts(piece)}
        </Fragment>
      ))}
    </p>
  );
}

function parts(text: string): ReactNode {
  return draw(text).map((part, index) => <Fragment key={index}>{part}</Fragment>);
}
